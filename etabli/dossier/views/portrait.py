"""Le portrait du territoire d'un dossier."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.permissions import peut_changer_le_perimetre
from etabli.dossier.views.acces import le_dossier
from etabli.socle.rendu import page
from etabli.territoires.avertissements import avertir
from etabli.territoires.cartes import carte_du_perimetre
from etabli.territoires.chiffres import lire_les_chiffres
from etabli.territoires.models import Perimetre


@require_GET
def portrait(request: RequeteAgent, pk: int) -> HttpResponse:
    """Le périmètre d'étude, ou celui de réflexion s'il est demandé et tracé."""
    dossier = le_dossier(request, pk)
    de_reflexion = "reflexion" in request.GET and dossier.perimetre_de_reflexion_id is not None
    choisi = dossier.perimetre_de_reflexion_id if de_reflexion else dossier.perimetre_id
    perimetre = get_object_or_404(Perimetre.objects.visible_to(request.user).with_territoires(), pk=choisi)
    communes = perimetre.lire_les_communes()
    contexte = {
        "dossier": dossier,
        "perimetre": perimetre,
        "de_reflexion": de_reflexion,
        "chiffres": lire_les_chiffres(perimetre.nom, communes),
        "avertissements": avertir(communes),
        "peut_changer_le_perimetre": peut_changer_le_perimetre(request.user, dossier),
        "carte": carte_du_perimetre(
            perimetre,
            titre=f"Carte : {perimetre.nom}",
            description=f"{perimetre.libelle_court}, et les voisines.",
        ),
    }
    return page(request, "dossier/portrait.html", contexte)
