"""Étape 4, jouée : trois sessions, leurs tables, ce qui s'y dit, ce que la salle choisit."""

import random
from datetime import time, timedelta
from itertools import cycle
from typing import Any

from django.utils.timezone import localtime

from etabli.annuaire.models import Agent
from etabli.config.demonstration.bulletins import faire_juger
from etabli.config.demonstration.contenu import Parole, lire, paroles
from etabli.config.demonstration.horloge import Horloge
from etabli.config.demonstration.lieux import dire_le_territoire
from etabli.config.demonstration.monde import Monde
from etabli.dossier.enums import College
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.actions import (
    Carte,
    ajouter_une_activite,
    ajouter_une_sequence,
    ajouter_une_table,
    arriver,
    coller_une_gommette,
    contribuer,
    creer_famille,
    emarger,
    modifier_la_seance,
    ranger,
    rediger_le_compte_rendu,
    reunir_les_doublons,
    saisir_des_cartes,
)
from etabli.etape4_seance.models import Activite, Contribution, Participant, Seance
from etabli.etape4_seance.workflow import CYCLE, CYCLE_DE_L_ACTIVITE

# Combien de personnes de chaque collège entrent dans la salle, session par session.
PRESENTS: dict[str, tuple[int, int, int]] = {
    College.ELU: (9, 8, 9),
    College.TECHNICIEN: (8, 7, 8),
    College.ETAT: (4, 4, 4),
    College.ASSOCIATION: (9, 8, 7),
    College.ENTREPRISE: (10, 9, 11),
    College.HABITANT: (22, 17, 19),
}
TABLES = ("Le lavoir", "La halle", "Le chemin creux", "La passerelle", "Le pressoir", "L'écluse")
DOUBLONS = (
    "Les maisons du centre sont vides, des familles cherchent à se loger.",
    "Sans permis on ne peut pas travailler ici.",
    "Garder la cheminée de l'usine !",
    "Un panneau à la mairie qui dit ce qui est fait et ce qui est en retard.",
)
PREMIERE_FOIS = {
    DOUBLONS[0]: "Les maisons du centre restent vides alors que des familles cherchent à se loger.",
    DOUBLONS[1]: "Sans permis, on ne peut ni travailler ni se soigner.",
    DOUBLONS[2]: "Garder la cheminée.",
    DOUBLONS[3]: "Un panneau à la mairie : fait, en cours, en retard.",
}


def tenir(atelier: Atelier, numero: int, monde: Monde, horloge: Horloge) -> Seance:
    """Une session du matin au compte rendu."""
    contenu = lire("tessy")["sessions"][numero - 1]
    seance = atelier.seances.get(numero=numero)
    jour = localtime(seance.debut).date()
    horloge.au(jour - timedelta(days=10))
    activites = preparer(seance, contenu, monde["equipe"])
    horloge.au(jour, 9)
    seance = CYCLE.avancer("ouvrir", Seance.objects.get(pk=seance.pk), par=monde["equipe"])
    participants = accueillir(seance, numero, monde["agglo"])
    for cle, activite in activites.items():
        animer(activite, cle, numero, participants, monde["equipe"])
    horloge.au(jour, 15)
    dire_le_territoire(seance, participants, monde["equipe"])
    horloge.au(jour, 16)
    faire_juger(seance, participants, monde["equipe"])
    horloge.au(jour, 17)
    ranger_par_familles(seance, monde["equipe"])
    seance = CYCLE.avancer("clore", Seance.objects.get(pk=seance.pk), par=monde["equipe"])
    horloge.au(jour + timedelta(days=9))
    texte = lire("tessy")["comptes_rendus"][str(numero)]
    seance = rediger_le_compte_rendu(
        seance, texte, version=seance.version_du_compte_rendu, par=monde["equipe"]
    )
    return CYCLE.avancer("diffuser_le_compte_rendu", Seance.objects.get(pk=seance.pk), par=monde["ddtm"])


