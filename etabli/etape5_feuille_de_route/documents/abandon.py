"""Une action abandonnée : depuis quand, et pourquoi quand la raison est publique."""

from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.francais import jour


def abandon(action: Action) -> str:
    """« abandonnée le 3 mars 2026 : le propriétaire a vendu » ; vide pour une action en jeu."""
    if action.est_en_jeu:
        return ""
    points = [p for p in action.points.all() if p.statut == StatutAction.ABANDONNEE]
    if not points:
        return "abandonnée"
    dernier = max(points, key=lambda p: (p.le, p.pk))
    raison = dernier.texte.strip().rstrip(".") if dernier.est_public else ""
    return f"abandonnée le {jour(dernier.le, semaine=False)}" + (f" : {raison}" if raison else "")
