"""Les mots que toutes les parties du document partagent."""

from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.calcul import PlanDeFinancement
from etabli.socle.francais import euros

INCONNU = "à préciser"
# Millimètres : la page d'un rapport, et ce que l'estimation d'une hauteur peut se tromper.
PAGE, LARGE, JEU = 244.0, 156.0, 12.0
LONGUEUR_D_UNE_PAROLE = 220


def fourchette(plan: PlanDeFinancement) -> str:
    """« 18 000 € à 22 000 € HT » ; un seul montant quand les deux bornes se confondent."""
    if plan.cout is None:
        return INCONNU
    if plan.cout_bas is None or plan.cout_bas == plan.cout:
        return f"{euros(plan.cout)} HT"
    return f"{euros(plan.cout_bas)} à {euros(plan.cout)} HT"


def se_cite(contribution: Contribution) -> bool:
    """Ce que la salle a vu, et qui tient en une citation : une fiche entière n'en est pas une."""
    vue = not contribution.est_masquee and contribution.doublon_de_id is None
    return vue and len(contribution.texte) <= LONGUEUR_D_UNE_PAROLE
