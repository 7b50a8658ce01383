"""Le tableau de bord : chaque chiffre, et l'adresse de la liste qui l'explique."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College, Etape
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.models import Avis
from etabli.etape5_feuille_de_route.enums import Echeance, StatutAction
from etabli.pilotage import lecture
from etabli.pilotage.calcul import Part
from etabli.pilotage.comptes import Chiffre, Comptes
from etabli.pilotage.couverture import EN_PLACE
from etabli.pilotage.reperes import lire_les_reperes
from etabli.socle.memoire import lue_une_fois
from etabli.territoires.models import Departement

NB_ATTENTIFS = 10
EN_COURS = {"situation": "en_cours"}


@dataclass(frozen=True)
class DelaiDEtape:
    """Une étape : qui y est, combien de temps on y passe, qui y est depuis trop longtemps."""

    etape: Etape
    en_cours: Chiffre
    nb_finis: int
    mediane: float | None
    normes: tuple[tuple[str, int], ...]
    au_dessus: Chiffre
    hors_norme: Chiffre


@dataclass(frozen=True)
class Maille:
    """Ce que les dossiers en cours touchent à une maille du pays."""

    touches: Chiffre
    part: Part


@dataclass(frozen=True)
class AUneEcheance:
    """Les bilans établis à une échéance, et ce que leurs actions étaient devenues."""

    bilans: Chiffre
    nb_actions: int
    nb_engagees: int

    @property
    def part(self) -> float | None:
        return Part(self.nb_engagees, self.nb_actions).part


def l_ensemble(comptes: Comptes) -> list[Chiffre]:
    mediane, norme = {"rythme": "mediane"}, {"rythme": "norme"}
    nombres = comptes.ensemble(
        "dossiers", tous={}, arretes={"situation": "arretes"}, mediane=mediane, norme=norme
    )
    arretes = nombres["arretes"]
    dont = f"dont {arretes} arrêté{'s' if arretes > 1 else ''}"
    return [
        comptes.chiffre(nombres["tous"], "dossiers", "dossiers", detail=dont),
        comptes.chiffre(nombres["mediane"], "dossiers", "au-dessus de la médiane de leur étape", **mediane),
        comptes.chiffre(nombres["norme"], "dossiers", "hors de la norme de leur étape", **norme),
        comptes.un("presences", "présences en séance"),
        comptes.un("actions", "actions"),
    ]


@lue_une_fois
def delais(comptes: Comptes) -> list[DelaiDEtape]:
    """Le pipeline, étape par étape : une requête, et celles des repères, quel que soit le nombre de dossiers."""
    cas: dict[str, dict[str, str]] = {
        "en_cours": {**EN_COURS},
        "au_dessus": {"rythme": "mediane"},
        "hors_norme": {"rythme": "norme"},
    }
    par_etape = comptes.lignes("dossiers").values("etape").annotate(**comptes.nombres("dossiers", cas))
    lus = {ligne["etape"]: ligne for ligne in par_etape}

    def chiffre(etape: Etape, nom: str) -> Chiffre:
        nb = lus.get(etape, {}).get(nom, 0)
        return comptes.chiffre(nb, "dossiers", etape.label, **cas[nom], etape=etape.value)

    reperes, normes = lire_les_reperes(), dict[str, list[tuple[str, int]]]()
    for (format_, etape), jours in reperes.normes.items():
        normes.setdefault(etape, []).append((format_, jours))
    return [
        DelaiDEtape(
            etape,
            chiffre(etape, "en_cours"),
            reperes.nb_finis.get(etape, 0),
            reperes.medianes.get(etape),
            tuple(sorted(normes.get(etape, ()))),
            chiffre(etape, "au_dessus"),
            chiffre(etape, "hors_norme"),
        )
        for etape in Etape
    ]


def attentifs(comptes: Comptes) -> list[Dossier]:
    """Ceux qui sont au-dessus d'un repère, les plus anciens d'abord ; à défaut, les plus anciens à leur étape."""
    en_cours = comptes.lignes("dossiers", **EN_COURS)
    aujourd_hui, reperes = localdate(), lire_les_reperes()
    longs = reperes.au_dessus_de_la_mediane(aujourd_hui) | reperes.hors_norme(aujourd_hui)
    choisis: list[Dossier] = []
    for lot, nb in ((en_cours.filter(longs), NB_ATTENTIFS), (en_cours, NB_ATTENTIFS // 2)):
        anciens = lecture.preparer(lot, comptes.agent).order_by("etape_depuis_le", "pk")
        choisis = choisis or list(anciens[:nb])
    lecture.completer(choisis, comptes.agent)
    return choisis


def presences(comptes: Comptes) -> list[Chiffre]:
    """Des présences : une même personne peut venir trois fois."""
    return comptes.par("presences", "college", College.choices)


@lue_une_fois
def statuts(comptes: Comptes) -> list[Chiffre]:
    return comptes.par("actions", "statut", StatutAction.choices)


@lue_une_fois
def aux_echeances(comptes: Comptes) -> list[AUneEcheance]:
    """Ce que disaient les bilans à 6, 12 et 24 mois : des photographies, que rien n'a changées depuis."""
    par_echeance: dict[int, list[Any]] = {}
    for bilan in comptes.lignes("bilans"):
        par_echeance.setdefault(bilan.echeance, []).append(bilan)
    return [
        AUneEcheance(
            Chiffre(len(lus), e.label, comptes.adresse("bilans", echeance=e.value)),
            sum(b.nb_actions for b in lus),
            sum(b.nb_engagees for b in lus),
        )
        for e in Echeance
        for lus in [par_echeance.get(e.value, [])]
    ]


