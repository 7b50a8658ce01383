"""Étape 4 : dans la salle.

L'animateur ouvre des activités, chacun contribue et vote depuis un téléphone ou par sa table, sans
compte ; l'écran de la salle se met à jour de lui-même ; chaque contribution garde sa suite.
"""
