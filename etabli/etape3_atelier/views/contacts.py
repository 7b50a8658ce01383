"""Les personnes à mobiliser, par collège."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import College
from etabli.etape3_atelier.actions import ajouter_un_contact, modifier
from etabli.etape3_atelier.colonnes import CONTACTS, en_page
from etabli.etape3_atelier.forms import ContactForm
from etabli.etape3_atelier.permissions import peut_contribuer, peut_voir_les_personnes
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_GET
def contacts(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_voir_les_personnes(request.user, atelier))
    par_college: dict[str, list[Any]] = {college: [] for college in College.values}
    for contact_ in atelier.contacts.all():
        par_college[contact_.college].append(contact_)
    tableaux = [
        (nom, en_page(CONTACTS, lignes, sans=("college",), legende=f"Contacts : {nom}"))
        for nom, lignes in ((College(cle).label, lignes) for cle, lignes in par_college.items())
        if lignes
    ]
    manquants = [College(college).label for college, lignes in par_college.items() if not lignes]
    contexte = {"tableaux": tableaux, "manquants": manquants}
    contexte["peut_ajouter"] = peut_contribuer(request.user, atelier)
    return montrer(request, atelier, "contacts", "contacts", contexte)


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_contribuer(request.user, atelier))
    form = ContactForm(request.POST or None, atelier=atelier)
    if tenter(form, lambda saisi: ajouter_un_contact(atelier, par=request.user, **saisi)):
        messages.success(request, "Le contact est ajouté.")
        return redirect("atelier:contacts", dossier_id)
    annuler = reverse("atelier:contacts", args=[dossier_id])
    return saisir(request, atelier, form, actif="contacts", titre="Ajouter un contact", annuler=annuler)


@require_GET
def contact(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_voir_les_personnes(request.user, atelier))
    personne = get_object_or_404(atelier.contacts, pk=pk)
    contexte = {"contact": personne, "peut_modifier": peut_contribuer(request.user, atelier)}
    return montrer(request, atelier, "contact", "contacts", contexte)


@require_http_methods(["GET", "POST"])
def modifier_un_contact(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_contribuer(request.user, atelier))
    personne = get_object_or_404(atelier.contacts, pk=pk)
    form = ContactForm(request.POST or None, instance=personne, atelier=atelier)
    if tenter(form, lambda saisi: modifier(personne, saisi, par=request.user)):
        messages.success(request, "Le contact est à jour.")
        return redirect("atelier:contacts", dossier_id)
    annuler = reverse("atelier:contact", args=[dossier_id, pk])
    return saisir(request, atelier, form, actif="contacts", titre="Modifier un contact", annuler=annuler)