def couverture(comptes: Comptes) -> dict[str, Any]:
    """Chaque maille : combien de lieux touchés sur combien ; et combien d'habitants."""
    mailles, touchee = [], {"couverture": "oui"}
    for nom, libelle in (
        ("regions", "régions"),
        ("departements", "départements"),
        ("epci", "intercommunalités"),
        ("communes", "communes"),
    ):
        nombres = comptes.ensemble(nom, touches=touchee, tous={})
        touches = comptes.chiffre(nombres["touches"], nom, libelle, **touchee)
        mailles.append(Maille(touches, Part(touches.valeur, nombres["tous"])))
    habitants = comptes.lignes("communes", **touchee).aggregate(n=Sum("population"))["n"] or 0
    ici = comptes.lignes("communes").aggregate(n=Sum("population"))["n"]
    return {"mailles": mailles, "habitants": Part(habitants, ici)}


@lue_une_fois
def par_departement(comptes: Comptes) -> list[tuple[Departement, Chiffre]]:
    """Un dossier à cheval sur deux départements compte dans chacun ; seuls ceux qui en ont sont nommés."""
    dossiers = comptes.lignes("dossiers", **EN_COURS)
    lieux = EN_PLACE.filter(perimetre__in=dossiers.values("perimetre"))
    codes: dict[int, set[str]] = {}
    for perimetre, code in lieux.order_by().values_list("perimetre", "commune__departement").distinct():
        codes.setdefault(perimetre, set()).add(code)
    nombres = Counter(
        code for perimetre in dossiers.values_list("perimetre", flat=True) for code in codes[perimetre]
    )
    voulus = Departement.objects.filter(pk__in=nombres)
    if region := comptes.filtre.lu("region"):
        voulus = voulus.filter(region=region)
    lus = [
        (d, Chiffre(nombres[d.pk], str(d), comptes.adresse("dossiers", **{**EN_COURS, "departement": d.pk})))
        for d in voulus
    ]
    return sorted(lus, key=lambda lu: (-lu[1].valeur, lu[0].pk))


def charge(comptes: Comptes) -> list[Chiffre]:
    """Ce que chaque instructeur a en main, et ce que personne n'a encore lu ; rien pour qui ne lit pas les avis."""
    if not comptes.agent.est_dgaln:
        return []
    a_instruire = {"etat": "a_instruire"}
    candidatures = comptes.lignes("candidatures", **a_instruire)
    avis = Avis.objects.visible_to(comptes.agent).filter(candidature__in=candidatures.values("pk"))
    par_agent: dict[int, set[int]] = {}
    for agent, candidature in avis.order_by().values_list("instructeur", "candidature").distinct():
        par_agent.setdefault(agent, set()).add(candidature)
    agents = Agent.objects.in_bulk(par_agent)
    lus = [
        Chiffre(
            len(candidatures_lues),
            str(agents[pk]),
            comptes.adresse("candidatures", **a_instruire, instructeur=pk),
        )
        for pk, candidatures_lues in par_agent.items()
    ]
    sans = comptes.un("candidatures", "Sans aucun avis", **a_instruire, sans_avis="on")
    return [*sorted(lus, key=lambda c: (-c.valeur, c.libelle)), sans]
