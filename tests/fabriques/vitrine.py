"""De quoi peupler la vitrine.

`RealisationFactory()` est un atelier recensé ; `publier(dossier)` met une fiche publique en ligne.
"""

import factory
from django.utils.timezone import localdate

from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.etape6_restitution.models import FichePublique
from etabli.vitrine.enums import Position
from etabli.vitrine.models import Realisation
from tests.fabriques.dossier import DossierFactory, FormatFactory
from tests.fabriques.feuille_de_route import ActionFactory, AxeFactory


class RealisationFactory(factory.django.DjangoModelFactory):
    nom = factory.Sequence(lambda n: f"Atelier recensé {n}")
    slug = factory.Sequence(lambda n: f"atelier-recense-{n}")
    format = factory.SubFactory(FormatFactory)
    annee_debut = 2022
    annee_fin = 2023
    annee_texte = "2022-2023"
    territoire = "CC fictive"
    theme = "Eau et aménagement"
    sources = ["https://source.example/fiche"]
    lon = -1.06
    lat = 48.97
    position = Position.RECONNUE

    class Meta:
        model = Realisation
        skip_postgeneration_save = True

    @factory.post_generation
    def departements(self, create, extracted, **_):
        self.departements.set(extracted or [])


def publier(dossier=None, **champs):
    dossier = dossier or DossierFactory(est_fictif=False)
    valeurs = {
        "titre": f"Fiche de {dossier.titre}",
        "annee": "2026",
        "territoire_et_perimetre": "Un territoire et son périmètre.",
        "publiee_le": localdate(),
    } | champs
    return FichePublique.objects.create(dossier=dossier, **valeurs)


def feuille_adoptee(dossier, nb_actions=1, etat=Etat.ADOPTEE):
    """Une feuille de route adoptée et ses actions."""
    feuille = FeuilleDeRoute.objects.create(dossier=dossier, etat=etat, adoptee_le=localdate())
    axe = AxeFactory(feuille=feuille)
    for numero in range(1, nb_actions + 1):
        ActionFactory(feuille=feuille, axe=axe, numero=numero, titre=f"Action {numero}")
    return feuille
