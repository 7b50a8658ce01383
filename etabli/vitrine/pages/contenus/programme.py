"""Les trois pages qui expliquent le programme."""

from etabli.vitrine.pages.contenus.ecriture import (
    PageLivree,
    appel,
    fiche,
    liste,
    texte,
    titre,
    vivante,
)

PROGRAMME = PageLivree(
    "programme",
    "le-programme",
    "Le programme des Ateliers Locaux",
    "Donner à un territoire le temps, la méthode et les compétences pour décider, à plusieurs, de ce qu'il veut "
    "devenir.",
    "Ce que cherche un atelier local, ce qu'un territoire en retire, ses trois formats et où en est le programme.",
    (
        titre("Ce que l'on cherche", "objectifs"),
        texte(
            "Un atelier local s'adresse aux territoires qui sentent qu'il faut changer de trajectoire mais n'ont pas "
            "encore de projet arrêté. Il arrive <b>avant</b> les études de conception, quand tout peut encore se "
            "discuter.",
            liste(
                "<b>Faire travailler ensemble</b> ceux qui décident, ceux qui savent et ceux qui vivent là.",
                "<b>Partager une vision à long terme</b>, compatible avec la transition écologique.",
                "<b>Aboutir à un plan guide et à une feuille de route</b> : des axes, des actions classées par thème "
                "et par priorité, un responsable, un calendrier, des financements.",
            ),
        ),
        titre("Ce qu'un territoire en retire", "benefices"),
        texte(
            liste(
                "une équipe de plusieurs métiers (programmation, architecture, paysage, écologie, mobilités…) ; "
                "durée de l'atelier : {duree} ;",
                "{sessions} sur place, {jours} à chaque fois ;",
                "{nb_livrables} livrables, dont une feuille de route que les signataires s'engagent à suivre ;",
                "l'appui d'un service de l'État du début à la fin.",
            )
        ),
        titre("Trois formats de la même démarche", "formats"),
        texte(
            "Cette plateforme accompagne d'abord le format local ; les deux autres sont décrits parce qu'ils figurent "
            "sur la carte."
        ),
        vivante("formats"),
        titre("Où en est le programme", "bilan"),
        texte(
            "La DGALN annonce <b>{ateliers_annonces} ateliers locaux</b> depuis {depuis} et près de "
            "{epci_accompagnes} intercommunalités accompagnées ({source_de_l_annonce}). La capacité est "
            'd\'{capacite_annuelle}. La <a href="/les-ateliers/">carte des ateliers</a> ne montre que ceux dont une '
            "source publique a été trouvée : {ateliers} à ce jour, tous formats."
        ),
        appel("Comprendre le dispositif", "/comprendre/"),
    ),
    {"est_au_sommaire": True, "titre_court": "Le programme"},
)

COMPRENDRE = PageLivree(
    "programme",
    "comprendre",
    "Comprendre le dispositif",
    "À quelle échelle, sur quels sujets, pour qui, avec qui, et qui paie.",
    "L'échelle, les thèmes, le bénéficiaire, le pilote, le financement et le cadre d'achat d'un atelier local.",
    (
        titre("À quelle échelle ?", "echelle"),
        texte(
            "L'intercommunalité est l'échelle habituelle. On peut voir plus large – un SCoT, un PETR, une opération "
            "d'intérêt national – ou, quand le sujet le justifie, plus petit : une partie d'intercommunalité, une "
            "commune."
        ),
        titre("Sur quels sujets ?", "themes"),
        texte(
            "Tous ceux qui changent la manière d'habiter, de produire et de se déplacer, vus par l'aménagement et "
            "l'urbanisme. Les sujets se rangent ainsi :"
        ),
        vivante("themes"),
        titre("Pour qui ?", "beneficiaire"),
        texte(
            "Pour le territoire lui-même : celui de la collectivité, ou des collectivités, où l'atelier se tient. "
            "Elles le portent avec l'État, y consacrent des élus et des techniciens, et en repartent avec un projet "
            "qui leur appartient."
        ),
        titre("Qui pilote ?", "pilote"),
        texte(
            "Le service de l'État dans le département ou la région – DDT, DDTM, DREAL, DEAL – avec, selon les cas, "
            "un opérateur de l'État comme une agence de l'eau ou un établissement public d'aménagement. Le pilote "
            "passe le marché de l'équipe, réunit les partenaires et suit chaque phase aux côtés de la collectivité. "
            "Il s'engage par écrit, {engagement}. C'est un engagement exigeant : mieux vaut en parler tôt."
        ),
        titre("Qui paie ?", "financement"),
        fiche(
            ("L'équipe pluridisciplinaire", "{Montant} : la DGALN en prend en charge {part_dgaln}"),
            ("L'accueil des sessions", "{Logistique} : salles, repas, petit matériel"),
        ),
        titre("Dans quel cadre ?", "cadre"),
        texte(
            "La DGALN tient un <b>accord-cadre</b> avec plusieurs équipes. Pour chaque atelier, le service pilote "
            "passe un <b>marché subséquent</b> : il met toutes ces équipes en concurrence sur la note d'opportunité "
            "du territoire, qui sert de cahier des charges. La DGALN répond de l'accord-cadre ; le service pilote, "
            "de son marché."
        ),
        vivante("titulaires"),
        appel("Voir le déroulement", "/deroulement/"),
    ),
    {"est_au_sommaire": True, "titre_court": "Comprendre le dispositif"},
)

DEROULEMENT = PageLivree(
    "programme",
    "deroulement",
    "Le déroulement d'un atelier local",
    "{Duree}, {sessions} sur place, et du travail entre chacune.",
    "Les phases d'un atelier local, ce qui se passe entre deux sessions, les livrables et l'équipe.",
    (
        titre("Les phases", "parcours"),
        vivante("phases"),
        titre("Entre deux sessions", "entre"),
        texte(
            "L'équipe lit les documents, rencontre les acteurs, vérifie ce qui a été dit et prépare la suite. Chaque "
            "proposition garde sa trace : on peut dire, à la fin, ce qu'elle est devenue."
        ),
        titre("Ce qui est remis", "livrables"),
        vivante("livrables"),
        titre("L'équipe", "equipe"),
        texte(
            "Un mandataire et des co-traitants de métiers différents. Tous les groupements titulaires de "
            "l'accord-cadre sont consultés (leur nombre : {titulaires}). Le choix est collégial : service pilote, "
            "opérateur associé s'il y en a un, collectivités. La composition de l'équipe peut être ajustée aux "
            "besoins du territoire.",
            '<p><a href="/comprendre/#cadre">Le cadre du marché et les équipes connues</a></p>',
        ),
        appel("Préparer une candidature", "/candidater/"),
    ),
    {"est_au_sommaire": True, "titre_court": "Le déroulement"},
)
