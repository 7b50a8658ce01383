"""Les données importées : ce qui est en place, déposer un fichier, lire son compte rendu, l'appliquer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.rendu import page
from etabli.socle.reponses import tableur_joint
from etabli.socle.travaux import lancer
from etabli.socle.verdict import exiger
from etabli.territoires import tasks
from etabli.territoires.enums import Jeu
from etabli.territoires.forms import DepotDeMesuresForm
from etabli.territoires.mesures import JEUX
from etabli.territoires.models import ImportDeMesures, Indicateur
from etabli.territoires.permissions import peut_appliquer, peut_importer_des_mesures

NB_D_ECARTS_MONTRES = 100
GENRES = {
    "inconnue": "code inconnu",
    "reportee": "reportée sur la commune d'aujourd'hui",
    "double": "en double",
    "illisible": "valeur illisible",
}
ECARTS = JeuDeColonnes(
    "ecarts",
    "Compte rendu ligne à ligne",
    (
        Colonne("ligne", "Ligne", lambda e: e["ligne"], type="entier"),
        Colonne("code", "Code", lambda e: e["code"]),
        Colonne("genre", "Ce qui s'est passé", lambda e: GENRES[e["genre"]]),
        Colonne("phrase", "Précision", lambda e: e["phrase"]),
    ),
)
IMPORTS = (
    Colonne("jeu", "Jeu de données", str, lien=lambda i: i.get_absolute_url()),
    Colonne("fichier", "Fichier", lambda i: i.nom, secondaire=True),
    Colonne("depose_le", "Déposé", lambda i: i.depose_le, type="instant"),
    Colonne("applique_le", "Appliqué", lambda i: i.applique_le, type="instant"),
    Colonne("mesures", "Mesures", lambda i: i.rapport.get("nb_mesures"), type="entier"),
)


def _import(request: HttpRequest, pk: int) -> ImportDeMesures:
    exiger(peut_importer_des_mesures(request.user))
    return get_object_or_404(ImportDeMesures.objects.visible_to(request.user), pk=pk)


@require_GET
def donnees(request: HttpRequest) -> HttpResponse:
    exiger(peut_importer_des_mesures(request.user))
    imports = list(ImportDeMesures.objects.visible_to(request.user)[:50])
    contexte = {
        "jeux": [_jeu(jeu, imports) for jeu in Jeu],
        "imports": JeuDeColonnes("imports", "Fichiers déposés", IMPORTS).tableau(
            imports, "Fichiers déposés, le plus récent d'abord", legende_visible=False
        ),
    }
    return page(request, "territoires/donnees.html", contexte)


def _jeu(jeu: Jeu, imports: list[ImportDeMesures]) -> dict[str, Any]:
    en_place = next((i for i in imports if i.jeu == jeu and i.applique_le), None)
    return {"jeu": jeu, "declare": JEUX[jeu.value], "en_place": en_place}


@require_http_methods(["GET", "POST"])
def deposer(request: HttpRequest) -> HttpResponse:
    exiger(peut_importer_des_mesures(request.user))
    choisi = {"jeu": request.GET.get("jeu", "")}
    form = DepotDeMesuresForm(request.POST or None, request.FILES or None, initial=choisi)
    if form.is_valid() and (origine := form.deposer(par=request.user)):
        titre = f"Relecture à blanc : {origine}"
        travail = lancer(
            titre, tasks.relire, par=request.user, retour=origine.get_absolute_url(), pk=origine.pk
        )
        return redirect("socle:travail", travail.pk)
    return page(request, "territoires/deposer.html", form=form)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    origine = _import(request, pk)
    rapport = origine.rapport
    ecarts = rapport.get("ecarts", [])
    libelles = dict(Indicateur.objects.visible_to(request.user).values_list("code", "libelle").order_by())
    contexte = {
        "import": origine,
        "rapport": rapport,
        "comptes": [(GENRES[genre], nb) for genre, nb in rapport.get("nb_ecarts", {}).items()],
        "prises": [
            (c["nom"], libelles.get(c["indicateur"], c["indicateur"]), c["annee"])
            for c in rapport.get("colonnes", [])
        ],
        "ecarts": ECARTS.tableau(ecarts[:NB_D_ECARTS_MONTRES], "Les lignes à regarder", legende_visible=False)
        if ecarts
        else None,
        "peut_appliquer": peut_appliquer(request.user, origine),
    }
    return page(request, "territoires/import.html", contexte)


@require_GET
def compte_rendu(request: HttpRequest, pk: int, forme: str) -> HttpResponse:
    origine = _import(request, pk)
    return tableur_joint(ECARTS, origine.rapport.get("ecarts", []), forme, f"compte-rendu-{origine.pk}")


@require_POST
def appliquer(request: HttpRequest, pk: int) -> HttpResponse:
    origine = _import(request, pk)
    exiger(peut_appliquer(request.user, origine))
    arguments = {"pk": origine.pk, "auteur": request.user.pk}
    travail = lancer(
        f"Import : {origine}",
        tasks.appliquer,
        par=request.user,
        retour=origine.get_absolute_url(),
        **arguments,
    )
    messages.info(request, "Les mesures s'écrivent par petits lots : vous pouvez quitter cette page.")
    return redirect("socle:travail", travail.pk)
