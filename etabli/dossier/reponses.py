"""Répondre depuis un courriel, quand un mot suffit : un lien signé, un seul acte, un seul état, quelques jours.

Le lien ouvre une page qui n'a qu'un bouton : rien ne s'écrit sans un clic, et l'acte passe par son cycle.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.socle.cycle import Cycle
from etabli.socle.verdict import Verdict, exige

SEL_DE_REPONSE = "etabli.dossier.reponse"
SEL_D_ARRET = "etabli.dossier.arret"
VALIDITE = timedelta(days=10)
VALIDITE_DE_L_ARRET = timedelta(days=365)

_cycles: dict[str, Cycle[Any]] = {}


def ouvrir_aux_reponses(nom: str, cycle: Cycle[Any]) -> None:
    """Le modèle du cycle doit offrir `visible_to` : on ne répond que de ce que l'on voit."""
    _cycles[nom] = cycle


@dataclass(frozen=True)
class Reponse:
    """Ce que le lien propose de faire, à la personne à qui il a été envoyé."""

    agent: Agent
    cycle: Cycle[Any]
    acte: str
    objet: Any
    etat_attendu: str

    @property
    def libelle(self) -> str:
        return self.cycle.par_nom[self.acte].libelle

    @property
    def verdict(self) -> Verdict:
        """L'acte n'est plus à faire si l'objet a changé d'état depuis la lettre."""
        return exige(
            str(self.cycle.etat(self.objet)) == self.etat_attendu,
            "Ce n'est plus à faire : le dossier a avancé depuis cette lettre.",
        ) and self.cycle.verdict(self.acte, self.objet, self.agent)

    def accomplir(self) -> Any:
        return self.cycle.avancer(self.acte, self.objet, par=self.agent)


def lien_pour_repondre(agent: Agent, ou: str, objet_pk: int) -> str:
    """L'adresse qui fait `ou` (« cycle/acte ») ; vide si l'acte n'est pas de ceux qu'un mot suffit à faire."""
    nom, _, acte = ou.partition("/")
    reponse = _reponse(agent, nom, acte, objet_pk)
    if reponse is None or not reponse.verdict:
        return ""
    charge = {"a": agent.pk, "n": nom, "x": acte, "o": objet_pk, "e": reponse.etat_attendu}
    return reverse("dossier:repondre", args=[signing.dumps(charge, salt=SEL_DE_REPONSE)])


def lire_la_reponse(jeton: str) -> Reponse | None:
    """None quand le lien est faux, périmé, ou que la personne n'a plus de compte actif."""
    try:
        charge = signing.loads(jeton, salt=SEL_DE_REPONSE, max_age=VALIDITE)
    except signing.BadSignature:
        return None
    agent = Agent.objects.filter(pk=charge["a"], is_active=True).first()
    return _reponse(agent, charge["n"], charge["x"], charge["o"], charge["e"]) if agent else None


def _reponse(agent: Agent, nom: str, acte: str, objet_pk: int, etat: str = "") -> Reponse | None:
    cycle = _cycles.get(nom)
    transition = cycle.par_nom.get(acte) if cycle else None
    if cycle is None or transition is None or transition.saisie or transition.est_grave:
        return None
    gestionnaire: Any = cycle.modele._default_manager
    objet = gestionnaire.visible_to(agent).filter(pk=objet_pk).first()
    if objet is None:
        return None
    return Reponse(agent, cycle, acte, objet, etat or str(cycle.etat(objet)))


def lien_pour_arreter(agent: Agent) -> str:
    return reverse("dossier:arreter_les_rappels", args=[signing.dumps(agent.pk, salt=SEL_D_ARRET)])


def lire_l_arret(jeton: str) -> Agent | None:
    try:
        pk = signing.loads(jeton, salt=SEL_D_ARRET, max_age=VALIDITE_DE_L_ARRET)
    except signing.BadSignature:
        return None
    return Agent.objects.filter(pk=pk, is_active=True).first()
