"""Quand regarder en arrière : des mois comptés depuis l'adoption."""

import calendar
from datetime import date


def apres_des_mois(jour: date, mois: int) -> date:
    """Le même quantième, ou le dernier jour d'un mois trop court."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, calendar.monthrange(annee, rang + 1)[1]))
