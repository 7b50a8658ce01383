"""Ce qu'une page a besoin de savoir pour montrer la carte d'une sélection."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from etabli.vitrine.cartes.reperes import composer
from etabli.vitrine.cartes.vues import Vue, vue_de
from etabli.vitrine.filtres import Selection

TERRITOIRES = ("region", "departement", "zone")


def contexte_de_la_carte(selection: Selection) -> dict[str, Any]:
    form, vue = selection.form, vue_de(selection.filtre)
    images = images_sous_la_carte(vue)
    ailleurs = "zone" if form.lu("zone") else "departement"
    return {
        "carte": composer(
            selection.fiches, vue, lambda zone: reverse("vitrine:ateliers") + form.adresse_avec(zone=zone)
        ),
        "fond": reverse("vitrine:fond_de_carte") + _ou(selection),
        "images": images,
        "source_des_images": urlsplit(images).netloc,
        "france": form.adresse_avec(region="", departement="", zone=""),
        "plus_loin": form.adresse_avec(**{ailleurs: ""}),
    }


def _ou(selection: Selection) -> str:
    """Le fond ne dépend que de l'endroit : les autres filtres ne le font pas retélécharger."""
    parametres = QueryDict(mutable=True)
    parametres.update({nom: v for nom in TERRITOIRES if (v := selection.form.lu(nom))})
    return f"?{parametres.urlencode()}" if parametres else ""


def images_sous_la_carte(vue: Vue) -> str:
    """Le fond d'images que l'exploitant a choisi (réglage FOND_DE_CARTE), là où il sait se dessiner."""
    if not settings.FOND_DE_CARTE or vue.emprise is None:
        return ""
    ouest, sud, est, nord = (f"{v:.0f}" for v in vue.emprise)
    return str(settings.FOND_DE_CARTE).format(
        ouest=ouest, sud=sud, est=est, nord=nord, largeur=vue.largeur, hauteur=vue.hauteur
    )
