"""L'auto-test public, et son réglage par la DGALN."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from etabli.socle.rendu import page
from etabli.socle.verdict import exiger
from etabli.vitrine.auto_test import interlocuteurs, questions, reglages, regler_une_question
from etabli.vitrine.calcul.auto_test import conseiller
from etabli.vitrine.forms import AutoTestForm, QuestionForm
from etabli.vitrine.models import QuestionDAutoTest
from etabli.vitrine.permissions import peut_regler_l_auto_test


@login_not_required
@require_GET
def auto_test(request: HttpRequest) -> HttpResponse:
    """Les réponses voyagent dans l'adresse et ne sont pas gardées."""
    posees = questions()
    repondu = request.GET.keys() & {q.cle for q in posees}
    form = AutoTestForm(request.GET if repondu else None, questions=posees)
    avis = conseiller(form.cleaned_data, posees) if form.is_valid() else None
    contexte = {
        "avis": avis,
        "nb": len(posees),
        "lieux": interlocuteurs(form.cleaned_data["lieu"]) if avis and form.cleaned_data["lieu"] else None,
        "adresse": request.build_absolute_uri() if avis else "",
        "sans_le_lieu": form.adresse_sans_le_lieu if avis else "",
        "peut_regler": peut_regler_l_auto_test(request.user),
    }
    return page(request, "vitrine/auto_test.html", contexte, form=form, fragment="auto-test")


@require_GET
def regler(request: HttpRequest) -> HttpResponse:
    exiger(peut_regler_l_auto_test(request.user))
    return page(request, "vitrine/regler_l_auto_test.html", {"questions": reglages()})


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, cle: str = "") -> HttpResponse:
    """Modifier une question, ou en ajouter une ; retirée, elle reste ici et n'est plus posée."""
    exiger(peut_regler_l_auto_test(request.user))
    trouvee = next((q for q in reglages() if q.cle == cle), None)
    if cle and trouvee is None:
        raise Http404
    form = QuestionForm(request.POST or None, instance=trouvee or QuestionDAutoTest())
    if form.is_valid():
        regler_une_question(form.save(commit=False), par=request.user)
        messages.success(request, "La question est enregistrée : elle est en ligne.")
        return redirect("vitrine:regler_l_auto_test")
    return page(request, "vitrine/question.html", {"question": trouvee}, form=form)
