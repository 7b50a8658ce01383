"""Les colonnes des listes du pilotage."""

from operator import attrgetter

from etabli.dossier.enums import College
from etabli.socle.colonnes import Colonne, JeuDeColonnes

DOSSIERS = JeuDeColonnes(
    "pilotage-dossiers",
    "Dossiers",
    (
        Colonne("titre", "Dossier", lambda d: d.titre, lien=lambda d: d.get_absolute_url(), tri="titre"),
        Colonne("departements", "Départements", lambda d: ", ".join(d.noms_des_departements)),
        Colonne("pilote", "Pilote", lambda d: d.pilote.nom_court if d.pilote else "", secondaire=True),
        Colonne("etape", "Étape", lambda d: d.get_etape_display(), "badge"),
        Colonne("etat", "État", lambda d: d.regard.etat, secondaire=True),
        Colonne(
            "entree_le", "À cette étape depuis le", lambda d: d.etape_depuis_le, "date", tri="etape_depuis_le"
        ),
        Colonne("jours", "Jours", lambda d: d.regard.nb_jours, "entier"),
        Colonne(
            "mediane",
            "Médiane de l'étape",
            lambda d: d.regard.repere.mediane,
            "decimal",
            secondaire=True,
            description="Jours passés à cette étape par les dossiers qui en sont sortis ; vide à moins de trois.",
        ),
        Colonne(
            "norme",
            "Norme de l'étape",
            lambda d: d.regard.repere.norme,
            "entier",
            secondaire=True,
            description="Jours au plus, tels que la DGALN les a fixés pour ce format ; vide sans norme.",
        ),
        Colonne("comparaison", "Au regard des repères", lambda d: d.regard.comparaison),
        Colonne("fictif", "Fictif", lambda d: d.est_fictif, "booleen", secondaire=True),
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

# Sans les noms : qui est venu se lit sur la feuille de la séance, par ceux qui y ont droit.
PRESENCES = JeuDeColonnes(
    "pilotage-presences",
    "Présences",
    (
        Colonne(
            "seance",
            "Séance",
            lambda p: p.seance.titre,
            lien=lambda p: p.seance.get_absolute_url(),
            tri="seance__titre",
        ),
        Colonne(
            "dossier",
            "Dossier",
            lambda p: p.seance.atelier.dossier.titre,
            tri="seance__atelier__dossier__titre",
        ),
        Colonne("session", "Session", lambda p: p.seance.numero, "entier", tri="seance__numero"),
        Colonne("le", "Le", lambda p: p.present_le, "instant", tri="present_le"),
        Colonne("college", "Collège", lambda p: p.get_college_display(), tri="college"),
    ),
)

BILANS = JeuDeColonnes(
    "pilotage-bilans",
    "Bilans des feuilles de route",
    (
        Colonne(
            "dossier",
            "Dossier",
            lambda b: b.feuille.dossier.titre,
            lien=lambda b: b.feuille.get_absolute_url(),
            tri="feuille__dossier__titre",
        ),
        Colonne("echeance", "Échéance", lambda b: b.get_echeance_display(), tri="echeance"),
        Colonne("etabli_le", "Établi le", lambda b: b.etabli_le, "date", tri="etabli_le"),
        Colonne("nb_actions", "Actions", lambda b: b.nb_actions, "entier"),
        Colonne(
            "nb_engagees",
            "Engagées",
            lambda b: b.nb_engagees,
            "entier",
            description="En cours ou réalisées le jour du bilan.",
        ),
        Colonne("realisees", "Réalisées", lambda b: b.contenu["statuts"].get("realisee", 0), "entier"),
        Colonne("abandonnees", "Abandonnées", lambda b: b.contenu["statuts"].get("abandonnee", 0), "entier"),
    ),
)
