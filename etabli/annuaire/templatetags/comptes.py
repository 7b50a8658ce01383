"""Ce que les pages de connexion ont besoin de savoir, y compris celles dont la vue est d'allauth."""

from django import template

from etabli.annuaire import proconnect

register = template.Library()
register.simple_tag(proconnect.est_regle, name="proconnect_est_regle")
