"""Animer : modérer, réunir les doublons, faire des familles, conduire l'écran de la salle."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from etabli.annuaire.models import Agent
from etabli.etape4_seance.actions.commun import changer_l_ecran
from etabli.etape4_seance.enums import Geste, MotifDeMasquage, TypeActivite, VueDEcran
from etabli.etape4_seance.models import Activite, Contribution, Famille, Seance
from etabli.etape4_seance.permissions import GESTES, peut_animer, peut_conduire, peut_moderer
from etabli.socle.journal import inscrire
from etabli.socle.verdict import exiger


@transaction.atomic
def masquer(contribution: Contribution, *, par: Agent, motif: str = "") -> None:
    """La phrase quitte l'écran, pas le dossier ; le journal dit qui l'a retirée et pourquoi."""
    dit = f" ({MotifDeMasquage(motif).label.lower()})" if motif else ""
    _montrer_ou_masquer(contribution, True, par, f"a masqué une contribution{dit}", motif)


@transaction.atomic
def montrer(contribution: Contribution, *, par: Agent) -> None:
    _montrer_ou_masquer(contribution, False, par, "a remis à l'écran une contribution", "")


@transaction.atomic
def reunir_les_doublons(garde: Contribution, autres: Iterable[Contribution], *, par: Agent) -> int:
    """Les autres renvoient à celle qu'on garde ; leurs propres doublons aussi : un renvoi n'a qu'un pas."""
    seance = garde.activite.seance
    exiger(peut_moderer(par, seance))
    tete = garde.doublon_de or garde
    cles = [a.pk for a in autres if a.pk != tete.pk and a.activite_id == tete.activite_id]
    Contribution.objects.filter(doublon_de__in=cles).update(doublon_de=tete)
    nb = Contribution.objects.filter(pk__in=cles).update(doublon_de=tete)
    if nb:
        inscrire(
            "reunir_les_doublons",
            seance,
            par=par,
            phrase=f"a réuni {nb + 1} contributions semblables",
            donnees={"garde": str(tete.pk), "reunies": [str(c) for c in cles]},
        )
        changer_l_ecran(seance.pk)
    return nb


@transaction.atomic
def defaire_le_doublon(contribution: Contribution, *, par: Agent) -> None:
    seance = contribution.activite.seance
    exiger(peut_moderer(par, seance))
    Contribution.objects.filter(pk=contribution.pk).update(doublon_de=None)
    changer_l_ecran(seance.pk)


@transaction.atomic
def creer_famille(seance: Seance, nom: str, *, par: Agent) -> Famille:
    """Deux animateurs qui créent la même famille n'en font qu'une."""
    exiger(peut_moderer(par, seance))
    dernier = seance.familles.aggregate(dernier=Max("ordre"))["dernier"] or 0
    famille, est_neuve = Famille.objects.get_or_create(
        seance=seance, nom=nom, defaults={"ordre": dernier + 1}
    )
    if est_neuve:
        changer_l_ecran(seance.pk)
    return famille


@transaction.atomic
def renommer_famille(famille: Famille, nom: str, *, par: Agent) -> Famille:
    exiger(peut_moderer(par, famille.seance))
    famille.nom = nom
    famille.save(update_fields=["nom"])
    changer_l_ecran(famille.seance_id)
    return famille


@transaction.atomic
def retirer_famille(famille: Famille, *, par: Agent) -> None:
    """Ses contributions restent, sans famille."""
    exiger(peut_moderer(par, famille.seance))
    famille.delete()
    changer_l_ecran(famille.seance_id)


@transaction.atomic
def ranger(
    seance: Seance, contributions: Sequence[Contribution], famille: Famille | None, *, par: Agent
) -> int:
    """Range d'un coup ; sans famille, sort de la leur."""
    exiger(peut_moderer(par, seance))
    miennes = Contribution.objects.filter(
        activite__seance=seance, pk__in=[contribution.pk for contribution in contributions]
    )
    nb = miennes.update(famille=famille)
    changer_l_ecran(seance.pk)
    return nb


