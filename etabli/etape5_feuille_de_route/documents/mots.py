"""Les mots que toutes les parties du document partagent."""

from etabli.etape5_feuille_de_route.calcul import PlanDeFinancement
from etabli.socle.francais import euros

INCONNU = "à préciser"


def fourchette(plan: PlanDeFinancement) -> str:
    """« 18 000 € à 22 000 € HT » ; un seul montant quand les deux bornes se confondent."""
    if plan.cout is None:
        return INCONNU
    if plan.cout_bas is None or plan.cout_bas == plan.cout:
        return f"{euros(plan.cout)} HT"
    return f"{euros(plan.cout_bas)} à {euros(plan.cout)} HT"
