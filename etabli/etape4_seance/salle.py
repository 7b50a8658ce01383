"""La porte de la salle : un code pour entrer, un témoin signé pour revenir. Ni compte, ni nom demandé."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse

from etabli.etape4_seance.calcul.codes import normaliser_le_code
from etabli.etape4_seance.enums import EtatActivite, Geste, TypeActivite
from etabli.etape4_seance.essais import CODES_INCONNUS, TROP_DE_CODES
from etabli.etape4_seance.models import (
    Activite,
    Bulletin,
    Contribution,
    Destinataire,
    Gommette,
    Participant,
    Seance,
    TableDeSeance,
)
from etabli.etape4_seance.objets import proposees
from etabli.etape4_seance.permissions import GESTES, ecrit_a_sa_place, gestes_ouverts, peut_repondre
from etabli.etape4_seance.resultats import Groupe, par_famille
from etabli.etape4_seance.suites import suites
from etabli.socle.adresse import adresse_de
from etabli.socle.verdict import OUI, Verdict

DUREE_DU_TEMOIN = 60 * 60 * 24 * 400  # secondes : on revient lire ce qu'est devenue sa contribution


def seance_du_code(request: HttpRequest, code: str) -> Seance:
    """La séance que nomme un code ; un code inconnu ne dit rien d'autre, et se compte."""
    adresse = adresse_de(request)
    if CODES_INCONNUS.est_arrete(adresse) and participant_de(request, code) is None:
        raise PermissionDenied(TROP_DE_CODES)
    seance = (
        Seance.objects.filter(code=normaliser_le_code(code))
        .select_related("atelier__dossier", "projetee")
        .first()
    )
    if seance is None:
        CODES_INCONNUS.noter(adresse)
        raise Http404
    return seance


def table_numero(seance: Seance, numero: int) -> TableDeSeance:
    table = seance.tables.filter(numero=numero).first()
    if table is None:
        raise Http404
    return table


def _nom_du_temoin(code: str) -> str:
    return f"salle_{normaliser_le_code(code)}"


def remettre_le_temoin(reponse: HttpResponse, participant: Participant, code: str) -> None:
    reponse.set_signed_cookie(
        _nom_du_temoin(code),
        participant.pk.hex,
        salt="salle",
        max_age=DUREE_DU_TEMOIN,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        path="/s/",
    )


def participant_de(request: HttpRequest, code: str) -> Participant | None:
    """Une requête : le participant, sa table et sa séance, ou personne si le témoin manque ou est faux."""
    try:
        jeton = request.get_signed_cookie(_nom_du_temoin(code), salt="salle", max_age=DUREE_DU_TEMOIN)
        cle = UUID(hex=str(jeton))
    except (KeyError, BadSignature, ValueError):
        return None
    return (
        Participant.objects.filter(pk=cle, seance__code=normaliser_le_code(code))
        .select_related("seance__atelier__dossier", "table")
        .first()
    )


def jeton_de(participant: Participant) -> str:
    """Ce que porte le lien personnel : qui l'a lit ce que sont devenues ces contributions, et n'écrit rien."""
    return Signer(salt="suites").sign(participant.pk.hex)


def participant_du_jeton(jeton: str, code: str) -> Participant:
    try:
        cle = UUID(hex=Signer(salt="suites").unsign(jeton))
    except (BadSignature, ValueError) as faux:
        raise Http404 from faux
    participant = (
        Participant.objects.filter(pk=cle, seance__code=normaliser_le_code(code))
        .select_related("seance__atelier__dossier", "table")
        .first()
    )
    if participant is None:
        raise Http404
    return participant


def destinataire_du_jeton(jeton: str) -> Destinataire:
    try:
        cle = int(Signer(salt="adresse").unsign(jeton))
    except (BadSignature, ValueError) as faux:
        raise Http404 from faux
    destinataire = Destinataire.objects.select_related("seance__atelier").filter(pk=cle).first()
    if destinataire is None:
        raise Http404
    return destinataire


def activite_de_la_salle(participant: Participant, pk: int) -> Activite:
    """L'activité de la même séance, quel que soit son état : le refus, s'il y en a un, dira pourquoi."""
    activite = (
        Activite.objects.filter(pk=pk, seance_id=participant.seance_id).select_related("seance").first()
    )
    if activite is None:
        raise Http404
    return activite


