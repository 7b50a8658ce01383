"""Les personnes invitées dans ce dossier : les inviter, suivre leurs réponses."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.permissions import peut_gerer_l_invitation
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import Role
from etabli.dossier.permissions import peut_gerer_les_membres
from etabli.dossier.views.membres import organisation_choisie
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.forms.accueil import InviterForm
from etabli.etape1_candidature.models import InvitationAuDossier
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def invitations(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    visibles = InvitationAuDossier.objects.visible_to(request.user).filter(dossier=candidature.dossier)
    lignes = [(p, peut_gerer_l_invitation(request.user, p.invitation)) for p in visibles.for_list()]
    peut_inviter = peut_gerer_les_membres(request.user, candidature.dossier)
    suite = {"lignes": lignes, "peut_inviter": peut_inviter}
    return page(
        request,
        "candidature/invitations.html",
        contexte(request, candidature, "detail", "Personnes invitées", **suite),
    )


@require_http_methods(["GET", "POST"])
def inviter(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    dossier = candidature.dossier
    exiger(peut_gerer_les_membres(request.user, dossier))
    q = request.POST.get("q") or request.GET.get("q", "")
    form = InviterForm(request.POST or None, dossier=dossier, q=q)

    def ecrire(lu: dict[str, Any]) -> None:
        reste = {nom: lu[nom] for nom in ("email", "intitule", "rubriques", "mot")}
        organisation = organisation_choisie(request.user, *lu["choix"])
        envoyee = actions.inviter_au_dossier(
            dossier, organisation=organisation, role=Role(lu["role"]), par=request.user, **reste
        )
        messages.success(request, _merci(lu["email"], envoyee))

    if tenter(form, ecrire):
        return redirect("candidature:invitations", dossier_id)
    suite = contexte(request, candidature, "detail", "Inviter quelqu'un", q=q)
    return page(request, "candidature/inviter.html", suite, form=form)


def _merci(email: str, envoyee: InvitationAuDossier | None) -> str:
    if envoyee is None:
        return (
            f"{email} a déjà un compte dans cette organisation : sa place et ses rubriques lui sont données."
        )
    return f"L'invitation part à {email}. Elle vaut quinze jours."
