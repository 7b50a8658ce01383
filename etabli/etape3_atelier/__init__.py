"""Étape 3 : dix à quinze mois de travail.

Le calendrier est proposé depuis le format et la date de lancement ; les contacts, les documents et
les entretiens nourrissent des constats entre les sessions ; le budget se partage entre co-porteurs.
"""
