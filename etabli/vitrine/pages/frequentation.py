"""Ce que /stats montre : les vues par mois et les pages les plus lues, rien de plus fin."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from etabli.socle.colonnes import Colonne, Tableau
from etabli.socle.francais import periode
from etabli.socle.graphiques import colonnes

MOIS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
FENETRE = 30  # jours
PAGES_MONTREES = 20
COLONNES = (
    Colonne("page", "Page", lambda p: p["chemin"], lien=lambda p: p["chemin"]),
    Colonne("vues", "Vues", lambda p: p["vues"], "entier"),
)


def frequentation(passages: Any, aujourd_hui: date) -> dict[str, Any]:
    """Trois requêtes, quel que soit le nombre de pages et de jours."""
    debut, annee = aujourd_hui - timedelta(days=FENETRE - 1), aujourd_hui - timedelta(days=365)
    lues = passages.depuis(debut).order_by().values("chemin").annotate(vues=Sum("nb"))
    pages = list(lues.order_by("-vues", "chemin")[:PAGES_MONTREES])
    par_mois = (
        passages.depuis(annee)
        .order_by()
        .annotate(mois=TruncMonth("jour"))
        .values("mois")
        .annotate(vues=Sum("nb"))
        .order_by("mois")
    )
    mois = [(f"{MOIS[m['mois'].month - 1]} {m['mois'].year}", m["vues"]) for m in par_mois]
    legende = f"Les pages les plus lues, {periode(debut, aujourd_hui)}"
    return {
        "total": passages.depuis(debut).aggregate(vues=Sum("nb"))["vues"] or 0,
        "tableau": Tableau(COLONNES, pages, legende, "Aucune visite n'a encore été comptée."),
        "graphique": colonnes("Les vues par mois", mois, en_tete="Mois") if mois else None,
        "jours": FENETRE,
    }
