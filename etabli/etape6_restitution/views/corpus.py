"""Le corpus de contributions : le proposer, décider phrase par phrase, le vérifier, le publier, l'emporter."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.actions import decider_d_une_phrase, proposer_le_corpus
from etabli.etape6_restitution.corpus_forms import (
    DecisionForm,
    FiltreDuCorpusForm,
    ProposerForm,
    ReprendreForm,
)
from etabli.etape6_restitution.corpus_lecture import comptes, filtrer, morceaux
from etabli.etape6_restitution.corpus_publics import CORPUS, phrases_retenues
from etabli.etape6_restitution.enums import EtatDeCorpus
from etabli.etape6_restitution.models import Corpus, PhraseDuCorpus
from etabli.etape6_restitution.permissions import peut_decider_d_une_phrase, peut_verifier_le_corpus
from etabli.etape6_restitution.views.commun import montrer, saisir, trouver_le_dossier
from etabli.etape6_restitution.workflow import CYCLE_DU_CORPUS
from etabli.socle.affichage import Lien
from etabli.socle.formulaires import tenter
from etabli.socle.reponses import tableur_joint
from etabli.socle.verdict import exige, exiger

PAR_PAGE = 20


def _corpus(request: RequeteAgent, dossier: Dossier) -> Corpus | None:
    corpus = Corpus.objects.visible_to(request.user).filter(dossier=dossier).first()
    if corpus:
        corpus.dossier = dossier
    return corpus


def _exige_le_corpus(request: RequeteAgent, dossier: Dossier) -> Corpus:
    if (corpus := _corpus(request, dossier)) is None:
        raise Http404
    return corpus


@require_GET
def corpus(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    return _montrer(request, trouver_le_dossier(request, dossier_id))


def _montrer(
    request: RequeteAgent,
    dossier: Dossier,
    *,
    fautif: tuple[int, DecisionForm] | None = None,
    proposer: ProposerForm | None = None,
) -> HttpResponse:
    """`fautif` : la phrase dont la décision est à corriger, et ce qui a été saisi."""
    lu = _corpus(request, dossier)
    filtre = FiltreDuCorpusForm(request.GET)
    filtre.is_valid()
    contexte: dict[str, Any] = {
        "corpus": lu,
        "droit": peut_verifier_le_corpus(request.user, dossier),
        "proposer": proposer or ProposerForm(initial={"seuil": lu.seuil} if lu else None),
        "filtre": filtre,
        "ici": request.get_full_path(),
    }
    if lu:
        phrases = filtrer(
            PhraseDuCorpus.objects.visible_to(request.user).filter(corpus=lu),
            filtre.cleaned_data.get("montrer", ""),
            filtre.cleaned_data.get("q", ""),
        )
        feuilles = Paginator(phrases, PAR_PAGE).get_page(request.GET.get("page"))
        contexte |= {
            "actes": CYCLE_DU_CORPUS.actes_possibles(lu, request.user),
            "comptes": comptes(lu),
            "feuilles": feuilles,
            "phrases": [(p, morceaux(p), _form(p, fautif)) for p in feuilles],
            "est_ouvert": lu.etat == EtatDeCorpus.PROPOSE,
        }
    form = fautif[1] if fautif else proposer
    return montrer(request, dossier, "corpus", contexte, form=form)


def _form(phrase: PhraseDuCorpus, fautif: tuple[int, DecisionForm] | None) -> DecisionForm:
    if fautif and fautif[0] == phrase.pk:
        return fautif[1]
    return _decision(phrase, initial={"texte": phrase.texte or phrase.origine, "motif": phrase.motif})


def _decision(phrase: PhraseDuCorpus, saisi: Any = None, **options: Any) -> DecisionForm:
    identifiant = f"phrase-{phrase.pk}-%s"
    return DecisionForm(saisi, a_des_soupcons=bool(phrase.soupcons), auto_id=identifiant, **options)


@require_POST
def proposer(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    exiger(peut_verifier_le_corpus(request.user, dossier))
    form = ProposerForm(request.POST)
    if tenter(form, lambda saisi: proposer_le_corpus(dossier, seuil=saisi["seuil"], par=request.user)):
        messages.success(request, "Le corpus est proposé. Décidez maintenant de chaque phrase signalée.")
        return redirect("restitution:corpus", dossier_id)
    return _montrer(request, dossier, proposer=form)


@require_POST
def decider(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    """Revient à la liste, au même filtre ; une décision à corriger s'y montre, rien de saisi n'est perdu."""
    dossier = trouver_le_dossier(request, dossier_id)
    exiger(peut_decider_d_une_phrase(request.user, _exige_le_corpus(request, dossier)))
    phrases = PhraseDuCorpus.objects.visible_to(request.user).select_related("corpus", "contribution")
    phrase = get_object_or_404(phrases, corpus__dossier=dossier, pk=pk)
    form = _decision(phrase, request.POST)
    if tenter(form, lambda saisi: decider_d_une_phrase(phrase, par=request.user, **saisi)):
        messages.success(request, "La décision est enregistrée.")
        suite = request.GET.urlencode()
        adresse = reverse("restitution:corpus", args=[dossier_id])
        return redirect(f"{adresse}?{suite}" if suite else adresse)
    return _montrer(request, dossier, fautif=(phrase.pk, form))


@require_http_methods(["GET", "POST"])
def avancer(request: RequeteAgent, dossier_id: int, acte: str) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    lu, transition = _exige_le_corpus(request, dossier), CYCLE_DU_CORPUS.par_nom.get(acte)
    if transition is None or (request.method == "GET" and not transition.saisie):
        raise Http404
    exiger(CYCLE_DU_CORPUS.verdict(acte, lu, request.user))
    retour = reverse("restitution:corpus", args=[dossier_id])
    if not transition.saisie:
        CYCLE_DU_CORPUS.avancer(acte, lu, par=request.user)
        messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
        return redirect(retour)
    form = ReprendreForm(request.POST if request.method == "POST" else None)
    if tenter(form, lambda saisi: CYCLE_DU_CORPUS.avancer(acte, lu, par=request.user, **saisi)):
        messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
        return redirect(retour)
    liens = [Lien(str(dossier), dossier.get_absolute_url()), Lien("Corpus", retour)]
    mots = {"titre": transition.libelle, "libelle": transition.libelle, "annuler": retour, "liens": liens}
    return saisir(request, dossier, form, **mots)


@require_GET
def exporter(request: RequeteAgent, dossier_id: int, forme: str) -> HttpResponse:
    """Une fois vérifié : tant qu'une phrase reste à décider, rien ne sort."""
    lu = _exige_le_corpus(request, trouver_le_dossier(request, dossier_id))
    exiger(
        exige(lu.etat != EtatDeCorpus.PROPOSE, "Le corpus n'est pas encore vérifié : il ne s'emporte pas.")
    )
    lignes = list(phrases_retenues(lu.pk))
    if forme == "json":
        reponse = JsonResponse(
            {"corpus": str(lu), "lignes": CORPUS.objets(lignes)}, json_dumps_params={"indent": 1}
        )
        reponse["Content-Disposition"] = f'attachment; filename="contributions-{dossier_id}.json"'
        return reponse
    return tableur_joint(CORPUS, lignes, forme, f"contributions-{dossier_id}")
