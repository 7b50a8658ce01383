"""La salle : entrer par un code, contribuer, voter. Sans compte, sans JavaScript s'il le faut."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.dossier.enums import College
from etabli.etape4_seance.actions import (
    arriver,
    coller_une_gommette,
    contribuer,
    decoller_une_gommette,
    repondre,
)
from etabli.etape4_seance.calcul.codes import lisible, normaliser_le_code
from etabli.etape4_seance.calcul.qr import qr_svg
from etabli.etape4_seance.carte import fond_de_carte
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.flux import SALLE, contexte_de_l_ecran, flux_de
from etabli.etape4_seance.forms import (
    BulletinForm,
    CodeForm,
    ContributionForm,
    EntreeForm,
    GommetteForm,
    formulaire_de,
)
from etabli.etape4_seance.models import Contribution, Participant
from etabli.etape4_seance.permissions import peut_arriver, peut_envoyer, peut_laisser_son_adresse
from etabli.etape4_seance.salle import (
    Section,
    activite_de_la_salle,
    contribution_proposee,
    gommettes_de,
    jeton_de,
    mes_contributions,
    participant_de,
    remettre_le_temoin,
    seance_du_code,
    sections,
    table_numero,
)
from etabli.etape4_seance.views.commun import refus_lisibles_par_l_appareil, veut_du_json
from etabli.socle.adresse import adresse_de
from etabli.socle.direct import une_trame
from etabli.socle.flux import EN_TETES
from etabli.socle.rendu import page

HORS_SALLE = (
    "Votre appareil n'est plus connu de cette séance. Entrez de nouveau avec le code : rien n'est perdu."
)


@login_not_required
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None, adresse=adresse_de(request))
    if form.is_valid():
        return redirect("seance:rejoindre", form.cleaned_data["code"])
    return page(request, "seance/code.html", form=form)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def rejoindre(request: HttpRequest, code: str, numero: int | None = None) -> HttpResponse:
    """Deux gestes : viser le code, toucher son collège. Le code d'une table choisit déjà la table."""
    saisi = CodeForm({"code": code}, adresse=adresse_de(request))
    if not participant_de(request, code) and not saisi.is_valid():
        return page(request, "seance/code.html", {"form": saisi}, statut=404)
    seance = seance_du_code(request, code)
    table = table_numero(seance, numero) if numero else None
    if numero is None and participant_de(request, code):
        return redirect("seance:salle", seance.code)
    est_scribe = bool(table) and "scribe" in request.POST
    form = EntreeForm(request.POST or None, seance=seance, initial={"table": table})
    if est_scribe or form.is_valid():
        plume = {"table": table, "est_scribe": True, "pseudo": request.POST.get("plume", "").strip()[:40]}
        choix = plume if est_scribe else form.cleaned_data
        reponse = redirect("seance:salle", seance.code)
        remettre_le_temoin(reponse, arriver(seance, **choix), seance.code)
        return reponse
    contexte = {
        "seance": seance,
        "table": table,
        "verdict": peut_arriver(seance),
        "colleges": College.choices,
    }
    return page(request, "seance/rejoindre.html", contexte, form=form)


@login_not_required
@never_cache
@require_GET
def salle(request: HttpRequest, code: str) -> HttpResponse:
    participant = participant_de(request, code)
    if participant is None:
        return redirect("seance:rejoindre", normaliser_le_code(code))
    return page(request, "seance/salle.html", _contexte(participant), fragment="activites")


@login_not_required
@require_POST
@refus_lisibles_par_l_appareil
def contribuer_(request: HttpRequest, code: str, activite_id: int) -> HttpResponse:
    participant = _connu(request, code)
    activite = activite_de_la_salle(participant, activite_id)
    form = formulaire_de(activite, request.POST)
    if form.is_valid():
        est_differee = form.cleaned_data["differee"]
        if verdict := peut_envoyer(participant, activite, est_differee=est_differee):
            return _garder(request, participant, form)
        form.add_error("texte" if "texte" in form.fields else None, verdict.motif)
    if veut_du_json(request):
        return JsonResponse(
            {"detail": " ".join(str(e) for es in form.errors.values() for e in es)}, status=422
        )
    return page(request, "seance/salle.html", _contexte(participant, refuse=form), form=form)


@login_not_required
@require_POST
@refus_lisibles_par_l_appareil
def voter(request: HttpRequest, code: str, activite_id: int) -> HttpResponse:
    """Une gommette à coller ou à ôter ; l'appareil reçoit en retour toutes celles que le site lui connaît."""
    participant = _connu(request, code)
    activite = activite_de_la_salle(participant, activite_id)
    form = GommetteForm(request.POST)
    if not form.is_valid():
        return _vote_illisible(request, participant)
    saisie = form.cleaned_data
    contribution = contribution_proposee(activite, saisie["contribution"])
    if saisie["geste"] == "coller":
        coller_une_gommette(activite, contribution, participant=participant, id_=saisie["id"])
    else:
        decoller_une_gommette(activite, contribution, participant=participant, gommette=saisie["gommette"])
    if veut_du_json(request):
        posees = gommettes_de(participant, activite)
        return JsonResponse(
            {"id": str(saisie["id"]), "gommettes": {str(cle): ids for cle, ids in posees.items()}}
        )
    return redirect(reverse("seance:salle", args=[participant.seance.code]) + f"#activite-{activite.pk}")


