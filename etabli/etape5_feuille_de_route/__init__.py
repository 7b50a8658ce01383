"""Étape 5 : ce qui sera fait.

Des contributions naissent des enjeux, des enjeux des axes, des axes des actions ; chaque action a
son porteur, son coût, son plan de financement, son calendrier et la trace de ce qui l'a fait naître.
"""
