"""De quoi essayer la rédaction : les pages livrées, un rédacteur, une image, une actualité."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from etabli.vitrine.pages.actions import donner_le_droit
from etabli.vitrine.pages.enums import Niveau
from etabli.vitrine.pages.livraison import installer_les_pages
from etabli.vitrine.pages.models import Accueil, Actualites, Billet, Illustration
from tests.fabriques.annuaire import AgentFactory


def installer():
    installer_les_pages()
    return Accueil.objects.get()


def redacteur(niveau=Niveau.PUBLIER):
    agent = AgentFactory(ddt=True)
    donner_le_droit(agent, niveau, par=AgentFactory(dgaln=True))
    return agent


def fichier_image(nom="pont.png", cote=40):
    contenu = io.BytesIO()
    Image.new("RGB", (cote, cote), "navy").save(contenu, "PNG")
    return SimpleUploadedFile(nom, contenu.getvalue(), "image/png")


def illustration():
    return Illustration.objects.create(
        title="Pont",
        file=fichier_image(),
        description="Un pont de pierre sur la Vire",
        credit="A. Lune, 2026",
    )


def publier_un_billet(titre="Une session à Tessy", **champs):
    billet = Actualites.objects.get().add_child(instance=Billet(title=titre, **champs))
    billet.save_revision().publish()
    return billet
