"""Préparer : les séances nées du calendrier, leur programme, leurs tables, leurs activités."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime, make_aware

from etabli.annuaire.models import Agent
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.actions.commun import changer_l_ecran, ecrire
from etabli.etape4_seance.calcul.codes import tirer_un_code
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.models import Activite, Seance, Sequence, TableDeSeance
from etabli.etape4_seance.permissions import peut_preparer, peut_retirer, peut_retirer_la_table
from etabli.socle.journal import inscrire
from etabli.socle.verdict import exiger

OUVERTURE, FERMETURE = time(9), time(17)


@transaction.atomic
def creer_les_seances(atelier: Atelier) -> list[Seance]:
    """Une séance par jalon de session, une seule fois ; les horaires et le lieu se règlent ensuite."""
    deja = set(atelier.seances.values_list("numero", flat=True))
    pris = set(Seance.objects.values_list("code", flat=True))
    creees = []
    for jalon in atelier.jalons.filter(session__isnull=False).order_by("session", "ordre"):
        if jalon.session is None or jalon.session in deja:
            continue
        seance = Seance.objects.create(
            atelier=atelier,
            numero=jalon.session,
            titre=jalon.nom,
            debut=make_aware(datetime.combine(jalon.debut_le, OUVERTURE)),
            fin=make_aware(datetime.combine(jalon.fin_le, FERMETURE)),
            lieu=jalon.lieu or "À préciser",
            code=tirer_un_code(pris),
        )
        deja.add(seance.numero)
        pris.add(seance.code)
        creees.append(seance)
    return creees


@transaction.atomic
def suivre_le_calendrier(atelier: Atelier, *, par: Agent | None) -> list[Seance]:
    """Les séances encore à préparer changent de jour avec leur jalon ; leurs heures restent."""
    jours = {jalon.session: jalon for jalon in atelier.jalons.filter(session__isnull=False)}
    deplacees = []
    for seance in atelier.seances.filter(etat=Etat.PREPARATION, numero__in=list(jours)):
        jalon = jours[seance.numero]
        debut = _au_jour(seance.debut, jalon.debut_le)
        fin = _au_jour(seance.fin, jalon.fin_le)
        if (debut, fin) != (seance.debut, seance.fin):
            ecrire(seance, {"debut": debut, "fin": fin})
            inscrire("suivre_le_calendrier", seance, par=par, phrase=f"a déplacé la session {seance.numero}")
            deplacees.append(seance)
    return deplacees


def _au_jour(instant: datetime, jour: date) -> datetime:
    return make_aware(datetime.combine(jour, localtime(instant).time()))


@transaction.atomic
def modifier_la_seance(seance: Seance, *, par: Agent, **champs: Any) -> Seance:
    exiger(peut_preparer(par, seance))
    ecrire(seance, champs)
    inscrire("modifier_la_seance", seance, par=par, phrase=f"a modifié la session {seance.numero}")
    changer_l_ecran(seance.pk)
    return seance


@transaction.atomic
def ajouter_une_sequence(seance: Seance, *, par: Agent, **champs: Any) -> Sequence:
    exiger(peut_preparer(par, seance))
    return Sequence.objects.create(seance=seance, **champs)


@transaction.atomic
def modifier_une_sequence(sequence: Sequence, *, par: Agent, **champs: Any) -> Sequence:
    exiger(peut_preparer(par, sequence.seance))
    return ecrire(sequence, champs)


@transaction.atomic
def retirer_une_sequence(sequence: Sequence, *, par: Agent) -> None:
    exiger(peut_preparer(par, sequence.seance))
    sequence.delete()


@transaction.atomic
def ajouter_une_table(seance: Seance, *, par: Agent, nom: str = "", animateur: str = "") -> TableDeSeance:
    """La table prend le numéro suivant : les affichettes déjà imprimées restent justes."""
    exiger(peut_preparer(par, seance))
    dernier = seance.tables.aggregate(dernier=Max("numero"))["dernier"] or 0
    return TableDeSeance.objects.create(seance=seance, numero=dernier + 1, nom=nom, animateur=animateur)


@transaction.atomic
def modifier_une_table(table: TableDeSeance, *, par: Agent, **champs: Any) -> TableDeSeance:
    exiger(peut_preparer(par, table.seance))
    return ecrire(table, champs)


@transaction.atomic
def retirer_une_table(table: TableDeSeance, *, par: Agent) -> None:
    exiger(peut_retirer_la_table(par, table))
    table.delete()


@transaction.atomic
def ajouter_une_activite(seance: Seance, *, par: Agent, **champs: Any) -> Activite:
    exiger(peut_preparer(par, seance))
    dernier = seance.activites.aggregate(dernier=Max("ordre"))["dernier"] or 0
    activite = Activite.objects.create(seance=seance, ordre=dernier + 1, **champs)
    inscrire("ajouter_une_activite", seance, par=par, phrase=f"a préparé l'activité «\u00a0{activite}\u00a0»")
    return activite


@transaction.atomic
def modifier_une_activite(activite: Activite, *, par: Agent, **champs: Any) -> Activite:
    exiger(peut_preparer(par, activite.seance))
    ecrire(activite, champs)
    changer_l_ecran(activite.seance_id)
    return activite


@transaction.atomic
def deplacer_l_activite(activite: Activite, sens: str, *, par: Agent) -> None:
    """D'un rang vers le haut ou vers le bas, au clavier comme à la souris."""
    exiger(peut_preparer(par, activite.seance))
    suite = list(activite.seance.activites.order_by("ordre").select_for_update())
    ici = suite.index(activite)
    voisin = ici + (1 if sens == "descendre" else -1)
    if not 0 <= voisin < len(suite):
        return
    autre, mien, sien = suite[voisin], suite[ici].ordre, suite[voisin].ordre
    # L'ordre est unique dans la séance : on passe par une place libre.
    for qui, place in ((autre, max(a.ordre for a in suite) + 1), (activite, sien), (autre, mien)):
        Activite.objects.filter(pk=qui.pk).update(ordre=place)


@transaction.atomic
def retirer_une_activite(activite: Activite, *, par: Agent) -> None:
    exiger(peut_retirer(par, activite))
    inscrire(
        "retirer_une_activite",
        activite.seance,
        par=par,
        phrase=f"a retiré l'activité «\u00a0{activite}\u00a0»",
    )
    activite.delete()
