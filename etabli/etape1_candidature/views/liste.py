"""La liste des candidatures, ses compteurs, ses exports ; l'ouverture d'un dossier."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.abonnements import NIVEAUX
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.forms import FiltreDeCandidatures, OuvrirForm
from etabli.etape1_candidature.models import Candidature
from etabli.etape1_candidature.permissions import peut_ouvrir, peut_regler_les_criteres
from etabli.socle.affichage import Onglet
from etabli.socle.colonnes import Colonne, JeuDeColonnes, Tableau
from etabli.socle.rendu import page
from etabli.socle.reponses import tableur_joint
from etabli.socle.verdict import exiger

CANDIDATURES = JeuDeColonnes(
    "candidatures",
    "Candidatures",
    (
        Colonne("titre", "Intitulé", str, lien=lambda c: c.get_absolute_url(), tri="dossier__titre"),
        Colonne("territoire", "Territoire", lambda c: c.dossier.perimetre.nom, secondaire=True),
        Colonne("pilote", "Pilote", lambda c: c.dossier.pilote.nom_court if c.dossier.pilote else ""),
        Colonne("format", "Format", lambda c: c.dossier.format.nom, secondaire=True),
        Colonne(
            "etat",
            "État",
            lambda c: c.get_etat_display(),
            "badge",
            niveau=lambda c: NIVEAUX.get(Etat(c.etat), "info"),
            tri="etat",
        ),
        Colonne("depuis", "Depuis le", lambda c: c.etat_depuis_le, "date", tri="etat_depuis_le"),
        Colonne(
            "deposee_le", "Déposée le", lambda c: c.deposee_le, "date", tri="deposee_le", secondaire=True
        ),
        Colonne(
            "jours",
            "Jours",
            lambda c: c.nb_jours_d_instruction,
            "entier",
            description="Jours depuis le dépôt, sans ceux où un complément était attendu.",
        ),
        Colonne("cohorte", "Cohorte", lambda c: str(c.cohorte or ""), tri="cohorte", secondaire=True),
    ),
)
# Le tableau de la page tient dans l'écran ; l'export dit tout.
SEULEMENT_EXPORTEES = {"format", "deposee_le"}


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    filtre = FiltreDeCandidatures(request.GET)
    sans_etat = filtre.appliquer(Candidature.objects.visible_to(request.user))
    trouvees = filtre.appliquer_l_etat(sans_etat).for_list()
    triees = trouvees.order_by(CANDIDATURES.tri(request.GET, "-etat_depuis_le"), "-pk")
    feuille = Paginator(triees, 50).get_page(request.GET.get("page"))
    contexte = {
        "filtre": filtre,
        "feuille": feuille,
        "compteurs": _compteurs(request, sans_etat.compter_par_etat()),
        "tableau": Tableau(
            [c for c in CANDIDATURES.colonnes if c.nom not in SEULEMENT_EXPORTEES],
            feuille,
            "Candidatures",
            vide="Aucune candidature ne répond à ces critères.",
            parametres=request.GET,
            legende_visible=False,
        ),
        "peut_ouvrir": peut_ouvrir(request.user),
        "peut_regler": peut_regler_les_criteres(request.user),
        "annee": localdate().year,
    }
    return page(request, "candidature/liste.html", contexte, fragment="resultats")


def _compteurs(request: RequeteAgent, nombres: dict[str, int]) -> list[Onglet]:
    """Un lien par état qui compte quelque chose ; il garde les autres filtres."""
    choisi = request.GET.get("etat", "")
    entrees: list[tuple[str, Any, int]] = [("", "Toutes", sum(nombres.values()))]
    entrees += [(e.value, e.label, nombres[e.value]) for e in Etat if nombres.get(e.value)]
    return [
        Onglet(libelle, _avec(request, "etat", valeur), valeur == choisi, nombre)
        for valeur, libelle, nombre in entrees
    ]


def _avec(request: RequeteAgent, cle: str, valeur: str) -> str:
    parametres = request.GET.copy()
    parametres.pop("page", None)
    parametres[cle] = valeur
    return f"?{parametres.urlencode()}"


@require_GET
def exporter(request: RequeteAgent, forme: str) -> HttpResponse:
    filtre = FiltreDeCandidatures(request.GET)
    visibles = filtre.appliquer(Candidature.objects.visible_to(request.user))
    return tableur_joint(CANDIDATURES, filtre.appliquer_l_etat(visibles).for_list(), forme, "candidatures")


def ouvrir(request: RequeteAgent) -> HttpResponse:
    exiger(peut_ouvrir(request.user))
    form = OuvrirForm(request.POST or None, agent=request.user)
    if form.is_valid():
        candidature = form.enregistrer()
        messages.success(request, "Le dossier est ouvert. Le service pilote peut le signaler à la DGALN.")
        return redirect(candidature)
    visibles = set(Dossier.objects.visible_to(request.user).values_list("pk", flat=True))
    proches = [(proche, proche.dossier.pk in visibles) for proche in form.proches]
    return page(request, "candidature/ouvrir.html", {"proches": proches}, form=form)
