"""Le calendrier change à la main, et chaque version annoncée reste."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.etape3_atelier.calcul.calendrier import decaler, differences
from etabli.etape3_atelier.models import Atelier, Jalon, VersionDuCalendrier
from etabli.socle.cycle import acte_accompli
from etabli.socle.francais import pluriel
from etabli.socle.journal import inscrire


@dataclass(frozen=True)
class Place:
    """Quand et où une phase se tient."""

    debut_le: date
    fin_le: date
    lieu: str = ""


def publier_une_version(atelier: Atelier, motif: str, *, par: Agent) -> VersionDuCalendrier:
    """Fige les jalons tels qu'ils sont ; à appeler dans la transaction qui les a écrits."""
    dernier = atelier.versions_du_calendrier.aggregate(n=Max("numero"))["n"] or 0
    jalons = Jalon.objects.filter(atelier=atelier)
    return VersionDuCalendrier.objects.create(
        atelier=atelier,
        numero=dernier + 1,
        contenu=[jalon.phase.en_json() for jalon in jalons],
        motif=motif[:300],
        publiee_par=par,
    )


@transaction.atomic
def revoir_le_calendrier(
    atelier: Atelier, places: Mapping[int, Place], *, motif: str, depuis: int | None = None, par: Agent
) -> VersionDuCalendrier | None:
    """Replace ces phases (par leur ordre) et publie une seule version ; si rien ne change, rien n'est publié.

    `depuis` : la version que l'auteur avait sous les yeux ; si une autre a été publiée entre-temps, on refuse.
    L'étage du dessus (les séances) et les lettres l'apprennent par l'acte « deplacer_un_jalon ».
    """
    atelier = Atelier.objects.select_for_update().get(pk=atelier.pk)
    _refuser_une_version_perimee(atelier, depuis)
    jalons = {jalon.ordre: jalon for jalon in atelier.jalons.all()}
    avant = [jalon.phase for jalon in jalons.values()]
    for ordre, place in places.items():
        _placer(atelier, jalons[ordre], place)
    changements = differences(avant, [jalon.phase for jalon in jalons.values()])
    if not changements:
        return None
    version = publier_une_version(atelier, motif, par=par)
    premier = changements[0]
    phrase = f"a déplacé « {premier.nom} » {premier.apres}"
    if len(changements) > 1:
        phrase = f"a déplacé {pluriel(len(changements), 'phase')} du calendrier"
    details = [{"phase": c.nom, "avant": c.avant, "apres": c.apres} for c in changements]
    donnees: dict[str, Any] = {"version": version.numero, "motif": motif}
    inscrire(
        "deplacer_un_jalon",
        atelier,
        par=par,
        phrase=phrase[:300],
        donnees={**donnees, "changements": details},
    )
    transaction.on_commit(
        lambda: acte_accompli.send(
            sender=Atelier, acte="deplacer_un_jalon", objet=atelier, par=par, donnees=donnees
        )
    )
    return version


def _refuser_une_version_perimee(atelier: Atelier, depuis: int | None) -> None:
    derniere = atelier.versions_du_calendrier.select_related("publiee_par").first()
    if depuis is not None and derniere is not None and derniere.numero != depuis:
        raise ValidationError(
            f"{derniere.publiee_par} a publié la version {derniere.numero} pendant que vous travailliez sur la "
            f"version {depuis}. Vos dates sont gardées ci-dessous : comparez-les, puis publiez à nouveau."
        )


def _placer(atelier: Atelier, jalon: Jalon, place: Place) -> None:
    if place.fin_le < place.debut_le:
        raise ValidationError({"fin_le": "La fin précède le début. Corrigez l'une des deux dates."})
    if atelier.lance_le and place.debut_le < atelier.lance_le:
        raise ValidationError({"debut_le": "Une phase ne peut commencer avant le lancement de l'atelier."})
    if (jalon.debut_le, jalon.fin_le, jalon.lieu) == (place.debut_le, place.fin_le, place.lieu):
        return
    jalon.debut_le, jalon.fin_le, jalon.lieu = place.debut_le, place.fin_le, place.lieu
    jalon.revision, jalon.modifie_le = jalon.revision + 1, now()
    jalon.save(update_fields=["debut_le", "fin_le", "lieu", "revision", "modifie_le"])


@transaction.atomic
def deplacer_un_jalon(
    jalon: Jalon,
    debut_le: date,
    fin_le: date,
    *,
    lieu: str = "",
    motif: str,
    decaler_la_suite: bool = False,
    par: Agent,
) -> Jalon:
    """Change une phase ; avec `decaler_la_suite`, celles d'après glissent du même nombre de jours."""
    atelier = Atelier.objects.select_related("dossier").get(pk=jalon.atelier_id)
    places = {jalon.ordre: Place(debut_le, fin_le, lieu)}
    if decaler_la_suite:
        actuel = Jalon.objects.get(pk=jalon.pk)
        glissement = (fin_le - actuel.fin_le).days
        feries = atelier.feries(range(debut_le.year, debut_le.year + 4)).keys()
        phases = [autre.phase for autre in atelier.jalons.all()]
        for phase in decaler(phases, jalon.ordre, glissement, feries):
            places[phase.ordre] = Place(phase.debut_le, phase.fin_le, phase.lieu)
    revoir_le_calendrier(atelier, places, motif=motif, par=par)
    return Jalon.objects.get(pk=jalon.pk)
