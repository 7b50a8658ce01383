"""La page d'accueil et l'index des actualités."""

from etabli.vitrine.pages.contenus.ecriture import PageLivree, appel, chiffre, texte, titre, vivante

ACCUEIL = PageLivree(
    "accueil",
    "accueil",
    "Un an pour bâtir ensemble le projet d'un territoire",
    "L'État met une équipe pluridisciplinaire au service d'un territoire qui veut aménager autrement. Élus, "
    "techniciens, associations, entreprises et habitants travaillent ensemble, sur place, jusqu'à une feuille de "
    "route que chacun s'engage à suivre.",
    "Les Ateliers Locaux : une équipe pluridisciplinaire accompagne un territoire, {duree}, jusqu'à sa feuille de "
    "route.",
    (
        titre("En quelques chiffres", "chiffres"),
        (
            "chiffres",
            {
                "chiffres": [
                    chiffre("duree", "du lancement à la restitution"),
                    chiffre("sessions", "de travail sur place", "Chacune : {jours}"),
                    chiffre("part_dgaln", "de l'équipe payée par la DGALN", "{Montant}"),
                    chiffre("capacite_annuelle", "candidatures retenues"),
                    chiffre("ateliers_annonces", "ateliers locaux annoncés par la DGALN", "Depuis {depuis}"),
                    chiffre(
                        "ateliers",
                        "ateliers réels recensés ici, tous formats",
                        "Recensement partiel",
                        "/les-ateliers/",
                    ),
                ]
            },
        ),
        texte(
            "Source des chiffres annoncés : {source_de_l_annonce}. Les autres sont lus dans les données de ce site."
        ),
        titre("De la première idée à la feuille de route", "comment"),
        (
            "etapes",
            {
                "etapes": [
                    {
                        "titre": "Un territoire se porte candidat",
                        "texte": "Collectivités et services de l'État écrivent ensemble une note d'opportunité.",
                    },
                    {
                        "titre": "Une équipe est choisie",
                        "texte": "Les titulaires de l'accord-cadre sont mis en concurrence ; le choix se fait à "
                        "plusieurs.",
                    },
                    {
                        "titre": "On travaille sur place",
                        "texte": "Trois sessions : comprendre, choisir une direction, décider des actions.",
                    },
                    {
                        "titre": "Chacun sait ce qu'il a à faire",
                        "texte": "La feuille de route dit qui fait quoi, quand, avec quel argent ; on en suit "
                        "l'avancement.",
                    },
                ]
            },
        ),
        appel("Voir le déroulement en détail", "/deroulement/", "lien"),
        titre("Des ateliers récents", "recents"),
        vivante("recents"),
        appel("Tous les ateliers recensés, sur une carte et en liste", "/les-ateliers/", "lien"),
        titre("Vous êtes…", "portes"),
        (
            "tuiles",
            {
                "tuiles": [
                    {
                        "titre": "Une collectivité",
                        "adresse": "/candidater/tester-son-projet/",
                        "description": "Quelques questions pour savoir si un atelier local convient à votre projet.",
                    },
                    {
                        "titre": "Un agent ou une équipe",
                        "adresse": "/comptes/login/",
                        "description": "Se connecter : dossiers, note, marché, séances, feuille de route, livrables.",
                    },
                    {
                        "titre": "Curieux des données",
                        "adresse": "/donnees/",
                        "description": "Les ateliers, les actions et les marchés publiés, en CSV, JSON et GeoJSON.",
                    },
                ]
            },
        ),
    ),
    {
        "ouverture": [
            appel("Préparer une candidature", "/candidater/"),
            appel("Voir les ateliers", "/les-ateliers/", "secondaire"),
        ]
    },
)

ACTUALITES = PageLivree(
    "actualites",
    "actualites",
    "Actualités",
    "Ce qui change dans le programme et dans les ateliers.",
    "Les actualités du programme des Ateliers Locaux.",
)
