"""Étape 3, jouée : l'équipe, les comités et leurs décisions, les tâches, le guide d'entretien, un document déposé.

Les personnes et le document sont fictifs, et le disent.
"""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from etabli.annuaire.models import Agent
from etabli.config.demonstration.horloge import Horloge
from etabli.config.demonstration.monde import Monde
from etabli.etape3_atelier.actions import (
    composer_l_equipe,
    confier,
    convoquer,
    ecrire_un_guide,
    faire,
    faire_sieger,
    joindre_le_document,
    relever_les_decisions,
    reunir_un_comite,
)
from etabli.etape3_atelier.calcul.guides import INTRODUCTION, MODELES
from etabli.etape3_atelier.models import Atelier, Decision

EQUIPE = (
    ("Nadège Roussin (fictive)", "Urbaniste, cheffe de projet", (1, 2, 3)),
    ("Malik Fournel (fictif)", "Paysagiste", (1, 2)),
    ("Inès Delaunay (fictive)", "Sociologue, animation des tables", (1, 3)),
)
PILOTAGE = (
    ("Hervé Lemonnier (fictif)", "Président de l'agglomération", "elu", True),
    ("Claire Vasseur (fictive)", "Maire", "elu", False),
    ("Solène Lerond (fictive)", "DDTM, pilote local", "etat", False),
    ("Paul Anquetil (fictif)", "Chambre d'agriculture", "technicien", False),
)
ORDRE_DU_JOUR = (
    "Ce que les premières semaines ont montré\n"
    "Dates et lieux des trois sessions\nQui manque autour de la table"
)
DECISIONS = (
    "La session 1 se tient dans le bourg, un vendredi et un samedi.",
    "Les exploitants de la vallée sont invités un par un, par téléphone.",
)
TACHES = (
    ("Réserver la salle et le matériel de la session 1", "agglo", 0, True),
    ("Appeler les douze exploitants de la liste", "equipe", 1, True),
    ("Relire les fiches de lecture avant la restitution", "ddtm", None, False),
)
DOCUMENT = (
    "Étude de peuplement du bourg (document fictif, écrit pour la démonstration)\n\n"
    "Un logement sur neuf est vacant dans le bourg ; la moitié l'est depuis plus de cinq ans.\n"
    "Les commerces de la rue principale ont perdu trois enseignes en dix ans.\n"
    "\f"
    "Les jeunes ménages cherchent une maison avec un jardin et la trouvent hors du bourg.\n"
    "Les haies du bocage reculent là où les parcelles s'agrandissent ; leur bois pourrait chauffer l'école."
)


def reunir(atelier: Atelier, monde: Monde, horloge: Horloge) -> None:
    """Au lancement : qui est là, qui décide, qui fait quoi."""
    _nommer_l_equipe(atelier, monde["equipe"])
    ddtm = monde["ddtm"]
    copil = reunir_un_comite(
        atelier,
        "pilotage",
        "Comité de pilotage",
        mission="Il choisit, et en répond devant les habitants.",
        par=ddtm,
    )
    reunir_un_comite(
        atelier, "technique", "Comité technique", mission="Il prépare les sessions avec l'équipe.", par=ddtm
    )
    membres = [
        faire_sieger(copil, nom, college, qualite=qualite, est_president=preside, par=ddtm)
        for nom, qualite, college, preside in PILOTAGE
    ]
    jour = atelier.jalons.get(session=1).debut_le - timedelta(days=21)
    debut = make_aware(datetime.combine(jour, time(14)))
    fin = debut + timedelta(hours=2)
    reunion = convoquer(copil, debut, fin, ORDRE_DU_JOUR, lieu="Hôtel de ville (lieu fictif)", par=ddtm)
    horloge.au(jour)
    relever_les_decisions(reunion, membres[:3], DECISIONS, par=ddtm)
    _confier_les_taches(atelier, list(reunion.decisions.all()), jour + timedelta(days=14), monde)


def _nommer_l_equipe(atelier: Atelier, equipe: Agent) -> None:
    mandataire = next(m.organisation for m in atelier.equipe.membres.all() if m.est_mandataire)
    for nom, fonction, sessions in EQUIPE:
        composer_l_equipe(
            atelier,
            nom,
            mandataire,
            fonction,
            arrive_le=atelier.lance_le,
            sessions=[j for j in atelier.sessions if j.session in sessions],
            par=equipe,
        )


def _confier_les_taches(atelier: Atelier, decisions: list[Decision], pour_le: date, monde: Monde) -> None:
    for libelle, qui, rang, est_faite in TACHES:
        origine = decisions[rang] if rang is not None else None
        tache = confier(
            atelier,
            libelle,
            confiee_a=monde[qui],
            pour_le=pour_le,
            decision=origine,
            par=monde["ddtm"],
        )
        if est_faite:
            faire(tache, par=monde[qui])


def documenter(atelier: Atelier, monde: Monde) -> None:
    """Entre les sessions : le guide des entretiens, et un document dont le texte se cherche."""
    equipe = monde["equipe"]
    choisi = next(m for m in MODELES if m.cle == "habitant")
    questions = "\n".join(choisi.questions)
    ecrire_un_guide(
        atelier, choisi.nom, questions, college=choisi.college, introduction=INTRODUCTION, par=equipe
    )
    if document := atelier.documents_lus.order_by("pk").first():
        joindre_le_document(document, DOCUMENT.encode(), "etude-fictive.txt", par=equipe)
