"""Tracer et retracer un périmètre ; lire des codes collés."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from etabli.socle import journal
from etabli.territoires.calcul import CodeLu, centre, emprise, lire_les_codes
from etabli.territoires.models import Chargement, Commune, Departement, Epci, Perimetre


@dataclass(frozen=True)
class Remplacement:
    """Une commune d'hier, et celle d'aujourd'hui que l'on prend à sa place."""

    ancienne: Commune
    nouvelle: Commune

    def __str__(self) -> str:
        return (
            f"{self.ancienne.nom} ({self.ancienne.code}) est remplacée par "
            f"{self.nouvelle.nom} ({self.nouvelle.code})."
        )


@dataclass(frozen=True)
class Inconnu:
    """Un texte collé dont on n'a rien pu faire, et pourquoi."""

    texte: str
    raison: str

    def __str__(self) -> str:
        return f"«\u00a0{self.texte}\u00a0» : {self.raison}"


@dataclass
class LectureDeCodes:
    communes: list[Commune] = field(default_factory=list)
    remplaces: list[Remplacement] = field(default_factory=list)
    inconnus: list[Inconnu] = field(default_factory=list)


def millesime_en_place() -> int:
    """Le millésime chargé ; sans lui, aucun périmètre n'a de sens."""
    chargement = Chargement.objects.first()
    if chargement is None:
        raise ValidationError(
            "Le découpage administratif n'est pas chargé : lancez la commande charger_territoires."
        )
    return chargement.millesime


def lire_des_codes(texte: str) -> LectureDeCodes:
    """Codes Insee ou SIREN ; une commune fusionnée est remplacée par celle qui lui a succédé."""
    lus = list(lire_les_codes(texte))
    insee = [lu.code for lu in lus if lu.forme == "commune"]
    sirens = [lu.code for lu in lus if lu.forme == "siren"]
    par_code, par_siren, par_epci = trouver_les_communes(insee, sirens)
    lecture = LectureDeCodes()
    trouvees: dict[str, Commune] = {}
    for lu in lus:
        if commune := par_code.get(lu.code) or par_siren.get(lu.code):
            if commune.successeur:
                lecture.remplaces.append(Remplacement(commune, commune.successeur))
            actuelle = commune.successeur or commune
            trouvees[actuelle.code] = actuelle
        elif membres := par_epci.get(lu.code):
            trouvees |= {m.code: m for m in membres}
        else:
            lecture.inconnus.append(Inconnu(lu.texte, raison_de_l_inconnu(lu)))
    lecture.communes = list(trouvees.values())
    return lecture


def trouver_les_communes(
    insee: list[str], sirens: list[str]
) -> tuple[dict[str, Commune], dict[str, Commune], dict[str, list[Commune]]]:
    """En une requête : par code Insee, par SIREN de commune, par SIREN d'intercommunalité."""
    par_epci: dict[str, list[Commune]] = defaultdict(list)
    par_code, par_siren = {}, {}
    if insee or sirens:
        cherchees = Q(code__in=insee) | Q(siren__in=sirens) | Q(epci__in=sirens)
        for commune in Commune.objects.filter(cherchees).select_related("successeur"):
            par_code[commune.code] = commune
            if commune.siren:
                par_siren[commune.siren] = commune
            if commune.epci_id:
                par_epci[commune.epci_id].append(commune)
    return par_code, par_siren, par_epci


def raison_de_l_inconnu(lu: CodeLu) -> str:
    if lu.forme == "siren":
        return "ce SIREN n'est celui d'aucune commune ni intercommunalité."
    if lu.forme == "inconnu":
        return "ce n'est pas un code Insee de commune (5 caractères) ni un SIREN (9 chiffres)."
    couvertes = [
        f"{c.nom} ({c.code})"
        for c in Commune.objects.actuelles().filter(codes_postaux__contains=lu.code).order_by("nom")[:4]
    ]
    if couvertes:
        suite = ", …" if len(couvertes) > 3 else ""
        return f"c'est un code postal ; donnez le code Insee : {', '.join(couvertes[:3])}{suite}."
    return "aucune commune ne porte ce code Insee."


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