def preparer(seance: Seance, contenu: dict[str, Any], equipe: Agent) -> dict[str, Activite]:
    modifier_la_seance(seance, par=equipe, titre=contenu["titre"], lieu=contenu["lieu"])
    for debut, duree, titre, animateur in lire("tessy")["programme"]["sequences"]:
        ajouter_une_sequence(
            seance,
            par=equipe,
            debut=time.fromisoformat(debut),
            duree_minutes=duree,
            titre=titre,
            animateur=animateur,
        )
    for nom in TABLES:
        ajouter_une_table(seance, par=equipe, nom=nom, animateur="Équipe projet")
    activites: dict[str, Activite] = {}
    for declaree in contenu["activites"]:
        champs = {c: declaree[c] for c in ("type", "titre", "consigne", "nb_gommettes") if c in declaree}
        if porte_sur := declaree.get("porte_sur"):
            champs["porte_sur"] = activites[porte_sur]
        activites[declaree["cle"]] = ajouter_une_activite(seance, par=equipe, **champs)
    return activites


def accueillir(seance: Seance, numero: int, accueil: Agent) -> list[Participant]:
    tables = cycle(seance.tables.all())
    participants = []
    for college, effectifs in PRESENTS.items():
        for rang in range(effectifs[numero - 1]):
            emarger(
                seance,
                par=accueil,
                nom=f"Participant fictif {College(college).label.lower()} {rang + 1}",
                college=college,
            )
            participants.append(arriver(seance, college=college, table=next(tables)))
    return participants


def animer(activite: Activite, cle: str, numero: int, participants: list[Participant], equipe: Agent) -> None:
    activite = CYCLE_DE_L_ACTIVITE.avancer("ouvrir_l_activite", activite, par=equipe)
    if cle == "vote":
        voter(activite, participants, numero)
    else:
        dire(
            activite, [p for p in paroles() if (p.session, p.activite) == (numero, cle)], participants, equipe
        )
    CYCLE_DE_L_ACTIVITE.avancer("clore_l_activite", Activite.objects.get(pk=activite.pk), par=equipe)


def dire(activite: Activite, dites: list[Parole], participants: list[Participant], equipe: Agent) -> None:
    """Neuf phrases sur dix viennent d'un téléphone ; une sur dix d'une carte papier de la table."""
    par_college = {
        college: cycle([p for p in participants if p.college == college]) for college in College.values
    }
    papier: list[Parole] = []
    for rang, parole in enumerate(dites):
        if rang % 10 == 9:
            papier.append(parole)
            continue
        contribuer(
            activite, parole.texte, participant=next(par_college[parole.college]), case_afom=parole.case_afom
        )
    for parole in papier:
        saisir_des_cartes(
            activite, [Carte(parole.texte, parole.case_afom)], par=equipe, college=parole.college
        )
    for texte in DOUBLONS:
        premiere = activite.contributions.filter(texte=PREMIERE_FOIS[texte]).first()
        if premiere:
            redite, _ = contribuer(activite, texte, participant=next(par_college[College.HABITANT]))
            reunir_les_doublons(premiere, [redite], par=equipe)


def voter(activite: Activite, participants: list[Participant], numero: int) -> None:
    """Un tirage stable : quelques idées attirent, les autres se partagent le reste."""
    hasard = random.Random(numero)  # noqa: S311 -- un vote fictif doit se rejouer à l'identique
    contributions = list(Contribution.objects.filter(activite=activite.porte_sur).montrables())
    poids = [1 / (1 + rang % 17) for rang in range(len(contributions))]
    for participant in participants:
        for choisie in hasard.choices(contributions, poids, k=activite.nb_gommettes):
            coller_une_gommette(activite, choisie, participant=participant)


def ranger_par_familles(seance: Seance, equipe: Agent) -> None:
    """L'animateur réunit ce qui se ressemble ; les familles sont celles du contenu."""
    textes: dict[str, list[str]] = {}
    for parole in paroles():
        if parole.session == seance.numero:
            textes.setdefault(parole.famille, []).append(parole.texte)
    for nom, lot in textes.items():
        famille = creer_famille(seance, nom, par=equipe)
        ranger(
            seance,
            list(Contribution.objects.filter(activite__seance=seance, texte__in=lot)),
            famille,
            par=equipe,
        )
