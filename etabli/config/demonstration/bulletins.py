"""Les bulletins de la démonstration : un sondage de fin de journée, un jugement majoritaire, une matrice par table."""

import random

from etabli.annuaire.models import Agent
from etabli.etape4_seance.actions import ajouter_une_activite, arriver, preselectionner, repondre
from etabli.etape4_seance.enums import ModeDeSondage, Repondant, TypeActivite
from etabli.etape4_seance.models import Activite, Contribution, Participant, Seance
from etabli.etape4_seance.workflow import CYCLE_DE_L_ACTIVITE

NB_PRESELECTIONNEES = 6


def faire_juger(seance: Seance, participants: list[Participant], equipe: Agent) -> None:
    """La présélection de l'animateur, jugée par chacun, puis placée par chaque table ; un sondage pour finir."""
    hasard = random.Random(seance.numero)  # noqa: S311 -- un vote fictif doit se rejouer à l'identique
    recueil = seance.activites.filter(type=TypeActivite.RECUEIL).first()
    if recueil is not None:
        retenues = list(recueil.contributions.montrables().order_by("recue_le", "pk")[:NB_PRESELECTIONNEES])
        preselectionner(seance, retenues, True, par=equipe)
        juger(recueil, retenues, participants, equipe, hasard)
        if seance.numero > 1:
            placer(recueil, retenues, equipe, hasard)
    sonder(seance, participants, equipe, hasard)


def juger(
    recueil: Activite,
    retenues: list[Contribution],
    participants: list[Participant],
    equipe: Agent,
    hasard: random.Random,
) -> None:
    vote = ouvrir(
        recueil.seance,
        equipe,
        type=TypeActivite.JUGEMENT,
        titre="Que vaut chacune de ces idées pour notre territoire ?",
        porte_sur=recueil,
        est_sur_preselection=True,
        est_masquee=True,
    )
    for participant in participants:
        avis = {
            c.pk.hex: min(max(round(hasard.gauss(1.2 + 0.7 * rang, 1.3)), 0), 6)
            for rang, c in enumerate(retenues)
            if hasard.random() < 0.92
        }
        if avis:
            repondre(vote, avis, participant=participant)
    fermer(vote, equipe)


def placer(recueil: Activite, retenues: list[Contribution], equipe: Agent, hasard: random.Random) -> None:
    matrice = ouvrir(
        recueil.seance,
        equipe,
        type=TypeActivite.MATRICE,
        titre="Ce que cela change, ce que cela demande",
        porte_sur=recueil,
        est_sur_preselection=True,
        repondant=Repondant.TABLE,
    )
    for table in recueil.seance.tables.all():
        scribe = arriver(recueil.seance, table=table, est_scribe=True)
        places = {
            c.pk.hex: [hasard.randint(max(5 - rang, 1), 5), hasard.randint(1 + rang // 2, 4)]
            for rang, c in enumerate(retenues)
        }
        repondre(matrice, places, participant=scribe)
    fermer(matrice, equipe)


def sonder(seance: Seance, participants: list[Participant], equipe: Agent, hasard: random.Random) -> None:
    sondage = ouvrir(
        seance,
        equipe,
        type=TypeActivite.SONDAGE,
        titre="Cette session vous a-t-elle été utile ?",
        choix="pas du tout\ntout à fait",
        mode_de_sondage=ModeDeSondage.ECHELLE,
        echelle_max=5,
    )
    for participant in participants:
        if hasard.random() < 0.8:
            repondre(sondage, {"note": hasard.choice([2, 3, 3, 4, 4, 4, 5, 5])}, participant=participant)
    fermer(sondage, equipe)


def ouvrir(seance: Seance, equipe: Agent, **champs: object) -> Activite:
    activite = ajouter_une_activite(seance, par=equipe, **champs)
    return CYCLE_DE_L_ACTIVITE.avancer("ouvrir_l_activite", activite, par=equipe)


def fermer(activite: Activite, equipe: Agent) -> None:
    CYCLE_DE_L_ACTIVITE.avancer("clore_l_activite", Activite.objects.get(pk=activite.pk), par=equipe)
