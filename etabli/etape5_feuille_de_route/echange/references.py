"""Ce à quoi les cases renvoient par leur nom : axes, objectifs, organisations, communes, thématiques."""

from collections.abc import Iterable
from typing import Any

from etabli.annuaire.models import Organisation
from etabli.dossier.models import Thematique
from etabli.etape5_feuille_de_route.calcul.cellules import CaseIllisibleError, net
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.socle.mots import sans_accents

NB_CITES = 4


def cle(texte: object) -> str:
    """On retrouve un nom sans ses accents, ses majuscules, ni ses blancs en trop."""
    return (sans_accents(" ".join(net(str(texte)).replace("’", "'").split())) or "").casefold()


class References:
    """Tout est lu une fois ; `creer` accepte les axes et objectifs que la feuille n'a pas encore."""

    def __init__(self, feuille: FeuilleDeRoute, porteurs: Iterable[Organisation], *, creer: bool) -> None:
        self.creer = creer
        self.actions = {a.numero: a for a in feuille.actions.for_detail()}
        self.axes = list(feuille.axes.prefetch_related("objectifs"))
        self.porteurs = list(porteurs)
        self.thematiques = list(Thematique.objects.all())
        self.communes = list(feuille.dossier.perimetre.communes.all())
        self.axes_a_creer: list[str] = []
        self.objectifs_a_creer: list[tuple[str, str]] = []

    def trouver(self, case: str, possibles: Iterable[Any], quoi: str) -> Any:
        """Celui qui porte ce nom ; deux du même nom ne se devinent pas."""
        possibles = list(possibles)
        trouves = [p for p in possibles if cle(p) == cle(case)]
        if len(trouves) == 1:
            return trouves[0]
        if trouves:
            raise CaseIllisibleError(
                f"Deux {quoi} s'appellent «\u00a0{case[:60]}\u00a0» : choisissez sur la page de l'action."
            )
        cites = ", ".join(f"«\u00a0{p}\u00a0»" for p in possibles[:NB_CITES])
        suite = f" Par exemple : {cites}." if cites else ""
        raise CaseIllisibleError(f"«\u00a0{case[:60]}\u00a0» n'est pas parmi les {quoi} possibles.{suite}")

    def axe(self, case: str) -> str:
        """Le titre de l'axe, tel qu'il est écrit ou sera créé."""
        connus = {cle(a): a.titre for a in reversed(self.axes)}
        if titre := connus.get(cle(case)):
            return titre
        if not self.creer:
            cites = ", ".join(f"«\u00a0{a}\u00a0»" for a in self.axes[:NB_CITES]) or "aucun pour l'instant"
            raise CaseIllisibleError(
                f"La feuille n'a pas d'axe «\u00a0{case[:60]}\u00a0» (ses axes : {cites}). "
                "Corrigez le nom, ou cochez «\u00a0Créer les axes et objectifs manquants\u00a0»."
            )
        return str(self._noter(self.axes_a_creer, net(case), cle))

    def objectif(self, axe: str, case: str) -> str:
        for lu in self.axes:
            if cle(lu) == cle(axe):
                for objectif in lu.objectifs.all():
                    if cle(objectif) == cle(case):
                        return str(objectif.titre)
        if not self.creer:
            raise CaseIllisibleError(
                f"L'axe «\u00a0{axe[:60]}\u00a0» n'a pas d'objectif «\u00a0{case[:60]}\u00a0». "
                "Corrigez le nom, ou cochez «\u00a0Créer les axes et objectifs manquants\u00a0»."
            )
        return str(self._noter(self.objectifs_a_creer, (axe, net(case)), lambda c: (cle(c[0]), cle(c[1])))[1])

    @staticmethod
    def _noter(liste: list[Any], neuf: Any, cle_de: Any) -> Any:
        for deja in liste:
            if cle_de(deja) == cle_de(neuf):
                return deja
        liste.append(neuf)
        return neuf
