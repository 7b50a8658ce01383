"""L'histoire du programme, du sol au toit : la seule liste des applications.

Un étage ne connaît que ceux du dessous ; les trois faces, tout en haut, ne se connaissent pas entre elles.
`settings`, le contrat d'imports, les tests de la maison et la documentation lisent tous cette liste.
"""

ETAGES = (
    ("socle", "le sol : journal, cycles de vie, documents, fichiers, courriels, tâches, composants"),
    ("territoires", "où : régions, départements, EPCI, communes, périmètres"),
    ("annuaire", "qui : agents, services de l'État, collectivités, groupements"),
    ("dossier", "le fil : un territoire, ses membres, ses messages, ses fichiers, ses échéances"),
    ("etape1_candidature", "un territoire se porte candidat"),
    ("etape2_marche", "une équipe est choisie"),
    ("etape3_atelier", "dix à quinze mois : calendrier, équipe, documents, entretiens, budget"),
    ("etape4_seance", "dans la salle : animer, contribuer, voter"),
    ("etape5_feuille_de_route", "ce qui sera fait, par qui, quand, avec quel argent"),
    ("etape6_restitution", "ce qu'il en reste : les cinq livrables, la fiche publique"),
    ("donnees_ouvertes", "les mêmes données, pour les machines"),
    ("pilotage", "la DGALN regarde l'ensemble"),
    ("vitrine", "le public : pages, carte, fiches des ateliers"),
)

# Les faces lisent tout, ne se lisent pas entre elles et n'ont pas d'étage au-dessus que le toit.
FACES = ("donnees_ouvertes", "pilotage", "vitrine")

APPLICATIONS = tuple(f"etabli.{nom}" for nom, _ in ETAGES)
