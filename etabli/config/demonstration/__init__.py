"""La démonstration : le programme joué par les mêmes portes que les utilisateurs.

Les territoires sont réels ; personnes, propos, offres et chiffres du projet sont inventés et le disent.
Le contenu est dans `donnees/demonstration/` ; ce paquet ne fait que le jouer, daté comme une vraie histoire.
"""
