"""Un cycle de vie est une table ; on n'y avance que par une seule porte."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.dispatch import Signal

from etabli.socle.journal import inscrire
from etabli.socle.verdict import Verdict, exige, exiger

M = TypeVar("M", bound=models.Model)

# Le seul signal de la maison : l'étage du dessous sonne, celui du dessus répond dans ses `abonnements`.
acte_accompli = Signal()


@dataclass(frozen=True)
class Transition:
    """Une ligne de la procédure.

    `garde(agent, objet)` rend un Verdict. `effets` écrivent dans la même étape, dans la même transaction, et
    reçoivent `(objet, par=…, **donnees)`. `saisie` dit que l'acte demande un formulaire avant d'être fait.
    `phrase` est ce que le journal en dira, après le nom de l'auteur.
    """

    nom: str
    libelle: str
    depuis: tuple[str, ...]
    vers: str
    garde: Callable[[Any, Any], Verdict]
    phrase: str = ""
    effets: tuple[Callable[..., None], ...] = ()
    saisie: bool = False
    est_principale: bool = True
    est_grave: bool = False


@dataclass(frozen=True)
class ActePossible:
    """Un bouton de la page : la transition, et pourquoi elle est fermée quand elle l'est."""

    transition: Transition
    verdict: Verdict


@dataclass
class Cycle(Generic[M]):
    """Le cycle de vie d'un modèle : d'où viennent boutons, refus, journal, dessin et tests."""

    modele: type[M]
    etats: type[models.TextChoices]
    transitions: tuple[Transition, ...]
    libelles_publics: Mapping[str, str] = field(default_factory=dict)
    champ: str = "etat"
    par_nom: dict[str, Transition] = field(init=False)

    def __post_init__(self) -> None:
        self.par_nom = {t.nom: t for t in self.transitions}
        if len(self.par_nom) != len(self.transitions):
            raise ValueError("Deux transitions portent le même nom.")

    def etat(self, objet: Any) -> Any:
        return self.etats(getattr(objet, self.champ))

    def libelle_public(self, objet: Any) -> str:
        """Ce que lit celui qui n'instruit pas : le libellé public, ou à défaut celui de l'état."""
        etat = self.etat(objet)
        return self.libelles_publics.get(etat.value, etat.label)

    def verdict(self, nom: str, objet: M, agent: Any) -> Verdict:
        transition = self.par_nom[nom]
        etat = self.etat(objet)
        return exige(
            etat in transition.depuis,
            f"« {transition.libelle} » n'est pas possible à l'état « {etat.label} ».",
        ) and transition.garde(agent, objet)

    def actes_possibles(self, objet: M, agent: Any) -> list[ActePossible]:
        """Les actes que l'état permet, avec le verdict de chacun pour cet agent."""
        etat = self.etat(objet)
        return [ActePossible(t, t.garde(agent, objet)) for t in self.transitions if etat in t.depuis]

    @transaction.atomic
    def avancer(self, nom: str, objet: M, *, par: Any, **donnees: Any) -> M:
        """La seule porte : verrouille, vérifie, écrit l'état, le journal, puis les effets ; sonne au commit."""
        verrouille = self.modele._default_manager.select_for_update(of=("self",)).get(pk=objet.pk)
        exiger(self.verdict(nom, verrouille, par))
        transition = self.par_nom[nom]
        ancien = getattr(verrouille, self.champ)
        setattr(verrouille, self.champ, transition.vers)
        verrouille.save(update_fields=[self.champ, "modifie_le"])
        inscrire(
            nom,
            verrouille,
            par=par,
            phrase=transition.phrase or transition.libelle,
            donnees={"de": ancien, "vers": transition.vers, **_citables(donnees)},
        )
        for effet in transition.effets:
            effet(verrouille, par=par, **donnees)
        transaction.on_commit(
            lambda: acte_accompli.send(
                sender=self.modele, acte=nom, objet=verrouille, par=par, donnees=donnees
            )
        )
        return verrouille

    def mermaid(self) -> str:
        """Le même cycle, dessiné : la documentation ne peut pas dériver du code."""
        lignes = (f"    {d} --> {t.vers}: {t.libelle}" for t in self.transitions for d in t.depuis)
        return "\n".join(["stateDiagram-v2", *lignes])


def _citables(donnees: Mapping[str, Any]) -> dict[str, Any]:
    """Ce que le journal retient d'un acte : les valeurs simples, et le nom des objets."""
    return {
        cle: valeur if isinstance(valeur, str | int | float | bool | list | dict | None) else str(valeur)
        for cle, valeur in donnees.items()
    }
