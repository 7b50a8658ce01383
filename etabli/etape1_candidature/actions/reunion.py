"""Réunir deux candidatures d'un même territoire : la note écrite ici reste lisible, les remarques suivent."""

from typing import Any

from django.core.exceptions import ValidationError

from etabli.annuaire.models import Agent
from etabli.dossier.actions import verser_le_dossier
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.models import (
    Acteur,
    Candidature,
    DocumentARemettre,
    Remarque,
    dossiers_ou_verser,
)


def verser_dans(candidature: Candidature, *, par: Agent, dans: Dossier, motif: str, **_: Any) -> None:
    """L'effet de « réunir » : dans la même transaction que le changement d'état."""
    cible = next((c for c in dossiers_ou_verser(candidature, par) if c.dossier_id == dans.pk), None)
    if cible is None:
        raise ValidationError(
            {"dans": "Choisissez un dossier que vous pilotez, dont la candidature n'est pas encore déposée."}
        )
    candidature.motif = motif.strip()
    candidature.save(update_fields=["motif"])
    rubriques = {r.cle: r for r in cible.rubriques.all()}
    for remarque in Remarque.objects.filter(rubrique__candidature=candidature).select_related("rubrique"):
        remarque.rubrique = rubriques[remarque.rubrique.cle]
        remarque.save(update_fields=["rubrique"])
    _completer_les_listes(candidature, cible)
    verser_le_dossier(candidature.dossier, cible.dossier, par=par)


def _completer_les_listes(candidature: Candidature, cible: Candidature) -> None:
    """Les acteurs et documents cités d'un seul côté le sont désormais du bon ; l'ancienne note garde les siens."""
    connus = {a.nom.casefold() for a in cible.acteurs.all()}
    for acteur in candidature.acteurs.all():
        if acteur.nom.casefold() not in connus:
            Acteur.objects.create(candidature=cible, **_champs(acteur))
    connus = {d.titre.casefold() for d in cible.documents.all()}
    for document in candidature.documents.all():
        if document.titre.casefold() not in connus:
            DocumentARemettre.objects.create(candidature=cible, **_champs(document))


def _champs(objet: Acteur | DocumentARemettre) -> dict[str, Any]:
    propres = {"id", "candidature", "cree_le", "modifie_le"}
    return {f.name: getattr(objet, f.name) for f in objet._meta.concrete_fields if f.name not in propres}
