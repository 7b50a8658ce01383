"""Ce que l'on dit à celui qui écrit une rubrique : à quoi elle sert, quelles questions se poser, quoi éviter.

Les attendus viennent de la page du programme ; le reste est un conseil de rédaction, jamais une règle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from etabli.etape1_candidature.enums import CleRubrique


@dataclass(frozen=True)
class Guide:
    """`sert_a` ouvre la page, `questions` aide à ne rien oublier, `a_eviter` met en garde."""

    sert_a: str
    questions: Sequence[str]
    a_eviter: Sequence[str] = ()
    amorce: str = ""


GUIDES: dict[str, Guide] = {
    CleRubrique.PORTEURS: Guide(
        sert_a="L'équipe doit savoir à qui elle répond : qui pilote, qui co-porte, qui décide, et avec "
        "quel temps.",
        questions=(
            "Quel service de l'État pilote, et qui en est la personne référente ? Quel temps y "
            "consacre-t-elle ?",
            "Un opérateur de l'État (établissement public d'aménagement, agence de l'eau…) est-il associé ?",
            "Quelles collectivités co-portent la demande, et quels élus s'y engagent ?",
            "Comment se prennent les décisions : comité de pilotage, comité technique, rythme des réunions ?",
            "Qui paie et organise l'accueil des trois sessions (salle, repas, déplacements) ?",
        ),
        a_eviter=(
            "Une liste de partenaires sans dire ce que chacun fait.",
            "Une collectivité citée comme co-porteuse qui n'a pas encore été sollicitée.",
        ),
        amorce="Le pilotage local est assuré par…",
    ),
    CleRubrique.LOCALISATION: Guide(
        sert_a="Le périmètre d'étude dit où l'équipe travaille ; le périmètre de réflexion, jusqu'où elle "
        "regarde.",
        questions=(
            "Pourquoi ces communes et pas leurs voisines ?",
            "Le périmètre de réflexion est-il plus large : bassin de vie, SCoT, vallée, littoral ?",
            "Un secteur appelle-t-il un regard particulier : centre-bourg, zone d'activités, site en "
            "mutation ?",
            "De quoi ce territoire est-il voisin, et dépendant : pôles, axes, frontières administratives ?",
        ),
        a_eviter=(
            "Recopier la liste des communes : elle s'affiche et s'imprime d'elle-même.",
            "Un périmètre d'une seule commune sans dire pourquoi : l'échelle attendue est intercommunale.",
        ),
        amorce="Le territoire de l'Atelier se situe…",
    ),
    CleRubrique.OBJET: Guide(
        sert_a="L'intention en une page : la question que le territoire ne parvient pas à résoudre seul.",
        questions=(
            "Quelle est la question posée, en une phrase que tous les co-porteurs signeraient ?",
            "Quelles politiques se croisent et se contredisent : développement, risques, eau, habitat, "
            "mobilités ?",
            "Qu'a-t-on déjà tenté, et pourquoi cela n'a-t-il pas suffi ?",
            "Qu'est-ce qui fait que c'est le bon moment : loi, projet, crise, changement d'élus ?",
        ),
        a_eviter=(
            "Une réponse déjà choisie : l'Atelier se place en amont de l'avant-projet.",
            "Une commande purement technique, ou une maîtrise d'œuvre déjà engagée.",
        ),
        amorce="Le territoire est confronté à…",
    ),
    CleRubrique.OBJECTIFS: Guide(
        sert_a="Ce que l'on veut pouvoir faire après l'Atelier, et à quoi l'on verra qu'il a servi.",
        questions=(
            "Qu'attend chaque co-porteur : une stratégie, un arbitrage, une méthode, des projets prêts à "
            "financer ?",
            "Qu'attendez-vous de chacune des trois sessions : diagnostic et enjeux, stratégie, feuille de "
            "route ?",
            "Y a-t-il des livrables particuliers, en plus des cinq livrables du programme ?",
            "À quel horizon : court, moyen, long terme ? Quelles échéances ne peuvent pas bouger ?",
        ),
        a_eviter=("Des objectifs si généraux qu'aucune offre ne s'en distinguerait.",),
        amorce="À l'issue de l'Atelier, les co-porteurs souhaitent disposer de…",
    ),
    CleRubrique.RESSOURCES: Guide(
        sert_a="Ce que l'équipe trouvera en arrivant : documents, données, personnes, lieux.",
        questions=(
            "Quels documents de planification et contrats s'appliquent : SCoT, PLUi, PLH, PCAET, CRTE ?",
            "Quelles études existent, et que disent-elles de la question posée ?",
            "Qui rencontrer : élus, techniciens, associations, entreprises, habitants, services de l'État ?",
            "Quelles salles peuvent accueillir une session, et sont-elles accessibles ?",
            "Quelle ingénierie locale peut relayer l'équipe entre les sessions ?",
        ),
        a_eviter=("Annoncer un document que personne ne sait fournir : dites qui le détient.",),
        amorce="L'équipe pourra s'appuyer sur…",
    ),
    CleRubrique.DYNAMIQUES_DU_TERRITOIRE: Guide(
        sert_a="Un portrait qui éclaire la question posée, pas un diagnostic complet : l'équipe le fera.",
        questions=(
            "Comment évoluent la population, les âges, les ménages ?",
            "De quoi vit le territoire : emplois, entreprises, agriculture, tourisme, fonctions publiques ?",
            "Comment s'y loge-t-on et s'y déplace-t-on : vacance, résidences secondaires, dépendance à la "
            "voiture ?",
            "Quels sont les milieux, les paysages, les ressources en eau, les risques ?",
        ),
        a_eviter=("Des chiffres sans leur source et leur année.",),
        amorce="Entre … et …, la population…",
    ),
    CleRubrique.DYNAMIQUES_D_AMENAGEMENT: Guide(
        sert_a="Ce qui est en cours ou décidé, pour que l'Atelier complète sans refaire.",
        questions=(
            "Quels projets sont engagés ou programmés, avec quel calendrier et quel maître d'ouvrage ?",
            "Quels documents d'urbanisme s'élaborent ou se révisent ?",
            "De quels dispositifs le territoire bénéficie-t-il : Petites villes de demain, Action cœur de "
            "ville, PPA, OIN, EcoQuartier ? Comment l'Atelier s'articule-t-il avec eux ?",
            "Quel foncier est disponible, en friche, maîtrisé ?",
        ),
        a_eviter=("Passer sous silence un projet contesté : l'équipe le découvrira à la première session.",),
        amorce="Plusieurs démarches d'aménagement sont en cours…",
    ),
}
