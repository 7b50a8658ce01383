"""Étape 1 : un territoire se porte candidat.

Les services de l'État et les collectivités rédigent ensemble la note d'opportunité,
réunissent les courriers signés, puis la DGALN se prononce sur l'éligibilité.
"""
