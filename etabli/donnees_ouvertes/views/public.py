"""La page des données ouvertes, et celle qui explique l'interface."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.evenements import EVENEMENTS
from etabli.donnees_ouvertes.formes import LICENCE, LICENCE_URL
from etabli.donnees_ouvertes.guide import ERREURS, VERIFIER, adresses, nombres
from etabli.donnees_ouvertes.interface.lecture import adresse
from etabli.socle.jeux import compter, jeux
from etabli.socle.rendu import page


@login_not_required
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    lus = [
        (jeu, compter(jeu.lignes()), [(f, adresse(jeu, f)) for f in jeu.formes], adresse(jeu, "schema.json"))
        for jeu in jeux()
    ]
    contexte = {"jeux": lus, "licence": LICENCE, "licence_url": LICENCE_URL}
    return page(request, "donnees_ouvertes/accueil.html", contexte)


@login_not_required
@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    contexte = {
        "jeux": jeux(),
        "lectures": adresses(est_ouverte=True),
        "ecritures": adresses(est_ouverte=False),
        "erreurs": ERREURS,
        "portees": Portee.choices,
        "evenements": EVENEMENTS,
        "verifier": VERIFIER,
        "nombres": nombres(),
    }
    return page(request, "donnees_ouvertes/interface.html", contexte)
