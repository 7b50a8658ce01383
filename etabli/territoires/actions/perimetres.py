"""Tracer et retracer un périmètre."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from etabli.socle import journal
from etabli.territoires.calcul import centre, emprise
from etabli.territoires.lecture import lire_des_codes
from etabli.territoires.models import Chargement, Commune, Departement, Epci, Perimetre


def millesime_en_place() -> int:
    """Le millésime chargé ; sans lui, aucun périmètre n'a de sens."""
    chargement = Chargement.objects.first()
    if chargement is None:
        raise ValidationError(
            "Le découpage administratif n'est pas chargé : lancez la commande charger_territoires."
        )
    return chargement.millesime


@transaction.atomic
def definir_un_perimetre(
    *,
    nom: str,
    communes: Iterable[Commune] = (),
    epcis: Iterable[Epci] = (),
    departements: Iterable[Departement] = (),
    codes: str = "",
    par: AbstractBaseUser | None,
) -> Perimetre:
    """Trace un périmètre : la réunion de tout ce qu'on lui donne, au millésime en place."""
    perimetre = Perimetre(nom=nom.strip(), millesime=millesime_en_place())
    choisies = reunir(communes, epcis, departements, codes)
    tracer(perimetre, choisies)
    journal.inscrire("definir_un_perimetre", perimetre, par=par, donnees=resume(perimetre, choisies))
    return perimetre


@transaction.atomic
def modifier_un_perimetre(
    perimetre: Perimetre,
    *,
    nom: str | None = None,
    communes: Iterable[Commune] = (),
    epcis: Iterable[Epci] = (),
    departements: Iterable[Departement] = (),
    codes: str = "",
    par: AbstractBaseUser | None,
) -> Perimetre:
    """Retrace le périmètre au millésime en place ; le journal garde ce qui est entré et ce qui est sorti."""
    perimetre = Perimetre.objects.select_for_update().get(pk=perimetre.pk)
    avant = set(perimetre.communes.values_list("code", flat=True))
    perimetre.nom = perimetre.nom if nom is None else nom.strip()
    perimetre.millesime = millesime_en_place()
    choisies = reunir(communes, epcis, departements, codes)
    tracer(perimetre, choisies)
    apres = {c.code for c in choisies}
    donnees = resume(perimetre, choisies) | {
        "ajoutees": sorted(apres - avant),
        "retirees": sorted(avant - apres),
    }
    journal.inscrire("modifier_un_perimetre", perimetre, par=par, donnees=donnees)
    return perimetre


def reunir(
    communes: Iterable[Commune], epcis: Iterable[Epci], departements: Iterable[Departement], codes: str
) -> list[Commune]:
    """Les communes actuelles désignées, chacune une fois ; refuse ce qui ne désigne rien."""
    lecture = lire_des_codes(codes)
    if lecture.inconnus:
        raise ValidationError([str(i) for i in lecture.inconnus], code="codes_inconnus")
    directes = [c.successeur or c for c in communes]
    membres = Commune.objects.actuelles().filter(
        Q(epci__in=list(epcis)) | Q(departement__in=list(departements))
    )
    choisies = {c.code: c for c in (*directes, *lecture.communes, *membres)}
    if not choisies:
        raise ValidationError("Choisissez au moins une commune.", code="perimetre_vide")
    return sorted(choisies.values(), key=lambda c: c.code)


def tracer(perimetre: Perimetre, communes: list[Commune]) -> None:
    """Écrit les communes et prend les mesures ; une commune sans population ne compte pas pour zéro dit."""
    situees = [(c.lon, c.lat, c.population or 0) for c in communes if c.lon is not None and c.lat is not None]
    boite = emprise((lon, lat) for lon, lat, _ in situees)
    populations = [c.population for c in communes if c.population is not None]
    perimetre.nb_communes = len(communes)
    perimetre.population = sum(populations) if populations else None
    perimetre.lon, perimetre.lat = centre(situees) or (None, None)
    perimetre.ouest, perimetre.sud, perimetre.est, perimetre.nord = boite or (None, None, None, None)
    perimetre.full_clean(validate_constraints=False)
    perimetre.save()
    perimetre.communes.set(communes)


def resume(perimetre: Perimetre, communes: list[Commune]) -> dict[str, object]:
    return {
        "nom": perimetre.nom,
        "millesime": perimetre.millesime,
        "population": perimetre.population,
        "communes": [c.code for c in communes],
    }
