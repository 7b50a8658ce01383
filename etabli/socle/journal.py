"""Le journal : chaque fait est chaîné au précédent par son empreinte ; en changer un se voit."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.timezone import now

from etabli.socle.models import BoutDeChaine, Fait

# Par quoi l'auteur agit en ce moment, quand ce n'est pas de sa main : un outil à qui il a confié un jeton.
_moyen: ContextVar[str] = ContextVar("moyen", default="")


@contextmanager
def par_le_moyen_de(moyen: str) -> Iterator[None]:
    """Tout ce qui s'inscrit ici nomme l'outil : son auteur en répond, mais ne l'a pas fait lui-même."""
    jalon = _moyen.set(moyen)
    try:
        yield
    finally:
        _moyen.reset(jalon)


def empreinte_du_fait(fait: Fait) -> str:
    """SHA-256 de tout ce que le fait affirme et de l'empreinte du fait précédent."""
    contenu = [
        fait.numero,
        fait.quand.astimezone(UTC).isoformat(timespec="microseconds"),
        fait.par_id,
        fait.acte,
        fait.phrase,
        fait.donnees,
        fait.sujet_type_id,
        fait.sujet_id,
        fait.fil,
        fait.empreinte_precedente,
    ]
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


@transaction.atomic
def inscrire(
    acte: str,
    sujet: models.Model,
    *,
    par: Any,
    phrase: str = "",
    donnees: dict[str, Any] | None = None,
    fil: str = "",
    quand: datetime | None = None,
) -> Fait:
    """Ajoute un fait au bout de la chaîne ; le bout est verrouillé jusqu'à la fin de la transaction."""
    BoutDeChaine.objects.get_or_create(cle=1)
    bout = BoutDeChaine.objects.select_for_update().get(cle=1)
    auteur = par if par is not None and getattr(par, "pk", None) else None
    fait = Fait(
        numero=bout.numero + 1,
        quand=quand or now(),
        par=auteur,
        acte=acte,
        phrase=phrase or acte.replace("_", " "),
        # Les dates et les décimaux sont figés en texte avant l'empreinte : la base rend ce qu'on y a mis.
        donnees=json.loads(json.dumps(_avec_le_moyen(donnees or {}), cls=DjangoJSONEncoder)),
        sujet_type=ContentType.objects.get_for_model(sujet),
        sujet_id=sujet.pk,
        fil=fil or getattr(sujet, "fil", ""),
        empreinte_precedente=bout.empreinte,
    )
    fait.empreinte = empreinte_du_fait(fait)
    fait.save(force_insert=True)
    bout.numero, bout.empreinte = fait.numero, fait.empreinte
    bout.save(update_fields=["numero", "empreinte"])
    return fait


def _avec_le_moyen(donnees: dict[str, Any]) -> dict[str, Any]:
    moyen = _moyen.get()
    return {**donnees, "moyen": moyen} if moyen else donnees


CAVIARDER = "caviarder"


def caviarder(noms: Sequence[str], remplacant: str, *, sujet: models.Model, par: Any) -> int:
    """Retire un nom du journal sans en rompre la chaîne : rend le nombre de faits récrits.

    Chaque maillon garde l'empreinte de ce qu'il disait ; un nouveau fait scelle l'empreinte de ce qu'il dit
    désormais. Toute autre retouche reste une rupture.
    """
    noms = [nom for nom in noms if len(nom) > 3]
    recrits: dict[str, str] = {}
    for fait in Fait.objects.order_by("numero").iterator(chunk_size=2000):
        phrase, donnees = _sans(fait.phrase, noms, remplacant), _sans(fait.donnees, noms, remplacant)
        if (phrase, donnees) != (fait.phrase, fait.donnees):
            fait.phrase, fait.donnees = phrase[:300], donnees
            Fait.objects.filter(pk=fait.pk).update(phrase=fait.phrase, donnees=donnees)
            recrits[str(fait.numero)] = empreinte_du_fait(fait)
    if recrits:
        phrase = f"a retiré du journal le nom d'une personne ({len(recrits)} faits)"
        inscrire(CAVIARDER, sujet, par=par, phrase=phrase, donnees={"faits": recrits})
    return len(recrits)


def _sans(valeur: Any, noms: Sequence[str], remplacant: str) -> Any:
    if isinstance(valeur, str):
        for nom in noms:
            valeur = re.sub(re.escape(nom), remplacant, valeur, flags=re.IGNORECASE)
        return valeur
    if isinstance(valeur, dict):
        return {cle: _sans(v, noms, remplacant) for cle, v in valeur.items()}
    return [_sans(v, noms, remplacant) for v in valeur] if isinstance(valeur, list) else valeur


def _caviardages() -> set[tuple[int, str]]:
    """Les récritures scellées : le numéro d'un fait, et l'empreinte de ce qu'il dit depuis."""
    actes = Fait.objects.filter(acte=CAVIARDER).values_list("donnees", flat=True)
    return {(int(n), empreinte) for donnees in actes for n, empreinte in donnees.get("faits", {}).items()}


def ruptures() -> Iterator[str]:
    """Relit toute la chaîne et dit, une phrase par rupture, où elle ne tient plus."""
    precedente, attendu, caviardages = "", 1, _caviardages()
    for fait in Fait.objects.order_by("numero").iterator(chunk_size=2000):
        if fait.numero != attendu:
            yield f"Il manque le fait n° {attendu} : le journal passe au n° {fait.numero}."
        if fait.empreinte_precedente != precedente:
            yield f"Le fait n° {fait.numero} ne suit pas le précédent."
        relue = empreinte_du_fait(fait)
        if fait.empreinte != relue and (fait.numero, relue) not in caviardages:
            yield f"Le fait n° {fait.numero} a été modifié après coup."
        precedente, attendu = fait.empreinte, fait.numero + 1
    bout = BoutDeChaine.objects.filter(cle=1).first()
    if bout and (bout.numero, bout.empreinte) != (attendu - 1, precedente):
        yield f"Le journal s'arrête au fait n° {attendu - 1} alors que {bout.numero} ont été écrits."
