"""Les mentions obligatoires. Ce qui dépend de l'installation vient de ses réglages, jamais d'ici."""

from etabli.vitrine.pages.contenus.ecriture import PageLivree, fiche, liste, texte, titre

MENTIONS = PageLivree(
    "legale",
    "mentions-legales",
    "Mentions légales",
    "",
    "Éditeur, hébergement, réutilisation des contenus.",
    (
        titre("Éditeur"),
        texte(
            "Direction générale de l'aménagement, du logement et de la nature (DGALN), qui porte le programme des "
            "Ateliers Locaux."
        ),
        fiche(
            ("Direction de la publication", "{Directeur}"),
            ("Hébergement", "{Hebergeur}"),
            ("Contact", "{Courriel_de_contact}"),
        ),
        titre("Réutiliser les contenus"),
        texte(
            "Sauf mention contraire, les textes et les données sont sous Licence Ouverte 2.0 : on peut les reprendre "
            "en citant la source et la date. Les photos et illustrations portent leur crédit. La marque de l'État et "
            "la police Marianne sont réservées à l'État.",
            "Le logiciel est libre (licence MIT). Les jeux de données disent leur source et leur licence sur la page "
            '<a href="/donnees/">Données ouvertes</a>.',
        ),
        titre("Contenus de démonstration"),
        texte(
            "Un contenu fictif est toujours marqué « Démonstration, contenu fictif ». Il n'est compté dans aucun "
            "chiffre et ne figure dans aucun jeu de données."
        ),
        titre("Liens vers d'autres sites"),
        texte("Les fiches citent leurs sources, que l'éditeur ne maîtrise pas et qui peuvent disparaître."),
    ),
)

DONNEES = PageLivree(
    "legale",
    "donnees-personnelles",
    "Données personnelles",
    "Le moins possible, pour un usage dit à l'avance.",
    "Ce que le site sait de vous, pourquoi, et vos droits.",
    (
        titre("Lire ce site"),
        texte(
            "Aucun compte, aucun service tiers. Les seuls témoins de connexion servent à ouvrir une session et à "
            "protéger les formulaires ; ils ne demandent pas de consentement. Les réponses à l'auto-test ne sont pas "
            "gardées.",
            "Les visites sont comptées sans rien garder de vous : un nombre par page et par jour, que tout le monde "
            'peut lire sur la page <a href="/stats/">Statistiques</a>.',
        ),
        titre("Participer à une séance"),
        texte(
            "On participe sans compte. Le collège (élu, technicien, habitant…) est demandé, un pseudonyme est "
            "facultatif. L'émargement, quand il a lieu, garde un nom pour la seule preuve de la tenue de la séance."
        ),
        titre("Travailler sur un dossier"),
        texte(
            "Pour un agent : nom, adresse électronique professionnelle, fonctions. Ses actes figurent au journal du "
            "dossier, qui fait preuve."
        ),
        fiche(
            ("Responsable", "DGALN"),
            ("Raison", "Mission d'intérêt public : conduire les Ateliers Locaux"),
            ("Qui les lit", "Les membres du dossier et la DGALN, chacun selon son rôle"),
            ("Délégué à la protection des données", "{Courriel_dpo}"),
        ),
        titre("Vos droits"),
        texte(
            "Accéder à vos données, les faire corriger ou effacer, vous opposer à leur usage, dans les limites de la "
            "loi. Sans réponse satisfaisante, vous pouvez saisir la CNIL."
        ),
    ),
)

CONDITIONS = PageLivree(
    "legale",
    "conditions-d-utilisation",
    "Conditions d'utilisation",
    "Ce que le service offre, et ce qui est attendu de qui s'en sert.",
    "Les conditions d'utilisation du service.",
    (
        titre("Le service"),
        texte(
            "Le site présente le programme à tout le monde. Il sert aussi d'outil de travail aux services de l'État, "
            "aux collectivités, aux opérateurs et aux équipes des ateliers, avec un compte obtenu sur invitation."
        ),
        titre("Avec un compte"),
        texte(
            liste(
                "Le compte est personnel ; on ne prête pas son mot de passe.",
                "Chaque acte important est inscrit au journal du dossier, avec son auteur et sa date.",
                "On ne dépose que des fichiers que l'on a le droit de communiquer.",
                "Un compte qui ne sert plus se signale au service qui l'a invité.",
            )
        ),
        titre("En participant à une séance"),
        texte(
            "Les propositions sont lues par les autres participants. Celles qui visent une personne, ou que la loi "
            "interdit, peuvent être écartées par l'animateur, avec un motif."
        ),
        titre("Disponibilité"),
        texte(
            "Le service est gratuit. Il peut être interrompu pour une mise à jour ; les séances en salle continuent "
            "alors sur les téléphones et se synchronisent ensuite."
        ),
        titre("Nous écrire"),
        texte("Adresse de contact : {courriel_de_contact}."),
    ),
)

ACCESSIBILITE = PageLivree(
    "legale",
    "accessibilite",
    "Accessibilité : non conforme",
    "La DGALN s'engage à rendre ce service accessible, conformément à l'article 47 de la loi du 11 février 2005. "
    "Cette déclaration s'applique à {adresse_du_site}.",
    "L'état d'accessibilité du site et comment signaler une difficulté.",
    (
        titre("État de conformité"),
        texte(
            "Ce site est <b>non conforme</b> au référentiel général d'amélioration de l'accessibilité (RGAA 4.1) : "
            "<b>aucun audit n'a encore été mené</b> par un tiers. Le référentiel impose cette mention tant qu'aucun "
            "audit valide n'existe."
        ),
        titre("Ce qui est fait"),
        texte(
            liste(
                "les pages s'appuient sur le système de design de l'État et se lisent sans JavaScript ;",
                "des essais automatiques (axe) et des parcours au clavier sont rejoués à chaque modification ;",
                "chaque carte et chaque graphique est doublé d'une liste ou d'un tableau ;",
                "une image n'est publiée qu'avec sa description ;",
                "les documents PDF composés par la plateforme sont balisés (PDF/UA-1), et proposés en ODT et DOCX.",
            )
        ),
        titre("Ce qui reste à vérifier"),
        texte(
            liste(
                "l'usage avec plusieurs lecteurs d'écran ;",
                "les fichiers déposés par les utilisateurs, que la plateforme ne transforme pas ;",
                "la carte interactive, exemptée dès lors que la liste donne la même information.",
            )
        ),
        titre("Signaler une difficulté"),
        texte(
            "Pour obtenir un contenu sous une autre forme, écrivez à l'adresse de contact ({courriel_de_contact}), "
            "ou adressez-vous à la DDT(M), à la DREAL ou à la DGALN."
        ),
        titre("Voie de recours"),
        texte(
            "Si l'on ne vous répond pas, vous pouvez écrire au Défenseur des droits (formulaire en ligne, délégué "
            "près de chez vous, ou par courrier gratuit sans timbre : Défenseur des droits, Libre réponse 71120, "
            "75342 Paris Cedex 07)."
        ),
    ),
)
