"""Qui peut quoi, observé : chaque acte de chaque cycle et chaque `peut_*`, par chaque place, à chaque état.

Les gardes sont exécutées sur les quatre dossiers du monde des épreuves ; rien n'est recopié à la main. Le résultat est
`etabli/config/droits.csv`, d'où `make doc` écrit `docs/droits.md`.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_type_hints

from django.db import IntegrityError, models, transaction
from django.db.models import Model

from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.config.droits import CASES, PERMISSIONS, modules_de_permissions, numero_de_l_etage
from etabli.config.management.commands.ecrire_la_documentation import cycles
from etabli.dossier.models import Dossier, Membre
from etabli.socle.cycle import Cycle
from tests.securite.monde import agent, chemin_vers_le_dossier, objets

TABLE = Path(__file__).resolve().parents[2] / "etabli" / "config" / "droits.csv"
NB_OBJETS = 2
# Les places du monde, sous le nom de leur colonne.
PLACES = dict(
    zip(
        ("dgaln", "communication", "ddtm", "eau", "commune", "equipe", "prefecture", "candidat", "ddtm76"),
        CASES,
        strict=True,
    )
)


class Observation:
    def __init__(self, dossiers: dict[str, Dossier]) -> None:
        self.dossiers = dossiers
        self.agents = {place: agent(identifiant) for identifiant, place in PLACES.items()}
        # (étage, objet, droit) → place → états où c'est oui ; et les états où l'on a pu essayer.
        self.oui: dict[tuple[str, str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.essayes: dict[tuple[str, str, str], set[str]] = defaultdict(set)

    def lignes(self) -> list[dict[str, str]]:
        for nom, cycle in cycles():
            for objet in self._a_chaque_etat(cycle):
                self._les_actes(nom, cycle, objet)
        for nom, fonctions in modules_de_permissions():
            self._les_permissions(nom, fonctions)
        return [
            self._ligne(cle) for cle in sorted(self.essayes, key=lambda c: (numero_de_l_etage(c[0]), c[1:]))
        ]

    def _ligne(self, cle: tuple[str, str, str]) -> dict[str, str]:
        ligne = dict(zip(("etage", "objet", "droit"), cle, strict=True))
        for place in CASES:
            etats = self.oui[cle].get(place, set())
            ligne[place] = "oui" if etats == self.essayes[cle] and etats else " ".join(sorted(etats))
        return ligne

    def _quelques(self, modele: type[Model]) -> Iterator[Model]:
        for dossier in self.dossiers.values():
            yield from objets(modele, dossier).order_by("pk")[:NB_OBJETS]

    def _de_l_annuaire(self, modele: type[Model]) -> models.QuerySet[Model]:
        """Ce qui n'est à aucun dossier : les organisations et les fonctions de ses membres, à défaut les premiers."""
        tous = modele._default_manager.order_by("pk")
        membres = Membre.objects.filter(dossier=self.dossiers["A"]).values("organisation")
        if modele is Organisation:
            return tous.filter(pk__in=membres)
        if modele is Fonction:
            return tous.filter(organisation__in=membres)
        return tous[:NB_OBJETS]

    def _a_chaque_etat(self, cycle: Cycle) -> Iterator[Model]:
        """Le même objet mis à chaque état à son tour ; la base revient toujours à ce qu'elle était."""
        for objet in list(self._quelques(cycle.modele)):
            for etat in cycle.etats.values:
                with transaction.atomic():
                    if _mettre(objet, cycle, etat):
                        yield cycle.modele._default_manager.get(pk=objet.pk)
                    transaction.set_rollback(True)

    def _les_actes(self, nom: str, cycle: Cycle, objet: Model) -> None:
        etat = getattr(objet, cycle.champ)
        for transition in cycle.transitions:
            if etat not in transition.depuis:
                continue
            cle = (nom, cycle.modele._meta.model_name, transition.nom)
            self._essayer(cle, etat, lambda par, t=transition: t.garde(par, objet))

    def _essayer(self, cle: tuple[str, str, str], etat: str, verdict: Callable[[Agent], object]) -> None:
        self.essayes[cle].add(etat)
        for place, par in self.agents.items():
            if verdict(par):
                self.oui[cle][place].add(etat)

    def _les_permissions(self, nom: str, fonctions: dict[str, Callable[..., object]]) -> None:
        par_modele: dict[type | None, list[str]] = defaultdict(list)
        for droit, fonction in fonctions.items():
            par_modele[_objet_juge(fonction)].append(droit)
        for modele, droits in par_modele.items():
            for etat, objet in self._a_juger(nom, modele):
                for droit in droits:
                    fonction, cle = fonctions[droit], (nom, PERMISSIONS, droit)
                    if (suite := self._suite(droit, objet)) is not None:
                        arguments = () if modele is None else (objet,)
                        self._essayer(
                            cle, etat, lambda par, f=fonction, a=arguments, s=suite: f(par, *a, **s)
                        )

    def _suite(self, droit: str, objet: Model | None) -> dict[str, object] | None:
        """Ce que quelques permissions demandent en plus ; rien quand l'objet n'a pas de quoi."""
        if droit == "peut_designer":
            return {"choisi": self.agents["co-porteur"]}
        if droit == "peut_lire_les_avis_des_autres":
            return {"a_tout_dit": False}
        if droit == "peut_ecarter":
            section = objet.sections.order_by("pk").first()
            return {"section": section} if section else None
        return {}

    def _a_juger(self, nom: str, modele: type | None) -> Iterator[tuple[str, Model | None]]:
        if modele is None:
            yield "-", None
            return
        cycle = next(
            (c for etage, c in cycles() if etage == nom and c.champ and _mene_a(modele, c.modele)), None
        )
        if chemin_vers_le_dossier(modele) is None:
            yield from (("-", objet) for objet in self._de_l_annuaire(modele))
            return
        for objet in list(self._quelques(modele)):
            if cycle is None:
                yield "-", objet
                continue
            maitre = _maitre(objet, cycle.modele)
            for etat in cycle.etats.values if maitre else ():
                with transaction.atomic():
                    if _mettre(maitre, cycle, etat):
                        yield etat, modele._default_manager.get(pk=objet.pk)
                    transaction.set_rollback(True)


