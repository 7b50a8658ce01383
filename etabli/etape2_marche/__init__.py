"""Étape 2 : une équipe est choisie.

Le service de l'État remet en concurrence tous les titulaires de l'accord-cadre sur la note devenue
cahier des clauses ; les offres sont ouvertes à deux, analysées collégialement, l'équipe est notifiée.
"""