@transaction.atomic
def preselectionner(
    seance: Seance, contributions: Sequence[Contribution], est_retenue: bool, *, par: Agent
) -> int:
    """Ce sur quoi la salle votera ensuite, sans rien retaper ; un doublon cède sa place à celle qu'on a gardée."""
    exiger(peut_moderer(par, seance))
    cles = {c.doublon_de_id or c.pk for c in contributions}
    nb = Contribution.objects.filter(activite__seance=seance, pk__in=cles).update(
        est_preselectionnee=est_retenue
    )
    changer_l_ecran(seance.pk)
    return nb


@transaction.atomic
def lancer_le_minuteur(seance: Seance, minutes: int, *, par: Agent) -> datetime:
    """Le même compte à rebours sur tous les écrans ; le relancer repart de maintenant."""
    exiger(peut_conduire(par, seance))
    fin = timezone.now() + timedelta(minutes=minutes)
    changer_l_ecran(seance.pk, minuteur_fin_le=fin)
    return fin


@transaction.atomic
def prolonger_le_minuteur(seance: Seance, minutes: int, *, par: Agent) -> datetime:
    """Ajoute à ce qui reste ; fini, le temps ajouté part de maintenant."""
    exiger(peut_conduire(par, seance))
    depart = max(seance.minuteur_fin_le or timezone.now(), timezone.now())
    changer_l_ecran(seance.pk, minuteur_fin_le=depart + timedelta(minutes=minutes))
    return depart + timedelta(minutes=minutes)


@transaction.atomic
def arreter_le_minuteur(seance: Seance, *, par: Agent) -> None:
    exiger(peut_conduire(par, seance))
    changer_l_ecran(seance.pk, minuteur_fin_le=None)


@transaction.atomic
def accepter_la_proposition(
    seance: Seance, nom: str, contributions: Sequence[Contribution], *, par: Agent
) -> Famille:
    """Ce que la machine suggérait devient une famille parce qu'une personne l'a voulu."""
    famille = creer_famille(seance, nom, par=par)
    ranger(seance, contributions, famille, par=par)
    return famille


@transaction.atomic
def projeter(seance: Seance, vue: str, activite: Activite | None, *, par: Agent) -> None:
    exiger(peut_animer(par, seance))
    changer_l_ecran(seance.pk, vue_de_l_ecran=vue, projetee=activite)


@transaction.atomic
def traiter_le_lot(
    seance: Seance,
    acte: str,
    contributions: Sequence[Contribution],
    *,
    par: Agent,
    famille: Famille | None = None,
    nom: str = "",
    motif: str = "",
) -> None:
    """Ce que l'animateur fait de plusieurs contributions cochées à la fois."""
    if acte == "doublons":
        reunir_les_doublons(contributions[0], contributions[1:], par=par)
    elif acte == "creer":
        accepter_la_proposition(seance, nom, contributions, par=par)
    elif acte in {"ranger", "sortir"}:
        ranger(seance, contributions, famille if acte == "ranger" else None, par=par)
    elif acte in {"preselectionner", "deselectionner"}:
        preselectionner(seance, contributions, acte == "preselectionner", par=par)
    else:
        for contribution in contributions:
            if acte == "masquer":
                masquer(contribution, par=par, motif=motif)
            elif contribution.doublon_de_id:
                defaire_le_doublon(contribution, par=par)
            else:
                montrer(contribution, par=par)


def suivre_l_activite_ouverte(activite: Activite, *, par: Agent) -> None:
    """L'écran de la salle suit l'activité qu'on ouvre."""
    est_un_vote = Geste.CONTRIBUER not in GESTES[TypeActivite(activite.type)]
    vue = VueDEcran.CLASSEMENT if est_un_vote else VueDEcran.CONTRIBUTIONS
    changer_l_ecran(activite.seance_id, vue_de_l_ecran=vue, projetee=activite)


def _montrer_ou_masquer(
    contribution: Contribution, est_masquee: bool, par: Agent, phrase: str, motif: str
) -> None:
    seance = contribution.activite.seance
    exiger(peut_moderer(par, seance))
    if Contribution.objects.filter(pk=contribution.pk, est_masquee=not est_masquee).update(
        est_masquee=est_masquee, motif_de_masquage=motif
    ):
        inscrire(
            "masquer" if est_masquee else "montrer",
            seance,
            par=par,
            phrase=f"{phrase} : «\u00a0{contribution}\u00a0»"[:300],
            donnees={"contribution": str(contribution.pk), "motif": motif},
        )
        changer_l_ecran(seance.pk)
    contribution.est_masquee = est_masquee
