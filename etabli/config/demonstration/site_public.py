"""La rédaction du site public : un droit donné, une actualité publiée."""

from django.utils.timezone import localdate

from etabli.config.demonstration.monde import Monde
from etabli.vitrine.pages.actions import donner_le_droit
from etabli.vitrine.pages.enums import Niveau
from etabli.vitrine.pages.models import Actualites, Billet

TITRE = "Démonstration : une feuille de route adoptée à Tessy-Bocage"
ADRESSE = "demonstration-tessy-bocage"
CHAPO = (
    "Contenu fictif. Un territoire achève son atelier ; {ateliers} ateliers réels sont recensés sur ce site."
)
TEXTE = (
    "<p>Cette actualité montre ce qu'écrit une chargée de communication. L'atelier, les personnes et les décisions "
    "sont inventés ; les chiffres entre les lignes sont lus dans les données.</p>"
    '<p>Un atelier local dure {duree}. <a href="/deroulement/">Comment se déroule un atelier</a></p>'
)


def animer(monde: Monde) -> None:
    donner_le_droit(monde["communication"], Niveau.PUBLIER, par=monde["dgaln"])
    if Billet.objects.filter(slug=ADRESSE).exists():
        return
    billet = Billet(
        title=TITRE,
        slug=ADRESSE,
        chapo=CHAPO,
        corps=[("texte", TEXTE)],
        date=localdate(),
    )
    Actualites.objects.get().add_child(instance=billet)
    billet.save_revision(user=monde["communication"]).publish(user=monde["communication"])
