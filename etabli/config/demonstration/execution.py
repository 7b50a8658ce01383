"""Étape 2, suite : le marché de Tessy s'exécute, avec un ordre, un avenant, un sous-traitant et trois factures."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Organisation
from etabli.config.demonstration.horloge import Horloge
from etabli.config.demonstration.monde import Monde
from etabli.dossier.enums import TypeLivrable
from etabli.etape2_marche.actions.dce import cocher, noter_la_reference, regler_le_dce
from etabli.etape2_marche.actions.execution import emettre_un_ordre, fixer_les_phases, phases_proposees
from etabli.etape2_marche.actions.factures import enregistrer_une_facture
from etabli.etape2_marche.actions.modifications import preparer_un_avenant, presenter_un_sous_traitant
from etabli.etape2_marche.enums import NatureDOrdre
from etabli.etape2_marche.models import Facture, Marche, Phase
from etabli.etape2_marche.place import POINTS
from etabli.etape2_marche.workflow import (
    CYCLE_DE_L_ACTE,
    CYCLE_DE_L_AVENANT,
    CYCLE_DE_L_ORDRE,
    CYCLE_DE_LA_FACTURE,
    CYCLE_DU_LIVRABLE,
)


def preparer(marche: Marche, par: str, monde: Monde) -> None:
    """Avant la consultation : le dossier réglé, la liste PLACE suivie."""
    agent = monde[par]
    regler_le_dce(
        marche,
        par=agent,
        contact="Bureau de l'aménagement, par la messagerie de PLACE (fictif)",
        precisions="Une visite libre du territoire est conseillée avant de répondre.",
        consignes="Vingt pages au plus, hors classeur et références.",
        duree_souhaitee_mois=14,
    )
    for point in POINTS:
        cocher(marche, point.cle, par=agent)
    noter_la_reference(marche, f"DEMO-PLACE-{marche.pk}", par=agent)


def demarrer(marche: Marche, monde: Monde, horloge: Horloge) -> None:
    """Le prix de l'offre réparti par phase, puis l'ordre de démarrer, reçu par l'équipe."""
    horloge.il_y_a(418)
    ddtm, equipe = monde["ddtm"], monde["equipe"]
    marche.refresh_from_db()
    noms, total = phases_proposees(marche), marche.montant_ht or Decimal(0)
    part = (total / len(noms)).quantize(Decimal(100))
    prix = [part] * (len(noms) - 1)
    fixer_les_phases(marche, zip(noms, [*prix, total - sum(prix)], strict=True), par=ddtm)
    ordre = emettre_un_ordre(
        marche,
        NatureDOrdre.DEMARRAGE,
        "Démarrer le cadrage et prendre contact avec les co-porteurs.",
        localdate(),
        par=ddtm,
    )
    CYCLE_DE_L_ORDRE.avancer("accuser_reception", ordre, par=equipe, recu_le=localdate())


def executer(marche: Marche, monde: Monde, horloge: Horloge) -> None:
    """Ce que l'acheteur a enregistré en fin d'atelier, chaque fait à sa date."""
    jour = horloge.il_y_a(7)
    ddtm = monde["ddtm"]
    marche = Marche.objects.get(pk=marche.pk)
    premiere, deuxieme, troisieme, *_ = marche.phases.all()
    note = marche.livrables.get(type=TypeLivrable.NOTE_DE_CADRAGE)
    remise = jour - timedelta(days=290)
    CYCLE_DU_LIVRABLE.avancer("remettre", note, par=ddtm, remis_le=remise)
    CYCLE_DU_LIVRABLE.avancer("admettre", note, par=ddtm, prononcee_le=remise + timedelta(days=12))
    avenant = preparer_un_avenant(
        marche,
        "Une réunion publique supplémentaire dans la vallée.",
        "La fréquentation de la première session a dépassé la salle prévue (fait fictif).",
        par=ddtm,
        ecart_ht=Decimal(3_200),
        phase=deuxieme,
    )
    CYCLE_DE_L_AVENANT.avancer("notifier", avenant, par=ddtm, notifie_le=jour - timedelta(days=200))
    sous_traitant, _ = Organisation.objects.get_or_create(
        nom="Atelier Cartes et Rives (fictif)",
        defaults={"type": TypeOrganisation.ENTREPRISE, "est_fictive": True},
    )
    acte = presenter_un_sous_traitant(
        marche,
        sous_traitant,
        "Cartographie participative des berges.",
        Decimal(4_000),
        5,
        par=ddtm,
        presente_le=jour - timedelta(days=260),
    )
    CYCLE_DE_L_ACTE.avancer("accepter", acte, par=ddtm, notifie_le=jour - timedelta(days=250))
    for numero, phase, il_y_a in (("DEMO-01", premiere, 270), ("DEMO-02", deuxieme, 150)):
        payer(facturer(marche, numero, phase, jour - timedelta(days=il_y_a), monde), monde)
    facturer(marche, "DEMO-03", troisieme, jour - timedelta(days=5), monde)


def facturer(marche: Marche, numero: str, phase: Phase, recue_le: date, monde: Monde) -> Facture:
    return enregistrer_une_facture(
        marche, numero, recue_le, {phase: phase.montant_ht or Decimal(0)}, par=monde["ddtm"]
    )


def payer(facture: Facture, monde: Monde) -> None:
    ddtm = monde["ddtm"]
    fait_le = facture.recue_le + timedelta(days=6)
    CYCLE_DE_LA_FACTURE.avancer("constater_le_service_fait", facture, par=ddtm, service_fait_le=fait_le)
    CYCLE_DE_LA_FACTURE.avancer("payer", facture, par=ddtm, payee_le=fait_le + timedelta(days=14))
