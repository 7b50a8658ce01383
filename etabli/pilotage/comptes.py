"""Compter ce que les listes montrent : chaque chiffre naît de la liste qu'il ouvre, filtrée comme lui."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.etape1_candidature.listes import CANDIDATURES
from etabli.etape1_candidature.models import Candidature
from etabli.pilotage.filtre import FiltreDePilotage
from etabli.pilotage.listes import LISTES, ListeDuPilotage

# Une liste d'une autre étape, que le pilotage compte et ouvre sans la refaire.
DES_CANDIDATURES = ListeDuPilotage("Les candidatures", CANDIDATURES, Candidature.objects.visible_to)
TOUTES = {**LISTES, "candidatures": DES_CANDIDATURES}


@dataclass(frozen=True)
class Chiffre:
    """Un nombre, ce qu'il compte, et la liste qui a autant de lignes."""

    valeur: int
    libelle: str
    url: str
    detail: str = ""


class Comptes:
    """Ce que cet agent peut compter sous ce filtre."""

    def __init__(self, agent: Agent, filtre: FiltreDePilotage) -> None:
        self.agent, self.filtre = agent, filtre

    def adresse(self, nom: str, **parametres: object) -> str:
        suite = self._parametres(parametres).urlencode()
        base = (
            reverse("candidature:liste") if nom == "candidatures" else reverse("pilotage:liste", args=[nom])
        )
        return f"{base}?{suite}" if suite else base

    def lignes(self, nom: str, **parametres: object) -> Any:
        """Les lignes que la liste montrerait, sans son tri."""
        return TOUTES[nom].visibles(self.agent).filter(self._condition(nom, parametres)).order_by()

    def un(self, nom: str, libelle: str, detail: str = "", **parametres: Any) -> Chiffre:
        nb = self.lignes(nom, **parametres).count()
        return self.chiffre(nb, nom, libelle, detail=detail, **parametres)

    def ensemble(self, nom: str, **cas: Mapping[str, object]) -> dict[str, int]:
        """Plusieurs nombres d'une même liste en une requête : chaque cas a autant de lignes sous son filtre."""
        return dict(TOUTES[nom].visibles(self.agent).order_by().aggregate(**self.nombres(nom, cas)))

    def nombres(self, nom: str, cas: Mapping[str, Mapping[str, object]]) -> dict[str, Count]:
        """Une condition ne multiplie jamais les lignes (voir `Filtre`) : on peut donc les compter ensemble."""
        return {
            cle: Count("pk", filter=self._condition(nom, parametres) or None)
            for cle, parametres in cas.items()
        }

    def chiffre(self, valeur: int, nom: str, libelle: str, *, detail: str = "", **parametres: Any) -> Chiffre:
        return Chiffre(valeur, libelle, self.adresse(nom, **parametres), detail)

    def par(
        self, nom: str, par: str, choix: Iterable[tuple[Any, Any]], *, champ: str = "", **parametres: Any
    ) -> list[Chiffre]:
        """Un chiffre par valeur du filtre `par`, en une requête ; `champ` est sa colonne, si elle a un autre nom."""
        nombres = dict(self.lignes(nom, **parametres).values_list(champ or par).annotate(nb=Count("pk")))
        return [
            self.chiffre(nombres.get(valeur, 0), nom, str(libelle), **parametres, **{par: valeur})
            for valeur, libelle in choix
        ]

    def _condition(self, nom: str, parametres: Mapping[str, object]) -> Q:
        return TOUTES[nom].liste.filtre(self._parametres(parametres), agent=self.agent).condition()

    def _parametres(self, parametres: Mapping[str, object]) -> QueryDict:
        suite = self.filtre.propres()
        for cle, valeur in parametres.items():
            suite[cle] = str(valeur)
        return suite
