"""Ce que les gabarits de formulaire demandent à un champ."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from etabli.socle.formulaires import afficher, erreurs_du_champ

register = template.Library()
CASES_ET_RADIOS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def champ(field: BoundField) -> SafeString:
    return afficher(field)


@register.filter
def phrases_d_erreur(field: BoundField) -> list[str]:
    return erreurs_du_champ(field)


@register.filter
def nature_du_champ(field: BoundField) -> str:
    """Quatre dessins suffisent : groupe, case, fichier ou saisie (dont la liste)."""
    widget = field.field.widget
    if widget.use_fieldset or isinstance(widget, CASES_ET_RADIOS):
        return "groupe"
    if isinstance(widget, forms.CheckboxInput):
        return "case"
    if isinstance(widget, forms.FileInput):
        return "fichier"
    return "select" if isinstance(widget, forms.Select) else "saisie"


@register.filter
def est_composite(field: BoundField) -> bool:
    return not isinstance(field.field.widget, CASES_ET_RADIOS)


@register.filter
def en_ligne(field: BoundField) -> bool:
    """Deux ou trois réponses courtes tiennent sur une ligne."""
    libelles = [str(libelle) for _, libelle in getattr(field.field, "choices", ())]
    return len(libelles) <= 3 and sum(map(len, libelles)) <= 30


@register.filter
def premiere_saisie(field: BoundField) -> str:
    """La cible du lien de correction : le premier bouton d'un groupe, sinon le champ lui-même."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, CASES_ET_RADIOS) else field.id_for_label


@register.filter
def mention_des_champs(form: Any) -> str:
    """La règle du jeu, dite une fois en tête du formulaire quand elle n'est pas évidente."""
    saisies = [c.field for c in form.visible_fields() if not isinstance(c.field.widget, forms.CheckboxInput)]
    obligatoires = [c for c in saisies if c.required]
    if len(saisies) < 2 or not obligatoires:
        return ""
    if len(obligatoires) == len(saisies):
        return "Tous les champs sont obligatoires."
    return "Sauf mention « facultatif », les champs sont obligatoires."
