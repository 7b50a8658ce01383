"""Étape 6 : ce qu'il en reste.

Cinq livrables sont composés depuis le dossier et complétés par l'équipe ; les pilotes les relisent,
les acceptent et les publient ; chaque version est gelée avec son empreinte et ses trois fichiers.
"""
