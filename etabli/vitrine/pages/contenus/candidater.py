"""Comment un territoire se porte candidat."""

from etabli.vitrine.pages.contenus.ecriture import (
    PageLivree,
    appel,
    liste,
    sous_titre,
    texte,
    titre,
    vivante,
)

CANDIDATER = PageLivree(
    "programme",
    "candidater",
    "Candidater",
    "Une candidature se dépose à tout moment. Elle se prépare à plusieurs, et commence par une conversation.",
    "Les étapes d'une candidature, les pièces du dossier, l'éligibilité et les services à qui s'adresser.",
    (
        (
            "mise_en_avant",
            {
                "titre": "Un doute ?",
                "texte": "<p>Quelques questions pour savoir si un atelier local convient à votre projet, ce qu'il "
                'reste à préparer et quel service appeler. <a href="/candidater/tester-son-projet/">Tester son '
                "projet</a></p>",
            },
        ),
        titre("Les étapes", "etapes"),
        sous_titre("1. Se parler"),
        texte(
            liste(
                "La collectivité et son service de l'État (DDT, DDTM, DREAL, DEAL), avec l'opérateur concerné s'il y "
                "en a un, vérifient ensemble que l'envie est partagée.",
                "Le service de l'État appelle le bureau des stratégies territoriales de la DGALN pour en discuter.",
                "Si l'idée tient, la DGALN envoie la documentation : le dossier s'ouvre.",
                ordonnee=True,
            )
        ),
        sous_titre("2. Écrire"),
        texte(
            liste(
                "Collectivité et services de l'État rédigent la note d'opportunité.",
                "La DGALN la relit et dit ce qui manque.",
                "Les courriers de soutien et d'engagement sont signés.",
                "Le dossier complet est déposé.",
                ordonnee=True,
            )
        ),
        sous_titre("3. Choisir l'équipe"),
        texte(
            liste(
                "Le service pilote publie le marché subséquent sur la plateforme des achats de l'État (PLACE).",
                "Les offres sont analysées à plusieurs, avec l'aide de la DGALN au besoin.",
                ordonnee=True,
            )
        ),
        titre("Les pièces du dossier", "pieces"),
        texte(
            liste(
                "la <b>note d'opportunité</b>, qui vaut candidature et deviendra le cahier des clauses techniques du "
                "marché ;",
                "un <b>courrier de soutien</b> signé par chaque collectivité ;",
                "un <b>courrier de soutien</b> du préfet ou du sous-préfet, adressé à la sous-direction de "
                "l'aménagement durable (AD1, DHUP, DGALN) ;",
                "un <b>courrier d'engagement</b> du service de l'État à porter l'atelier, {engagement}.",
            )
        ),
        sous_titre("Les {nb_rubriques} rubriques de la note", "rubriques"),
        vivante("rubriques"),
        texte(
            "La plateforme guide l'écriture de chacune, à plusieurs mains, et prépare les courriers à signer."
        ),
        titre("Mon territoire est-il éligible ?", "eligibilite"),
        texte(
            "La DGALN étudie les dossiers au fur et à mesure et prévient les porteurs de sa décision. Candidatures "
            "retenues : {capacite_annuelle}. La grille qu'elle applique n'est pas publique ; "
            'l\'<a href="/candidater/tester-son-projet/">auto-test</a> reprend ce que le programme dit de lui-même.'
        ),
        titre("À qui s'adresser", "contact"),
        texte(
            "D'abord à la <b>direction départementale des territoires</b> (DDT ou DDTM), à la DREAL ou à la DEAL "
            "dont vous dépendez : c'est elle qui ouvre le dossier. À la DGALN, l'interlocuteur est le bureau des "
            "stratégies territoriales (AD1), sous-direction de l'aménagement durable, DHUP."
        ),
        appel("Se connecter pour ouvrir un dossier", "/comptes/login/"),
    ),
    {"est_au_sommaire": True, "titre_court": "Candidater"},
)
