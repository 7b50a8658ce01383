"""Le tableau de bord : chaque chiffre, et l'adresse de la liste qui l'explique."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College, Etape
from etabli.dossier.models import Dossier, FormatAtelier
from etabli.etape1_candidature.models import Candidature
from etabli.etape2_marche.calcul import Consommation, Engagement, consommation
from etabli.etape2_marche.enums import ENGAGES
from etabli.etape2_marche.execution import engagements_de
from etabli.etape2_marche.models import AccordCadre, Marche
from etabli.etape4_seance.models import Emargement
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action
from etabli.pilotage.calcul import Part, par_valeur
from etabli.pilotage.forms import FiltreDePilotage
from etabli.pilotage.lecture import LigneDeDossier, lignes_de
from etabli.socle.graphiques import Graphique, barres, barres_empilees

Liens = list[tuple[str, int, str]]


@dataclass(frozen=True)
class Cohorte:
    format: FormatAtelier
    annee: int
    nb: Part
    url: str


@dataclass(frozen=True)
class CadreConsomme:
    cadre: AccordCadre
    bilan: Consommation
    par_titulaire: Graphique | None

    @property
    def part(self) -> Part:
        maximum = self.cadre.montant_maximum
        return Part(float(self.bilan.total), None if maximum is None else float(maximum))


def adresse(nom: str, filtre: FiltreDePilotage, **autres: str) -> str:
    suite = "&".join([*filter(None, [filtre.adresse]), *(f"{cle}={v}" for cle, v in autres.items())])
    return f"{reverse('pilotage:liste', args=[nom])}{'?' + suite if suite else ''}"


def tableau_de_bord(agent: Agent, filtre: FiltreDePilotage) -> dict[str, Any]:
    lignes = lignes_de(filtre.dossiers(Dossier.objects.visible_to(agent)), agent)
    ids = [ligne.dossier.pk for ligne in lignes]
    vivants = [ligne for ligne in lignes if not ligne.est_arrete]
    return {
        "nb_dossiers": len(lignes),
        "nb_fictifs": sum(ligne.dossier.est_fictif for ligne in lignes),
        "nb_arretes": len(lignes) - len(vivants),
        "nb_longs": sum(ligne.est_longue for ligne in vivants),
        "etapes": etapes(vivants, filtre),
        "graphique_des_etapes": graphique_des_etapes(vivants),
        "attentifs": [ligne for ligne in vivants if ligne.est_longue][:10] or vivants[:5],
        "departements": departements(lignes, filtre),
        **frequentation(ids),
        **avancement(ids, filtre),
    }


def etapes(vivants: Iterable[LigneDeDossier], filtre: FiltreDePilotage) -> Liens:
    nombres = par_valeur([ligne.dossier.etape for ligne in vivants], list(Etape.values))
    return [(e.label, nombres[e.value], adresse("dossiers", filtre, etape=e.value)) for e in Etape]


def graphique_des_etapes(vivants: Iterable[LigneDeDossier]) -> Graphique:
    nombres = par_valeur([ligne.dossier.etape for ligne in vivants], list(Etape.values))
    return barres(
        "Dossiers en cours, par étape", [(e.label, nombres[e.value]) for e in Etape], en_tete="Étape"
    )


def departements(lignes: Iterable[LigneDeDossier], filtre: FiltreDePilotage) -> Liens:
    """Un dossier à cheval sur deux départements compte dans chacun."""
    nombres = Counter(d for ligne in lignes for d in ligne.departements)
    return [
        (f"{d.nom} ({d.code})", nb, f"{reverse('pilotage:liste', args=['dossiers'])}?departement={d.code}")
        for d, nb in sorted(nombres.items(), key=lambda c: (-c[1], c[0].code))
    ]


def frequentation(dossiers: Sequence[int]) -> dict[str, Any]:
    """Les émargements par collège : des présences, une même personne pouvant venir trois fois."""
    comptes = (
        Emargement.objects.filter(seance__atelier__dossier_id__in=dossiers)
        .values_list("seance__numero", "college")
        .annotate(nb=Count("pk"))
        .order_by("seance__numero")
    )
    par_session: dict[int, Counter[str]] = {}
    for numero, college, nb in comptes:
        par_session.setdefault(numero, Counter())[college] += nb
    total = sum(sum(c.values()) for c in par_session.values())
    graphique = barres_empilees(
        "Présences par collège et par session",
        [f"Session {numero}" for numero in par_session],
        {c.label: [float(p[c.value]) for p in par_session.values()] for c in College},
    )
    return {"nb_presences": total, "graphique_des_presences": graphique if total else None}


def avancement(dossiers: Sequence[int], filtre: FiltreDePilotage) -> dict[str, Any]:
    nombres = dict(
        Action.objects.filter(feuille__dossier_id__in=dossiers)
        .order_by()
        .values_list("statut")
        .annotate(nb=Count("pk"))
    )
    statuts: Liens = [
        (s.label, nombres.get(s.value, 0), adresse("actions", filtre, statut=s.value)) for s in StatutAction
    ]
    total = sum(nombres.values())
    graphique = barres("Actions par statut", [(nom, nb) for nom, nb, _ in statuts], en_tete="Statut")
    return {"nb_actions": total, "statuts": statuts, "graphique_des_actions": graphique if total else None}


def cohortes(annee: int | None = None) -> list[Cohorte]:
    """Les candidatures retenues de l'année au regard de la capacité de chaque format ; sans les fictives."""
    annee = annee or localdate().year
    retenues = Candidature.objects.de_la_cohorte(annee).filter(dossier__est_fictif=False).order_by()
    nombres = dict(retenues.values_list("dossier__format").annotate(nb=Count("pk")))
    url = f"{reverse('candidature:liste')}?cohorte={annee}&etat=retenue"
    return [
        Cohorte(f, annee, Part(nombres.get(f.pk, 0), f.capacite_annuelle), url)
        for f in FormatAtelier.objects.filter(capacite_annuelle__isnull=False)
    ]


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
    return [_consomme(cadre, consommation(par_cadre[cadre.pk], cadre.montant_maximum)) for cadre in cadres]


def _consomme(cadre: AccordCadre, bilan: Consommation) -> CadreConsomme:
    parts = [(nom, float(bilan.total_de(nom))) for nom in bilan.par_titulaire]
    graphique = barres("Engagé par titulaire, HT", parts, unite="€", en_tete="Titulaire") if parts else None
    return CadreConsomme(cadre, bilan, graphique)
