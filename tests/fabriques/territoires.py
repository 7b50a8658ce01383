"""De petits territoires fictifs ; les codes ne sont pas ceux de communes réelles."""

import factory

from etabli.territoires.enums import NatureDeCommune, NatureDEpci
from etabli.territoires.models import Chargement, Commune, Departement, Epci, Perimetre, Region


class RegionFactory(factory.django.DjangoModelFactory):
    code = "28"
    nom = "Normandie"

    class Meta:
        model = Region
        django_get_or_create = ["code"]


class DepartementFactory(factory.django.DjangoModelFactory):
    code = "50"
    nom = "Manche"
    region = factory.SubFactory(RegionFactory)

    class Meta:
        model = Departement
        django_get_or_create = ["code"]


class EpciFactory(factory.django.DjangoModelFactory):
    siren = factory.Sequence(lambda n: f"2999{n:05d}")
    nom = factory.Sequence(lambda n: f"CC fictive {n}")
    nature = NatureDEpci.CC
    population = 12_000

    class Meta:
        model = Epci
        django_get_or_create = ["siren"]


class CommuneFactory(factory.django.DjangoModelFactory):
    code = factory.Sequence(lambda n: f"50{n % 1000:03d}")
    nom = factory.Sequence(lambda n: f"Commune fictive {n}")
    departement = factory.SubFactory(DepartementFactory)
    population = 1_500
    lon = -1.06
    lat = 48.97

    class Meta:
        model = Commune
        django_get_or_create = ["code"]


class PerimetreFactory(factory.django.DjangoModelFactory):
    """Un périmètre ; `communes=[…]` choisit les siennes, sinon il en a une."""

    nom = factory.Sequence(lambda n: f"Territoire fictif {n}")
    millesime = 2025

    class Meta:
        model = Perimetre
        skip_postgeneration_save = True

    @factory.post_generation
    def communes(self, create, extracted, **_):
        communes = extracted or [CommuneFactory()]
        self.communes.set(communes)
        self.population = sum(c.population or 0 for c in communes)
        self.nb_communes = len(communes)
        self.lon, self.lat = communes[0].lon, communes[0].lat
        self.save()


class AncienneCommuneFactory(CommuneFactory):
    """Une commune réunie à une autre."""

    nature = NatureDeCommune.FUSIONNEE
    est_actuelle = False
    population = None
    successeur = factory.SubFactory(CommuneFactory)
    annee_de_fin = 2016


class ChargementFactory(factory.django.DjangoModelFactory):
    """Le millésime en place : sans lui, on ne trace pas de périmètre."""

    cle = 1
    millesime = 2026
    empreinte = "essai"

    class Meta:
        model = Chargement
        django_get_or_create = ["cle"]
