"""Participer : entrer, contribuer, coller une gommette. Aucun journal : chaque ligne est sa propre trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape4_seance.actions.commun import changer_l_ecran
from etabli.etape4_seance.enums import Saisie
from etabli.etape4_seance.models import (
    Activite,
    Contribution,
    Gommette,
    Participant,
    Seance,
    TableDeSeance,
)
from etabli.etape4_seance.permissions import (
    il_reste_de_la_place,
    peut_arriver,
    peut_contribuer,
    peut_contribuer_en_retard,
    peut_saisir_des_cartes,
    peut_voter,
)
from etabli.socle.francais import pluriel
from etabli.socle.journal import inscrire
from etabli.socle.verdict import Verdict, exige, exiger

# Sans compte, rien ne dit qui est qui : plus large que l'usage d'une table, pour qu'un programme ne noie pas la salle.
PHRASES_AU_PLUS = 200  # par appareil et par activité
TROP_DE_PHRASES = f"Cet appareil a déjà envoyé {PHRASES_AU_PLUS} contributions à cette activité."


@dataclass(frozen=True)
class Carte:
    texte: str
    case_afom: str = ""


@transaction.atomic
def arriver(
    seance: Seance,
    *,
    college: str = "",
    pseudo: str = "",
    table: TableDeSeance | None = None,
    est_scribe: bool = False,
) -> Participant:
    exiger(peut_arriver(seance) & il_reste_de_la_place(seance.participants))
    participant = Participant.objects.create(
        seance=seance, college=college, pseudo=pseudo, table=table, est_scribe=est_scribe
    )
    changer_l_ecran(seance.pk)
    return participant


@transaction.atomic
def contribuer(
    activite: Activite,
    texte: str,
    *,
    participant: Participant,
    id_: UUID | None = None,
    case_afom: str = "",
    est_differee: bool = False,
    **precisions: Any,
) -> tuple[Contribution, bool]:
    """Garde la phrase une seule fois, quel que soit le nombre d'envois ; dit si elle est neuve.

    `est_differee` : écrite sans réseau, envoyée plus tard ; elle passe encore après la fermeture.
    `precisions` : le tracé et la commune d'une carte, les rubriques d'une fiche-action.
    """
    id_ = id_ or uuid4()
    if deja := Contribution.objects.filter(pk=id_).first():
        return deja, False
    a_temps = peut_contribuer(participant, activite)
    exiger(a_temps or (peut_contribuer_en_retard(participant, activite) if est_differee else a_temps))
    deja_dites = Contribution.objects.filter(activite=activite, participant=participant).count()
    exiger(exige(deja_dites < PHRASES_AU_PLUS, TROP_DE_PHRASES))
    contribution = Contribution(
        id=id_,
        activite=activite,
        participant=participant,
        table_id=participant.table_id,
        college=participant.college,
        saisie=Saisie.TABLE if participant.est_scribe else Saisie.TELEPHONE,
        texte=texte,
        case_afom=case_afom,
        est_tardive=not a_temps,
        **precisions,
    )
    # Deux envois simultanés du même identifiant : le second ne fait rien, la base en décide.
    Contribution.objects.bulk_create([contribution], ignore_conflicts=True)
    changer_l_ecran(activite.seance_id)
    return contribution, True


@transaction.atomic
def coller_une_gommette(
    activite: Activite, contribution: Contribution, *, participant: Participant, id_: UUID | None = None
) -> Gommette:
    """Le participant est verrouillé le temps de compter : deux doigts rapides ne collent pas une de trop."""
    id_ = id_ or uuid4()
    Participant.objects.select_for_update().get(pk=participant.pk)
    if deja := Gommette.objects.filter(pk=id_).first():
        exiger(exige(deja.participant_id == participant.pk, "Cette gommette est celle de quelqu'un d'autre."))
        return deja
    exiger(
        peut_voter(participant, activite)
        & exige(
            contribution.activite_id == activite.porte_sur_id
            and not contribution.est_masquee
            and (contribution.est_preselectionnee or not activite.est_sur_preselection),
            "On ne vote que sur les contributions proposées.",
        )
        & _reste_des_gommettes(activite, participant)
    )
    gommette = Gommette.objects.create(
        id=id_, activite=activite, contribution=contribution, participant=participant
    )
    changer_l_ecran(activite.seance_id)
    return gommette


@transaction.atomic
def decoller_une_gommette(
    activite: Activite,
    contribution: Contribution,
    *,
    participant: Participant,
    gommette: UUID | None = None,
) -> None:
    """Ôte celle que l'appareil nomme, ou la dernière collée ; déjà ôtée, il n'y a rien à faire."""
    exiger(peut_voter(participant, activite))
    collees = Gommette.objects.filter(activite=activite, contribution=contribution, participant=participant)
    if gommette:
        collees = collees.filter(pk=gommette)
    otee = collees.order_by("-posee_le", "-pk").first()
    if otee:
        otee.delete()
        changer_l_ecran(activite.seance_id)


@transaction.atomic
def saisir_des_cartes(
    activite: Activite,
    cartes: Sequence[Carte],
    *,
    par: Agent,
    table: TableDeSeance | None = None,
    college: str = "",
    lot: UUID | None = None,
) -> list[Contribution]:
    """Les cartes papier, tapées à la suite. Le même `lot` envoyé deux fois ne compte qu'une."""
    exiger(peut_saisir_des_cartes(par, activite.seance))
    if lot and (deja := Contribution.objects.filter(pk=lot).first()):
        return [deja]
    contributions = [
        Contribution(
            id=lot if lot and rang == 0 else uuid4(),
            activite=activite,
            table=table,
            college=college,
            saisie=Saisie.PAPIER,
            texte=carte.texte,
            case_afom=carte.case_afom,
        )
        for rang, carte in enumerate(cartes)
    ]
    Contribution.objects.bulk_create(contributions)
    nb = len(contributions)
    inscrire(
        "saisir_des_cartes",
        activite.seance,
        par=par,
        phrase=f"a saisi {nb} carte{'s' if nb > 1 else ''} papier dans «\u00a0{activite}\u00a0»",
        donnees={"table": table.numero if table else None, "college": college},
    )
    changer_l_ecran(activite.seance_id)
    return contributions


def _reste_des_gommettes(activite: Activite, participant: Participant) -> Verdict:
    posees = Gommette.objects.filter(activite=activite, participant=participant).count()
    return exige(
        posees < activite.nb_gommettes,
        f"Vous avez collé {pluriel(activite.nb_gommettes, 'gommette')} sur {activite.nb_gommettes} : "
        "décollez-en une pour la poser ailleurs.",
    )
