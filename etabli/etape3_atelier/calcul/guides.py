"""Des guides d'entretien à reprendre et à récrire : des questions ouvertes, du vécu vers le souhaitable.

Ce sont des propositions d'Établi ; aucun texte du programme ne fixe un questionnaire.
"""

from dataclasses import dataclass

INTRODUCTION = (
    "Nous préparons un atelier sur l'avenir de ce territoire. L'entretien dure une petite heure. Vous pouvez ne pas "
    "répondre à une question, demander à ne pas être nommé, et revenir plus tard sur votre accord."
)


@dataclass(frozen=True)
class ModeleDeGuide:
    cle: str
    nom: str
    college: str
    questions: tuple[str, ...]


MODELES = (
    ModeleDeGuide(
        "elu",
        "Rencontre avec un élu",
        "elu",
        (
            "Depuis quand êtes-vous élu, et qu'est-ce qui vous y a conduit ?",
            "Que raconteriez-vous de cette commune à quelqu'un qui n'y est jamais venu ?",
            "Qu'est-ce qui a le plus changé ici en vingt ans ?",
            "Quels projets sont engagés, lesquels attendent, et pourquoi ?",
            "Avec quelles communes, quels partenaires travaillez-vous facilement ou difficilement ?",
            "Quelle décision redoutez-vous d'avoir à prendre ?",
            "À quoi verriez-vous, dans dix ans, que cet atelier a servi ?",
        ),
    ),
    ModeleDeGuide(
        "habitant",
        "Rencontre avec un habitant",
        "habitant",
        (
            "Depuis quand vivez-vous ici, et pourquoi ici ?",
            "Racontez-moi une journée ordinaire : où allez-vous, comment, avec qui ?",
            "Quels lieux aimez-vous montrer ? Lesquels évitez-vous ?",
            "Qu'est-ce qui est devenu plus difficile, ou plus facile ?",
            "De quoi parle-t-on ici quand on se retrouve ?",
            "Si une seule chose pouvait changer, laquelle ?",
            "Qui devrions-nous rencontrer, que l'on n'entend jamais ?",
        ),
    ),
    ModeleDeGuide(
        "entreprise",
        "Rencontre avec un acteur économique",
        "entreprise",
        (
            "Que faites-vous, depuis quand, avec combien de personnes ?",
            "Où habitent ceux qui travaillent avec vous, et comment viennent-ils ?",
            "D'où viennent vos matières et vos clients ?",
            "Qu'est-ce que ce territoire vous apporte, et que vous manque-t-il ?",
            "L'eau, l'énergie, le foncier, la chaleur : qu'est-ce qui vous inquiète déjà ?",
            "Que pourriez-vous faire avec d'autres que vous ne faites pas seul ?",
        ),
    ),
    ModeleDeGuide(
        "association",
        "Rencontre avec une association",
        "association",
        (
            "Comment est née l'association, et qui la fait vivre aujourd'hui ?",
            "Qui touchez-vous, et qui ne venez-vous pas à toucher ?",
            "Quels lieux utilisez-vous, dans quel état sont-ils ?",
            "Avec qui travaillez-vous, et qui vous aide ?",
            "Que se passerait-il si vous arrêtiez ?",
            "Que voudriez-vous que l'atelier n'oublie pas ?",
        ),
    ),
)


def modele(cle: str) -> ModeleDeGuide | None:
    return next((m for m in MODELES if m.cle == cle), None)
