"""Le fil : un dossier relie la candidature, le marché, l'atelier, la feuille de route et les livrables
d'un même territoire ; il porte ses membres, ses messages, ses fichiers et ses échéances.
"""
