"""Les colonnes des listes du pilotage."""

from operator import attrgetter

from etabli.dossier.enums import College
from etabli.socle.colonnes import Colonne, JeuDeColonnes

DOSSIERS = JeuDeColonnes(
    "pilotage-dossiers",
    "Dossiers",
    (
        Colonne(
            "titre",
            "Dossier",
            lambda x: x.dossier.titre,
            lien=lambda x: x.dossier.get_absolute_url(),
            tri="titre",
        ),
        Colonne(
            "departements",
            "Départements",
            lambda x: ", ".join(d.code for d in x.departements),
            tri="departements",
        ),
        Colonne(
            "pilote",
            "Pilote",
            lambda x: x.dossier.pilote.nom_court if x.dossier.pilote else "",
            secondaire=True,
            tri="pilote",
        ),
        Colonne("etape", "Étape", lambda x: x.dossier.get_etape_display(), "badge"),
        Colonne("etat", "État", lambda x: x.etat, secondaire=True),
        Colonne("entree_le", "À cette étape depuis le", lambda x: x.entree_le, "date", tri="entree_le"),
        Colonne("jours", "Jours", lambda x: x.sejour.nb_jours if x.sejour else None, "entier", tri="jours"),
        Colonne(
            "mediane",
            "Médiane de l'étape",
            lambda x: x.mediane,
            "decimal",
            secondaire=True,
            description="Jours passés à cette étape par les dossiers qui en sont sortis ; vide à moins de trois.",
        ),
        Colonne("comparaison", "Au regard de la médiane", lambda x: x.comparaison, tri="comparaison"),
        Colonne("fictif", "Fictif", lambda x: x.dossier.est_fictif, "booleen", secondaire=True),
    ),
)

ACTIONS = JeuDeColonnes(
    "pilotage-actions",
    "Actions",
    (
        Colonne("action", "Action", str, lien=lambda a: a.get_absolute_url(), tri="titre"),
        Colonne(
            "dossier",
            "Dossier",
            lambda a: a.feuille.dossier.titre,
            secondaire=True,
            tri="feuille__dossier__titre",
        ),
        Colonne(
            "maitrise_d_ouvrage",
            "Maîtrise d'ouvrage",
            lambda a: a.maitrise_d_ouvrage,
            tri="maitrise_d_ouvrage__nom",
        ),
        Colonne("priorite", "Priorité", lambda a: a.get_priorite_display()),
        Colonne("horizon", "Horizon", lambda a: a.get_horizon_display()),
        Colonne("statut", "Statut", lambda a: a.get_statut_display()),
        Colonne("cout_max", "Coût HT, au plus", lambda a: a.cout, "euros", tri="cout_max"),
    ),
)

SEANCES = JeuDeColonnes(
    "pilotage-seances",
    "Séances",
    (
        Colonne("seance", "Séance", lambda s: s.titre, lien=lambda s: s.get_absolute_url(), tri="titre"),
        Colonne(
            "dossier",
            "Dossier",
            lambda s: s.atelier.dossier.titre,
            secondaire=True,
            tri="atelier__dossier__titre",
        ),
        Colonne("le", "Le", lambda s: s.debut, "instant", tri="debut"),
        Colonne("etat", "État", lambda s: s.get_etat_display()),
        *(Colonne(f"nb_{c.value}", c.label, attrgetter(f"nb_{c.value}"), "entier") for c in College),
        Colonne("nb_presents", "Émargements", lambda s: s.nb_presents, "entier", tri="nb_presents"),
    ),
)
