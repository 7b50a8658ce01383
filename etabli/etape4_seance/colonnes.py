"""Les contributions d'une séance, déclarées une fois pour la page, le CSV et le classeur."""

from etabli.etape4_seance.models import Contribution
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

# La page montre l'essentiel ; le fichier exporté porte tout.
A_L_ECRAN = tuple(
    c
    for c in CONTRIBUTIONS.colonnes
    if c.nom not in {"activite", "table", "saisie", "recue_le", "identifiant"}
)
