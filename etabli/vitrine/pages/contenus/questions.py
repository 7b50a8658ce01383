"""Les questions que l'on pose d'abord."""

from etabli.vitrine.pages.contenus.ecriture import PageLivree, appel, reponses, titre

QUESTIONS = PageLivree(
    "faq",
    "questions-frequentes",
    "Questions fréquentes",
    "Les réponses courtes ; chaque page du programme donne le détail.",
    "Qui peut candidater, combien cela coûte, combien de temps cela dure, ce que l'on en retire.",
    (
        titre("Avant de candidater", "avant"),
        reponses(
            (
                "Une commune seule peut-elle candidater ?",
                "<p>Oui, si son sujet le justifie. L'échelle habituelle est l'intercommunalité, ou plus large. Dans "
                "tous les cas le dossier se monte avec le service de l'État.</p>",
            ),
            (
                "Faut-il déjà avoir un projet ?",
                "<p>Non, au contraire : l'atelier vient avant les études de conception. Il faut une intention, des "
                "élus prêts à s'engager et un sujet qui demande de travailler à plusieurs.</p>",
            ),
            (
                "Y a-t-il une date limite ?",
                "<p>Non. Les dossiers sont étudiés au fil de l'eau. Candidatures retenues : {capacite_annuelle}.</p>",
            ),
        ),
        titre("Le temps et l'argent", "moyens"),
        reponses(
            (
                "Combien de temps dure un atelier ?",
                "<p>Durée : {duree}. On se retrouve sur place pour {sessions}, {jours} à chaque fois.</p>",
            ),
            (
                "Combien cela coûte-t-il à la collectivité ?",
                "<p>L'équipe ({montant}) est prise en charge par la DGALN ; sa part : {part_dgaln}. L'accueil des "
                "sessions (salles, repas) revient à : {logistique}.</p>",
            ),
            (
                "Qui choisit l'équipe ?",
                "<p>Le service de l'État pilote, l'opérateur associé s'il y en a un et les collectivités, ensemble, "
                "parmi les groupements titulaires de l'accord-cadre (leur nombre : {titulaires}).</p>",
            ),
        ),
        titre("Pendant et après", "apres"),
        reponses(
            (
                "Les habitants peuvent-ils participer ?",
                "<p>Oui. On participe sans compte, depuis un téléphone ou sur papier, et chaque proposition garde sa "
                "trace jusqu'à la feuille de route.</p>",
            ),
            (
                "Que devient la feuille de route ?",
                "<p>Une fois adoptée, elle est suivie : chaque action a un responsable, un calendrier et un état que "
                "l'on peut lire sur la fiche publique de l'atelier.</p>",
            ),
            (
                "Où voir ce que d'autres ont fait ?",
                '<p>La <a href="/les-ateliers/">carte et la liste des ateliers</a> en présentent {ateliers}.</p>',
            ),
        ),
        appel("Tester son projet", "/candidater/tester-son-projet/"),
    ),
)
