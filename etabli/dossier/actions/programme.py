"""Le programme est une donnée : l'installer, puis le régler."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.dossier.models import FormatAtelier, LivrableType, PhaseType, Thematique
from etabli.socle.journal import inscrire


@transaction.atomic
def installer_le_programme() -> None:
    """Écrit les formats, phases, livrables et thématiques qui manquent ; ne touche pas à ceux qui sont là."""
    for donnees in _lire("formats.json"):
        phases, livrables = donnees.pop("phases"), donnees.pop("livrables")
        format_, est_neuf = FormatAtelier.objects.get_or_create(code=donnees.pop("code"), defaults=donnees)
        if est_neuf:
            PhaseType.objects.bulk_create(
                PhaseType(format=format_, ordre=rang, **phase) for rang, phase in enumerate(phases, 1)
            )
            LivrableType.objects.bulk_create(
                LivrableType(format=format_, **livrable) for livrable in livrables
            )
    if not Thematique.objects.exists():
        for rang, branche in enumerate(_lire("thematiques.json"), 1):
            parent = Thematique.objects.create(nom=branche["nom"], ordre=rang)
            Thematique.objects.bulk_create(
                Thematique(nom=nom, parent=parent, ordre=ordre)
                for ordre, nom in enumerate(branche["enfants"], 1)
            )


def _lire(nom: str) -> list[dict[str, Any]]:
    contenu: list[dict[str, Any]] = json.loads(
        (Path(settings.DONNEES) / "programme" / nom).read_text(encoding="utf-8")
    )
    return contenu


@transaction.atomic
def modifier_le_format(format_: FormatAtelier, *, par: Agent, **champs: Any) -> FormatAtelier:
    changes = {}
    for nom, valeur in champs.items():
        avant = getattr(format_, nom)
        if avant != valeur:
            changes[nom] = [_dit(avant), _dit(valeur)]
            setattr(format_, nom, valeur)
    format_.full_clean()
    format_.save()
    if changes:
        _inscrire_au_programme(format_, f"a réglé le format «\u00a0{format_}\u00a0»", changes, par=par)
    return format_


@transaction.atomic
def modifier_les_phases(
    format_: FormatAtelier, phases: Iterable[Mapping[str, Any]], *, par: Agent
) -> list[PhaseType]:
    """Remplace le déroulé type ; les calendriers déjà proposés aux ateliers ne changent pas."""
    avant = [f"{p.nom} (semaine {p.decalage_semaines})" for p in format_.phases.all()]
    format_.phases.all().delete()
    ordonnees = sorted(phases, key=lambda p: (p["decalage_semaines"], p.get("ordre") or 0))
    neuves = PhaseType.objects.bulk_create(
        PhaseType(format=format_, **{**phase, "ordre": rang}) for rang, phase in enumerate(ordonnees, 1)
    )
    apres = [f"{p.nom} (semaine {p.decalage_semaines})" for p in neuves]
    if avant != apres:
        _inscrire_au_programme(
            format_,
            f"a réglé le déroulé type du format «\u00a0{format_}\u00a0»",
            {"phases": [avant, apres]},
            par=par,
        )
    return neuves


@transaction.atomic
def modifier_les_livrables(
    format_: FormatAtelier, livrables: Iterable[Mapping[str, Any]], *, par: Agent
) -> list[LivrableType]:
    avant = [f"{x} (semaine {x.decalage_semaines})" for x in format_.livrables.all()]
    format_.livrables.all().delete()
    neufs = LivrableType.objects.bulk_create(LivrableType(format=format_, **x) for x in livrables)
    apres = [f"{x} (semaine {x.decalage_semaines})" for x in neufs]
    if avant != apres:
        _inscrire_au_programme(
            format_,
            f"a réglé les livrables du format «\u00a0{format_}\u00a0»",
            {"livrables": [avant, apres]},
            par=par,
        )
    return neufs


def _inscrire_au_programme(
    format_: FormatAtelier, phrase: str, donnees: dict[str, Any], *, par: Agent
) -> None:
    # Un format a un code pour clé ; le journal range par clé entière : c'est l'auteur qui sert de sujet.
    inscrire(
        "regler_le_programme", par, par=par, phrase=phrase, donnees=donnees, fil=f"format-{format_.code}"
    )


def _dit(valeur: Any) -> str:
    return "" if valeur is None else str(valeur)


@transaction.atomic
def creer_une_thematique(
    nom: str, *, parent: Thematique | None = None, ordre: int = 1, par: Agent
) -> Thematique:
    _deux_niveaux(parent)
    thematique = Thematique.objects.create(nom=nom, parent=parent, ordre=ordre)
    inscrire(
        "creer_une_thematique", thematique, par=par, phrase=f"a ajouté la thématique «\u00a0{nom}\u00a0»"
    )
    return thematique


@transaction.atomic
def modifier_la_thematique(
    thematique: Thematique, *, nom: str, parent: Thematique | None, ordre: int, par: Agent
) -> Thematique:
    _deux_niveaux(parent)
    if parent and thematique.enfants.exists():
        raise ValidationError({"parent": "Cette thématique en contient d'autres : déplacez-les d'abord."})
    avant = thematique.nom
    thematique.nom, thematique.parent, thematique.ordre = nom, parent, ordre
    thematique.save()
    inscrire(
        "modifier_la_thematique",
        thematique,
        par=par,
        phrase=f"a modifié la thématique «\u00a0{nom}\u00a0»",
        donnees={"nom": [avant, nom]},
    )
    return thematique


@transaction.atomic
def supprimer_la_thematique(thematique: Thematique, *, par: Agent) -> None:
    if thematique.enfants.exists():
        raise ValidationError(
            "Cette thématique en contient d'autres : supprimez-les ou déplacez-les d'abord."
        )
    if nb := thematique.dossiers.count():
        raise ValidationError(f"Cette thématique sert à {nb} dossier(s). Renommez-la plutôt.")
    inscrire(
        "supprimer_la_thematique",
        thematique,
        par=par,
        phrase=f"a supprimé la thématique «\u00a0{thematique}\u00a0»",
    )
    thematique.delete()


def _deux_niveaux(parent: Thematique | None) -> None:
    if parent and parent.parent_id:
        raise ValidationError(
            {"parent": "Les thématiques n'ont que deux niveaux : choisissez une thématique principale."}
        )