def _mettre(objet: Model, cycle: Cycle, etat: str) -> bool:
    """Faux quand la base elle-même dit que cet objet-là ne peut pas être à cet état."""
    try:
        with transaction.atomic():
            cycle.modele._default_manager.filter(pk=objet.pk).update(**{cycle.champ: etat})
    except IntegrityError:
        return False
    return True


def _objet_juge(fonction: Callable[..., object]) -> type | None:
    """Le modèle du deuxième argument ; `None` quand la permission ne regarde que l'agent."""
    suivants = list(inspect.signature(fonction).parameters.values())[1:]
    if not suivants:
        return None
    annonce = get_type_hints(fonction)[suivants[0].name]
    modeles = [
        m for m in getattr(annonce, "__args__", (annonce,)) if isinstance(m, type) and issubclass(m, Model)
    ]
    return modeles[0] if modeles else None


def _mene_a(modele: type[Model], but: type[Model]) -> str | None:
    """Le nom des clés qui mènent de l'un à l'autre, au plus court (« seance », « » pour lui-même)."""
    file, vus = [(modele, "")], {modele}
    while file:
        ici, deja = file.pop(0)
        if ici is but:
            return deja or "."
        for champ in ici._meta.fields:
            cible = champ.related_model
            if isinstance(cible, type) and cible not in vus and cible._meta.app_label == but._meta.app_label:
                vus.add(cible)
                file.append((cible, f"{deja}.{champ.name}".strip(".")))
    return None


def _maitre(objet: Model, but: type[Model]) -> Model | None:
    chemin = _mene_a(type(objet), but)
    for nom in () if chemin in {None, "."} else str(chemin).split("."):
        objet = getattr(objet, nom) if objet is not None else None
    return objet
