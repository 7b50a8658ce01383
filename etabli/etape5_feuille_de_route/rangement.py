"""La page où l'on rattache : à gauche ce que l'on porte, à droite la chaîne qui le reçoit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, QuerySet, When
from django.http import Http404

from etabli.etape3_atelier.models import Constat
from etabli.etape4_seance.enums import TypeActivite
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.calcul.rattachement import RECOIVENT
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute, Objectif

GENRES = (
    ("contribution", "Les contributions"),
    ("constat", "Les constats"),
    ("enjeu", "Les enjeux"),
    ("objectif", "Les objectifs"),
    ("action", "Les actions"),
)


def les_contributions(feuille: FeuilleDeRoute) -> "QuerySet[Contribution]":
    lues = feuille.contributions().select_related("activite__seance", "famille")
    return lues.annotate(
        # Un mot de nuage ne fait pas un enjeu à lui seul : les phrases d'abord.
        est_un_mot=Case(When(activite__type=TypeActivite.NUAGE, then=1), default=0),
        nb_liens=Count("enjeux", distinct=True)
        + Count("axes", distinct=True)
        + Count("actions", distinct=True),
    ).order_by("nb_liens", "est_un_mot", "activite__seance__numero", "recue_le", "pk")


def les_constats(feuille: FeuilleDeRoute) -> "QuerySet[Constat]":
    return (
        Constat.objects.filter(atelier__dossier=feuille.dossier_id).select_related("atelier").order_by("pk")
    )


def les_objectifs(feuille: FeuilleDeRoute) -> "QuerySet[Objectif]":
    return Objectif.objects.filter(axe__feuille=feuille).select_related("axe__feuille")


# Ce que la feuille contient, genre par genre : la seule façon d'y retrouver un maillon nommé par une adresse.
LECTURES: dict[str, Callable[[FeuilleDeRoute], "QuerySet[Any]"]] = {
    "contribution": lambda f: les_contributions(f),
    "constat": lambda f: les_constats(f),
    "enjeu": lambda f: f.enjeux.select_related("feuille"),
    "axe": lambda f: f.axes.select_related("feuille"),
    "objectif": les_objectifs,
    "action": lambda f: f.actions.select_related("feuille", "axe", "objectif"),
}


def cle_de(genre: str, pk: object) -> str:
    return f"{genre}-{pk}"


def retrouver(feuille: FeuilleDeRoute, cle: str) -> Any:
    """« action-12 », si elle est de cette feuille."""
    genre, _, pk = cle.partition("-")
    if genre not in LECTURES or not (pk.isdigit() if genre != "contribution" else _est_une_cle(pk)):
        raise Http404
    trouve = LECTURES[genre](feuille).filter(pk=pk).first()
    if trouve is None:
        raise Http404
    return trouve


def _est_une_cle(texte: str) -> bool:
    try:
        return bool(UUID(texte))
    except ValueError:
        return False


@dataclass(frozen=True)
class Recue:
    """Ce qui est déjà rattaché à une cible, et de quoi l'en détacher."""

    cle: str
    texte: str


@dataclass(frozen=True)
class CibleLue:
    cle: str
    nom: str
    titre: str
    url: str = ""
    recoit: bool = False
    recues: list[Recue] = field(default_factory=list)
    niveau: int = 0


def les_cibles(feuille: FeuilleDeRoute, genre: str) -> list[CibleLue]:
    """Toute la chaîne, et pour chaque maillon ce qu'il a reçu de ce genre ; nombre constant de requêtes."""
    recoivent = RECOIVENT[genre]
    enjeux = feuille.enjeux.prefetch_related("contributions", "constats")
    axes = feuille.axes.prefetch_related("contributions", "enjeux", "objectifs")
    par_axe: dict[int, list[Action]] = {}
    for action in feuille.actions.select_related("feuille").prefetch_related("contributions"):
        par_axe.setdefault(action.axe_id, []).append(action)

    def lue(cible: Enjeu | Axe | Objectif | Action, nom: str, niveau: int, recues: Sequence[Any]) -> CibleLue:
        sorte = str(cible._meta.model_name)
        dites = [Recue(cle_de(genre, r.pk), str(getattr(r, "texte", "") or r)) for r in recues]
        url = cible.get_absolute_url() if isinstance(cible, Action) else ""
        return CibleLue(cle_de(sorte, cible.pk), nom, str(cible), url, sorte in recoivent, dites, niveau)

    suite = [
        lue(enjeu, f"Enjeu {rang}", 0, _de_l_enjeu(enjeu, genre)) for rang, enjeu in enumerate(enjeux, 1)
    ]
    for rang, axe in enumerate(axes, 1):
        actions = par_axe.get(axe.pk, [])
        suite.append(lue(axe, f"Axe {rang}", 0, _de_l_axe(axe, genre)))
        for objectif in axe.objectifs.all():
            siennes = [a for a in actions if a.objectif_id == objectif.pk]
            suite.append(lue(objectif, "Objectif", 1, siennes if genre == "action" else []))
            suite += [lue(a, "Action", 2, _de_l_action(a, genre)) for a in siennes]
        suite += [lue(a, "Action", 1, _de_l_action(a, genre)) for a in actions if a.objectif_id is None]
    return suite


def _de_l_enjeu(enjeu: Enjeu, genre: str) -> list[Any]:
    if genre == "contribution":
        return list(enjeu.contributions.all())
    return list(enjeu.constats.all()) if genre == "constat" else []


def _de_l_axe(axe: Axe, genre: str) -> list[Any]:
    if genre == "contribution":
        return list(axe.contributions.all())
    return list(axe.enjeux.all()) if genre == "enjeu" else []


def _de_l_action(action: Action, genre: str) -> list[Any]:
    return list(action.contributions.all()) if genre == "contribution" else []
