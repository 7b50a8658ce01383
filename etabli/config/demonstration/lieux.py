"""Le nuage, la carte et les fiches-actions de la démonstration : des mots et des souhaits inventés, aucun fait."""

from itertools import cycle

from etabli.annuaire.models import Agent
from etabli.config.demonstration.bulletins import fermer, ouvrir
from etabli.etape4_seance.actions import arriver, contribuer
from etabli.etape4_seance.carte import communes_de, relier
from etabli.etape4_seance.enums import Repondant, TypeActivite
from etabli.etape4_seance.models import Participant, Seance

MOTS = (
    *("rivière",) * 7,
    *("bocage",) * 6,
    *("entraide",) * 5,
    *("usine", "marché", "calme") * 3,
    *("vallée", "école", "chemins") * 2,
    *("départs", "patience", "voisins", "train", "pierre"),
)
SOUHAITS = (
    "Un lieu où se retrouver le soir.",
    "Une liaison à pied ou à vélo, à l'écart des voitures.",
    "Un arrêt de car abrité.",
    "Un verger partagé.",
    "Un atelier où réparer ensemble.",
    "Un banc, de l'ombre et de l'eau.",
)
FICHES = (
    {
        "texte": "Ouvrir une maison des voisins",
        "description": "Un rez-de-chaussée vide devient un lieu tenu par ses habitués : café, pain, prêt d'outils.",
        "effets": "On s'y croise ; on le verra au nombre de jours d'ouverture.",
        "porteur": "Une association à créer",
        "premier_pas": "Trois soirées d'essai dans la salle communale.",
    },
    {
        "texte": "Relier les bourgs par une voie douce",
        "description": "Repérer, avec les riverains, les chemins qui existent et les trous qui restent entre eux.",
        "effets": "Aller au bourg voisin sans voiture.",
        "porteur": "La communauté de communes",
        "partenaires": "Les communes, les propriétaires riverains",
        "premier_pas": "Une marche de repérage au printemps.",
    },
    {
        "texte": "Remettre dix logements vides en état",
        "description": "Aller voir les propriétaires un par un, avec le coût des travaux et les aides possibles.",
        "effets": "Des familles s'installent ; dix adresses suivies.",
        "conditions": "Une personne à mi-temps pendant deux ans.",
    },
)


def dire_le_territoire(seance: Seance, participants: list[Participant], equipe: Agent) -> None:
    """À la première session, un mot chacun puis des lieux à marquer ; à la dernière, une fiche par table."""
    if seance.numero == 1:
        nommer(seance, participants, equipe)
        marquer(seance, participants, equipe)
    if seance.numero == 3:
        ficher(seance, equipe)


def nommer(seance: Seance, participants: list[Participant], equipe: Agent) -> None:
    titre = "En un mot, que vous évoque ce territoire ?"
    nuage = ouvrir(seance, equipe, type=TypeActivite.NUAGE, titre=titre)
    for mot, participant in zip(MOTS, cycle(participants), strict=False):
        contribuer(nuage, mot, participant=participant)
    fermer(nuage, equipe)


def marquer(seance: Seance, participants: list[Participant], equipe: Agent) -> None:
    """Chaque souhait a sa commune ; les liaisons vont de l'une à la suivante."""
    communes = communes_de(seance)
    if not communes:
        return
    carte = ouvrir(seance, equipe, type=TypeActivite.CARTE, titre="Où faudrait-il agir d'abord ?")
    for rang, (commune, participant) in enumerate(zip(communes, cycle(participants), strict=False)):
        est_une_liaison = rang % len(SOUHAITS) == 1 and rang + 1 < len(communes)
        geometrie = relier([commune, communes[rang + 1]] if est_une_liaison else [commune])
        souhait = SOUHAITS[rang % len(SOUHAITS)]
        contribuer(carte, souhait, participant=participant, geometrie=geometrie, commune=commune)
        if rang == 2 * len(SOUHAITS):
            break
    fermer(carte, equipe)


def ficher(seance: Seance, equipe: Agent) -> None:
    fiches = ouvrir(
        seance,
        equipe,
        type=TypeActivite.FICHE_ACTION,
        titre="Une action par table, et son premier pas",
        repondant=Repondant.TABLE,
    )
    for table, fiche in zip(seance.tables.all(), FICHES, strict=False):
        scribe = arriver(seance, table=table, est_scribe=True)
        rubriques = {nom: texte for nom, texte in fiche.items() if nom != "texte"}
        contribuer(fiches, fiche["texte"], participant=scribe, fiche=rubriques)
    fermer(fiches, equipe)
