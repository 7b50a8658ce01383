"""Les deux accords-cadres que la page du programme nomme, avec le seul groupement qu'elle publie."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Groupement, Organisation
from etabli.etape2_marche import actions
from etabli.etape2_marche.models import AccordCadre

SOURCE = "Page «\u00a0Les Ateliers Locaux\u00a0» du programme, publiée le 3 octobre 2025, modifiée le 13 novembre 2025"
PREMIER = "Accord-cadre des Ateliers Locaux 2019-2023"
ACTUEL = "Accord-cadre des Ateliers Locaux, valable jusqu'en 2027"
GROUPEMENT = "Groupement Alphaville"
# Le mandataire d'abord, avec la compétence que la page donne à chacun.
MEMBRES = (
    ("Alphaville", "programmation urbaine"),
    ("Zéro Carbone Architectes", "architecture"),
    ("Bassinet Turquin Paysage", "paysage et graphisme"),
    ("Urban Eco", "écologie, environnement et risques"),
    ("Roland Ribi & Associés", "mobilité"),
    ("Les sismographes", "photographie"),
)
# Aucun critère n'est public : une proposition, que la DGALN remplace.
CRITERES_PROPOSES = (
    ("Compréhension du territoire et de la commande", Decimal(25), False),
    ("Méthode, animation et calendrier", Decimal(30), False),
    ("Composition de l'équipe et temps passé", Decimal(25), False),
    ("Prix", Decimal(20), True),
)


@transaction.atomic
def installer_les_accords_cadres() -> AccordCadre:
    """Rend l'accord-cadre en vigueur ; rejouer ne change rien de ce que la DGALN a saisi depuis."""
    _cadre(PREMIER, date(2019, 1, 1), date(2023, 12, 31), None)
    actuel, est_neuf = _cadre(ACTUEL, date(2023, 1, 1), date(2027, 12, 31), 6)
    if est_neuf:
        actions.fixer_les_criteres(actuel, CRITERES_PROPOSES, par=None, est_proposition=True)
        actions.ajouter_un_titulaire(actuel, _groupement(), par=None)
    return actuel


def _cadre(
    intitule: str, debut_le: date, fin_le: date, nb_titulaires: int | None
) -> tuple[AccordCadre, bool]:
    existant = AccordCadre.objects.filter(intitule=intitule).first()
    if existant:
        return existant, False
    neuf = actions.creer_un_accord_cadre(
        par=None,
        intitule=intitule,
        debut_le=debut_le,
        fin_le=fin_le,
        est_date_au_jour=False,
        nb_titulaires_attendus=nb_titulaires,
        source=SOURCE,
    )
    return neuf, True


def _groupement() -> Groupement:
    existant = Groupement.objects.filter(nom=GROUPEMENT).first()
    if existant:
        return existant
    membres = [
        (
            Organisation.objects.get_or_create(
                nom=nom, type=TypeOrganisation.ENTREPRISE, defaults={"est_fictive": False}
            )[0],
            competences,
        )
        for nom, competences in MEMBRES
    ]
    return actions.creer_un_groupement(GROUPEMENT, membres, par=None, source=SOURCE)
