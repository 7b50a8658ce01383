"""Le dossier en rédaction : deux services écrivent la même phrase, on se répond, on invite, on garde une vue."""

from contextlib import suppress

from etabli.annuaire.actions import enregistrer_une_vue
from etabli.annuaire.models import Agent
from etabli.config.demonstration.comptes import DOMAINE
from etabli.config.demonstration.horloge import Horloge
from etabli.config.demonstration.monde import Monde
from etabli.dossier.enums import Role
from etabli.etape1_candidature.actions import (
    Conflit,
    ecrire_la_rubrique,
    inviter_au_dossier,
    remarquer,
)
from etabli.etape1_candidature.models import Candidature, Rubrique


def poursuivre(candidature: Candidature, monde: Monde, horloge: Horloge) -> None:
    service, intercommunalite = monde["guyane"], monde["oyapock"]
    horloge.il_y_a(6, heure=9)
    ecrire_la_meme_phrase(candidature.rubriques.get(cle="objet"), service, intercommunalite)
    se_repondre(candidature.rubriques.get(cle="objectifs"), service, intercommunalite)
    horloge.il_y_a(5)
    inviter_au_dossier(
        candidature.dossier,
        f"urbanisme.oyapock@{DOMAINE}",
        monde.organisations["epci-oyapock"],
        "Chargée d'urbanisme (fictive)",
        Role.COPORTEUR,
        ["dynamiques_d_amenagement"],
        par=service,
        mot="Vous connaissez mieux que nous les documents d'urbanisme des quatre communes.",
    )
    enregistrer_une_vue(
        "Délai passé",
        par=monde["dgaln"],
        organisation=monde.organisations["dgaln"],
        chemin="/candidatures/",
        liste="Candidatures",
        parametres="en_retard=1",
    )


def ecrire_la_meme_phrase(objet: Rubrique, service: Agent, intercommunalite: Agent) -> None:
    """Les deux partent de la même version : le second texte est mis de côté, son auteur choisira."""
    lue, depart = objet.version, objet.contenu
    ecrire_la_rubrique(
        objet,
        depart.replace("loger une population jeune", "loger, près des services, une population jeune"),
        version_lue=lue,
        par=service,
    )
    with suppress(Conflit):
        ecrire_la_rubrique(
            objet,
            depart.replace("loger une population jeune", "loger les familles du fleuve"),
            version_lue=lue,
            par=intercommunalite,
        )


def se_repondre(objectifs: Rubrique, service: Agent, intercommunalite: Agent) -> None:
    question = remarquer(
        objectifs,
        "Combien de logements visons-nous, et dans quels bourgs ? Sans cela, l'équipe ne saura pas où regarder.",
        par=service,
        mentionnes=[intercommunalite],
    )
    remarquer(
        objectifs,
        "Le conseil en parle ce mois-ci ; je complète la rubrique ensuite.",
        par=intercommunalite,
        en_reponse_a=question,
    )
