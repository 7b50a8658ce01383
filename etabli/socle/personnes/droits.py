"""Rendre à une personne ce que l'on tient d'elle, l'oublier quand elle le demande, et dire ce qui doit rester."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.html import escape
from django.utils.timezone import localtime, now

from etabli.socle.journal import caviarder
from etabli.socle.personnes.declaration import Ligne, Traitement, traitements

OUBLIEE = "personne effacée"


def donnees_de(agent: Any) -> list[tuple[Traitement, list[Ligne]]]:
    """Ce que chaque traitement tient de cet agent ; les traitements vides sont omis."""
    lues = ((t, list(t.d_un_agent(agent))) for t in traitements() if t.d_un_agent is not None)
    return [(t, lignes) for t, lignes in lues if lignes]


def dossier_personnel(agent: Any) -> bytes:
    """Le ZIP remis à la personne : les mêmes données pour une machine (JSON) et pour elle (page HTML sans script)."""
    lues = donnees_de(agent)
    machine = {
        "etabli_le": localtime(now()).isoformat(timespec="seconds"),
        "traitements": [
            {
                "cle": t.cle,
                "nom": t.nom,
                "finalite": t.finalite,
                "conservation": t.conservation,
                "donnees": lignes,
            }
            for t, lignes in lues
        ],
    }
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "mes-donnees.json", json.dumps(machine, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        )
        archive.writestr("mes-donnees.html", "".join(_page(str(agent), lues)))
    return sortie.getvalue()


def _page(nom: str, lues: list[tuple[Traitement, list[Ligne]]]) -> Iterator[str]:
    yield f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>Les données de {escape(nom)}</title>'
    yield f"<h1>Les données de {escape(nom)}</h1>"
    for traitement, lignes in lues:
        yield f"<h2>{escape(traitement.nom)}</h2><p>{escape(traitement.finalite)} {escape(traitement.conservation)}</p>"
        for ligne in lignes:
            entrees = "".join(
                f"<li>{escape(cle)} : {escape(_lisible(valeur))}</li>" for cle, valeur in ligne.items()
            )
            yield f"<ul>{entrees}</ul>"
    yield "</html>"


def _lisible(valeur: Any) -> str:
    return "" if valeur is None else str(valeur)


def raisons_de_garder(agent: Any) -> list[str]:
    """Les phrases qui disent pourquoi son nom reste à côté de ses actes ; aucune : il disparaît partout."""
    dites = (t.retient(agent) for t in traitements() if t.retient is not None)
    return [phrase for phrase in dites if phrase]


@transaction.atomic
def oublier(agent: Any, *, par: Any) -> list[str]:
    """Efface un agent : chaque traitement oublie le sien, puis le journal cesse de le nommer. Rend ce qui reste.

    Les contributions et les actes demeurent, sans personne : les statistiques ne changent pas.
    """
    gardees = raisons_de_garder(agent)
    noms = [str(agent.email)] if gardees else [str(agent.email), str(agent)]
    agent.son_nom_reste = bool(gardees)
    for traitement in reversed(traitements()):
        if traitement.oublier is not None:
            traitement.oublier(agent)
    caviarder(noms, OUBLIEE, sujet=agent, par=par)
    return gardees


def trouver(texte: str) -> list[tuple[Traitement, Any]]:
    """Une personne sans compte (interrogée, conviée, présente), par son nom ou son adresse."""
    return [
        (t, objet)
        for t in traitements()
        if t.trouver is not None and t.effacer is not None
        for objet in t.trouver(texte)
    ]
