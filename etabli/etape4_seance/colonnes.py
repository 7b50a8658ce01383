"""Les contributions d'une séance, déclarées une fois pour la page, le CSV et le classeur."""

from dataclasses import dataclass

from etabli.etape4_seance.models import Activite, Contribution, Seance
from etabli.etape4_seance.resultats import presences, synthese
from etabli.etape4_seance.suites import suites
from etabli.socle.colonnes import Colonne, JeuDeColonnes


def avec_suites(contributions: list[Contribution]) -> list[Contribution]:
    """Accroche à chaque contribution ce qu'elle est devenue, en un nombre constant de requêtes."""
    devenues = suites(contributions)
    for contribution in contributions:
        contribution.devenue = devenues[contribution.pk]  # type: ignore[attr-defined]
    return contributions


def _sort(contribution: Contribution) -> str:
    if contribution.est_masquee:
        return "Masquée"
    if contribution.doublon_de_id:
        return "Réunie avec une autre"
    return "; ".join(getattr(contribution, "devenue", ()))


CONTRIBUTIONS = JeuDeColonnes(
    "contributions",
    "Contributions de la séance",
    (
        Colonne("contribution", "Contribution", lambda c: c.texte, obligatoire=True),
        Colonne("activite", "Activité", lambda c: c.activite.titre, secondaire=True),
        Colonne("case", "Case", lambda c: c.get_case_afom_display(), description="Pour un AFOM."),
        Colonne(
            "commune", "Commune", lambda c: c.commune.nom if c.commune else "", description="Pour une carte."
        ),
        Colonne(
            "fiche",
            "Fiche-action",
            lambda c: "; ".join(f"{libelle} : {texte}" for libelle, texte in c.rubriques),
            secondaire=True,
        ),
        Colonne("motif", "Motif de masquage", lambda c: c.get_motif_de_masquage_display(), secondaire=True),
        Colonne("famille", "Famille", lambda c: c.famille.nom if c.famille else ""),
        Colonne("gommettes", "Gommettes", lambda c: c.nb_gommettes, "entier", tri="nb_gommettes"),
        Colonne("college", "Collège", lambda c: c.get_college_display(), tri="college"),
        Colonne("table", "Table", lambda c: c.table.numero if c.table else None, "entier", secondaire=True),
        Colonne("saisie", "Saisie", lambda c: c.get_saisie_display(), secondaire=True),
        Colonne("recue_le", "Reçue le", lambda c: c.recue_le, "instant", tri="recue_le", secondaire=True),
        Colonne("suite", "Ce qu'elle est devenue", _sort),
        Colonne("identifiant", "Identifiant", lambda c: str(c.pk), secondaire=True),
    ),
    description="Une ligne par contribution, sans nom ni pseudonyme ; les masquées et les réunies le disent.",
)

HORS_ECRAN = {"activite", "commune", "fiche", "motif", "table", "saisie", "recue_le", "identifiant"}

# La page montre l'essentiel ; le fichier exporté porte tout.
A_L_ECRAN = tuple(c for c in CONTRIBUTIONS.colonnes if c.nom not in HORS_ECRAN)


@dataclass(frozen=True)
class Valeur:
    """Une case du dépouillement d'une activité, mise à plat : ce que tout tableur sait relire."""

    activite: Activite
    objet: str
    mesure: str
    valeur: str


def valeurs(seance: Seance) -> list[Valeur]:
    """Tous les votes de la séance ; ceux qui sont encore masqués n'y sont pas."""
    lignes = []
    for resultat in synthese(seance):
        if resultat.classement and resultat.classement.est_visible:
            for rang in resultat.classement.lignes:
                lignes.append(Valeur(resultat.activite, rang.contribution.texte, "Place", str(rang.place)))
                lignes.append(
                    Valeur(resultat.activite, rang.contribution.texte, "Gommettes", str(rang.total))
                )
        elif resultat.depouillement and resultat.depouillement.graphique:
            graphique = resultat.depouillement.graphique
            nom = graphique.entetes.index("Proposition") if "Proposition" in graphique.entetes else 0
            for ligne in graphique.lignes:
                for entete, valeur in zip(graphique.entetes, ligne, strict=True):
                    if entete != graphique.entetes[nom]:
                        lignes.append(Valeur(resultat.activite, ligne[nom], entete, valeur))
        for mot in resultat.mots:
            lignes.append(Valeur(resultat.activite, mot.texte, "Fois", str(mot.nb)))
    return lignes


VOTES = JeuDeColonnes(
    "votes",
    "Résultats des votes de la séance",
    (
        Colonne("activite", "Activité", lambda v: v.activite.titre, obligatoire=True),
        Colonne("type", "Type", lambda v: v.activite.get_type_display()),
        Colonne("objet", "Proposition ou réponse", lambda v: v.objet),
        Colonne("mesure", "Mesure", lambda v: v.mesure),
        Colonne("valeur", "Valeur", lambda v: v.valeur),
    ),
    description="Une ligne par mesure : gommettes, mentions, médianes, réponses, mots.",
)

# En dessous, un collège désignerait presque une personne : il n'est pas dit.
NB_POUR_DIRE_UN_COLLEGE = 5


def anonymes(seance: Seance) -> list[Contribution]:
    """Ce qui peut être ouvert à tous : ni table, ni heure, ni identifiant, ni collège trop peu nombreux."""
    comptes = {presence.college: presence.nb_connectes for presence in presences(seance)}
    visibles = Contribution.objects.de_la_seance(seance).montrables().for_list().avec_gommettes()
    contributions = list(visibles.order_by("activite__ordre", "texte"))
    for contribution in contributions:
        if comptes.get(contribution.college, 0) < NB_POUR_DIRE_UN_COLLEGE:
            contribution.college = ""
    return avec_suites(contributions)


DONNEES_OUVERTES = JeuDeColonnes(
    "contributions-anonymes",
    "Contributions anonymes de la séance",
    (
        Colonne("activite", "Activité", lambda c: c.activite.titre, obligatoire=True),
        Colonne("type", "Type", lambda c: c.activite.get_type_display()),
        Colonne("contribution", "Contribution", lambda c: c.texte),
        Colonne("case", "Case", lambda c: c.get_case_afom_display()),
        Colonne("commune", "Commune", lambda c: c.commune_id or ""),
        Colonne("famille", "Famille", lambda c: c.famille.nom if c.famille else ""),
        Colonne("college", "Collège", lambda c: c.get_college_display()),
        Colonne("gommettes", "Gommettes", lambda c: c.nb_gommettes, "entier"),
        Colonne("suite", "Ce qu'elle est devenue", _sort),
    ),
    description="Sans personne, ni table, ni heure ; un collège de moins de cinq personnes n'est pas dit.",
)