def contribution_proposee(activite: Activite, cle: UUID) -> Contribution:
    contribution = Contribution.objects.filter(pk=cle, activite__votes=activite).first()
    if contribution is None:
        raise Http404
    return contribution


@dataclass
class Choix:
    """Une contribution proposée au vote, et ce que le participant y a collé."""

    contribution: Contribution
    gommettes: list[UUID] = field(default_factory=list)

    @property
    def nb_miennes(self) -> int:
        return len(self.gommettes)

    @property
    def identifiants(self) -> str:
        """Ce que l'appareil lit pour compter ses gommettes sans réseau, et dire laquelle il décolle."""
        return " ".join(str(cle) for cle in self.gommettes)

    @property
    def derniere(self) -> UUID | str:
        return self.gommettes[-1] if self.gommettes else ""


@dataclass
class Section:
    """Une activité ouverte telle que le participant la voit."""

    activite: Activite
    peut_contribuer: bool
    peut_voter: bool
    verdict: Verdict = OUI
    bulletin: Bulletin | None = None
    groupes: list[tuple[Groupe, list[Choix]]] = field(default_factory=list)
    reste: int = 0
    form: Any = None

    @property
    def a_une_saisie(self) -> bool:
        """Une phrase à écrire ou un bulletin à remplir, par quelqu'un qui en a le droit."""
        return self.peut_contribuer and bool(self.verdict)

    @property
    def est_un_bulletin(self) -> bool:
        return Geste.REPONDRE in GESTES[TypeActivite(self.activite.type)]


@dataclass(frozen=True)
class Mienne:
    """Une contribution du participant et ce qu'elle est devenue."""

    contribution: Contribution
    suites: list[str]


def mes_contributions(participant: Participant) -> list[Mienne]:
    contributions = list(
        participant.contributions.select_related("activite", "famille", "doublon_de__famille").order_by(
            "-recue_le", "-pk"
        )
    )
    devenues = suites(contributions)
    return [Mienne(c, devenues[c.pk]) for c in contributions]


def sections(participant: Participant) -> list[Section]:
    """Les activités ouvertes, ce qu'on y peut faire et ce qu'on y a déjà fait."""
    ouvertes = participant.seance.activites.filter(etat=EtatActivite.OUVERTE).select_related(
        "seance__atelier__dossier__perimetre", "porte_sur"
    )
    bulletins = {b.activite_id: b for b in participant.bulletins.filter(activite__in=ouvertes)}
    return [_section(activite, participant, bulletins.get(activite.pk)) for activite in ouvertes]


def gommettes_de(participant: Participant, activite: Activite) -> dict[UUID, list[UUID]]:
    """Par contribution, ce que le participant y a collé, dans l'ordre où il l'a fait."""
    posees: dict[UUID, list[UUID]] = {}
    siennes = Gommette.objects.filter(activite=activite, participant=participant)
    for cle, contribution in siennes.order_by("posee_le", "pk").values_list("pk", "contribution_id"):
        posees.setdefault(contribution, []).append(cle)
    return posees


def bulletin_de(participant: Participant, activite: Activite) -> Bulletin | None:
    return participant.bulletins.filter(activite=activite).first()


def _section(activite: Activite, participant: Participant, bulletin: Bulletin | None) -> Section:
    gestes = gestes_ouverts(activite)
    section = Section(
        activite,
        peut_contribuer=bool(gestes & {Geste.CONTRIBUER, Geste.REPONDRE}),
        peut_voter=Geste.VOTER in gestes and not participant.est_scribe,
        bulletin=bulletin,
    )
    if Geste.REPONDRE in gestes:
        section.verdict = peut_repondre(participant, activite)
    elif Geste.CONTRIBUER in gestes:
        section.verdict = ecrit_a_sa_place(participant, activite)
    if Geste.VOTER in gestes and activite.porte_sur:
        posees = gommettes_de(participant, activite)
        section.reste = max(activite.nb_gommettes - sum(map(len, posees.values())), 0)
        section.groupes = [
            (groupe, [Choix(c, posees.get(c.pk, [])) for c in groupe.contributions])
            for groupe in par_famille(proposees(activite))
        ]
    return section