def _vote_illisible(request: HttpRequest, participant: Participant) -> HttpResponse:
    if veut_du_json(request):
        return JsonResponse({"detail": "Ce vote ne se lit pas : collez de nouveau la gommette."}, status=422)
    return page(request, "seance/salle.html", _contexte(participant), statut=422)


@login_not_required
@never_cache
@require_GET
def ecran(request: HttpRequest, code: str) -> HttpResponse:
    return page(
        request, "seance/ecran.html", contexte_de_l_ecran(seance_du_code(request, code)), fragment="ecran"
    )


@login_not_required
@never_cache
@require_GET
def flux(request: HttpRequest, code: str) -> HttpResponse:
    """Sans serveur asynchrone, l'état une fois : le navigateur revient de lui-même le relire.

    Sous ASGI, cette adresse est servie avant Django (`etabli/socle/flux.py`).
    """
    suivi = flux_de(seance_du_code(request, code).pk, request.GET.get("public", SALLE))
    return HttpResponse(une_trame(suivi.public, suivi.lire), headers=EN_TETES)


@login_not_required
@cache_control(max_age=3600)
@require_GET
def qr(request: HttpRequest, code: str, numero: int | None = None) -> HttpResponse:
    """Le code à viser, à l'adresse par laquelle on regarde cette page : celle du portable, sans Internet."""
    args = [normaliser_le_code(code), *([numero] if numero else [])]
    adresse = request.build_absolute_uri(reverse("seance:table" if numero else "seance:rejoindre", args=args))
    return HttpResponse(qr_svg(adresse), content_type="image/svg+xml")


def _connu(request: HttpRequest, code: str) -> Participant:
    participant = participant_de(request, code)
    if participant is None:
        raise PermissionDenied(HORS_SALLE)
    return participant


def _garder(
    request: HttpRequest, participant: Participant, form: ContributionForm | BulletinForm
) -> HttpResponse:
    """Une phrase ou un bulletin : la même réponse à l'appareil, le même retour à la page."""
    activite, saisie = form.activite, form.cleaned_data
    commun: dict[str, Any] = {
        "participant": participant,
        "id_": saisie["id"],
        "est_differee": saisie["differee"],
    }
    if isinstance(form, BulletinForm):
        bulletin, est_neuf = repondre(activite, form.reponses, **commun)
        cle, est_tardive = saisie["id"] or bulletin.pk, bulletin.est_tardif
    else:
        case = saisie.get("case_afom", "")
        contribution, est_neuf = contribuer(
            activite, saisie["texte"], case_afom=case, **form.precisions, **commun
        )
        cle, est_tardive = contribution.pk, contribution.est_tardive
    if veut_du_json(request):
        reponse = {"id": str(cle), "est_tardive": est_tardive}
        return JsonResponse(reponse, status=201 if est_neuf else 200)
    return redirect(reverse("seance:salle", args=[participant.seance.code]) + f"#activite-{activite.pk}")


def saisie_vierge(section: Section) -> ContributionForm | BulletinForm:
    """Le formulaire de l'activité ; un bulletin déjà envoyé y revient, prêt à être changé."""
    options = {"bulletin": section.bulletin} if section.est_un_bulletin else {}
    return formulaire_de(section.activite, initial={"id": uuid4()}, **options)


def _contexte(
    participant: Participant, refuse: ContributionForm | BulletinForm | None = None
) -> dict[str, Any]:
    """La page du téléphone. Une contribution refusée reste dans son champ, son activité fût-elle fermée."""
    ouvertes = sections(participant)
    if refuse and refuse.activite.pk not in {section.activite.pk for section in ouvertes}:
        ouvertes.append(Section(refuse.activite, peut_contribuer=True, peut_voter=False))
    for section in ouvertes:
        if section.a_une_saisie:
            est_la_refusee = refuse is not None and refuse.activite.pk == section.activite.pk
            section.form = refuse if est_la_refusee else saisie_vierge(section)
    return {
        "seance": participant.seance,
        "participant": participant,
        "code_lisible": lisible(participant.seance.code),
        "sections": ouvertes,
        "miennes": mes_contributions(participant),
        "jeton": jeton_de(participant),
        "est_a_venir_le_compte_rendu": bool(peut_laisser_son_adresse(participant.seance)),
        "nb_masquees": Contribution.objects.de_la_seance(participant.seance).filter(est_masquee=True).count,
        "carte": SimpleLazyObject(lambda: fond_de_carte(participant.seance)),
        "est_terminee": participant.seance.etat in {Etat.CLOSE, Etat.COMPTE_RENDU},
        "compte_rendu": participant.seance.compte_rendu
        if participant.seance.etat == Etat.COMPTE_RENDU
        else "",
    }
