"""Ce que le programme engage chaque année : la cohorte et sa capacité, les accords-cadres et leur prévision."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.models import FormatAtelier
from etabli.etape1_candidature.models import Candidature
from etabli.etape2_marche.calcul import Consommation, Engagement, consommation
from etabli.etape2_marche.calcul.consommation import Prevision
from etabli.etape2_marche.enums import ENGAGES
from etabli.etape2_marche.execution import engagements_de, previsions_de
from etabli.etape2_marche.models import AccordCadre, Marche
from etabli.pilotage.calcul import Part
from etabli.pilotage.comptes import Chiffre, Comptes
from etabli.socle.memoire import lue_une_fois


@dataclass(frozen=True)
class Cohorte:
    format: FormatAtelier
    annee: int
    retenues: Chiffre
    part: Part


@dataclass(frozen=True)
class CadreConsomme:
    cadre: AccordCadre
    bilan: Consommation
    prevision: Prevision | None

    @property
    def part(self) -> Part:
        maximum = self.cadre.montant_maximum
        return Part(float(self.bilan.total), None if maximum is None else float(maximum))


def cohortes(comptes: Comptes, annee: int | None = None) -> list[Cohorte]:
    """Les candidatures retenues dans l'année, au regard de la capacité de chaque format ; sans les fictives."""
    annee = annee or localdate().year
    formats = FormatAtelier.objects.filter(capacite_annuelle__isnull=False)
    cadre: dict[str, Any] = {"cohorte": annee, "etat": "retenue", "fictif": "sans"}
    choix = [(f.pk, f"candidatures retenues en {annee}, {f.nom.lower()}") for f in formats]
    chiffres = comptes.par("candidatures", "format", choix, champ="dossier__format", **cadre)
    return [
        Cohorte(f, annee, chiffre, Part(chiffre.valeur, f.capacite_annuelle))
        for f, chiffre in zip(formats, chiffres, strict=True)
    ]


def cohortes_passees() -> list[tuple[int, int]]:
    """(année, candidatures retenues), de la première à la dernière, sans les fictives ni les années sautées."""
    retenues = Candidature.objects.filter(etat="retenue", cohorte__isnull=False, dossier__est_fictif=False)
    nombres = dict(retenues.order_by().values_list("cohorte").annotate(nb=Count("pk")))
    if not nombres:
        return []
    return [(annee, nombres.get(annee, 0)) for annee in range(min(nombres), max(nombres) + 1)]


@lue_une_fois
def cadres_en_vigueur(agent: Agent, le: date | None = None) -> list[CadreConsomme]:
    """Tous les accords-cadres en vigueur, leurs marchés lus en une fois, avenants et factures compris."""
    cadres = list(AccordCadre.objects.visible_to(agent).en_vigueur(le))
    notifies = Marche.objects.filter(accord_cadre__in=cadres, etat__in=ENGAGES).select_related(
        "titulaire__groupement", "acheteur__region", "acheteur__departement__region"
    )
    engagements = engagements_de(notifies)
    par_cadre: dict[int, list[Engagement]] = {cadre.pk: [] for cadre in cadres}
    for marche in notifies:
        if engagement := engagements.get(marche.pk):
            par_cadre[marche.accord_cadre_id].append(engagement)
    bilans = {cadre: consommation(par_cadre[cadre.pk], cadre.montant_maximum) for cadre in cadres}
    previsions = previsions_de(bilans)
    return [CadreConsomme(cadre, bilan, previsions[cadre]) for cadre, bilan in bilans.items()]
