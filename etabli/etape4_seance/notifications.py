"""À quel acte quelle lettre : le compte rendu diffusé."""

from django.dispatch import receiver

from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import Role
from etabli.etape3_atelier.models import Contact
from etabli.etape4_seance.models import Seance
from etabli.socle.courriel import Lettre
from etabli.socle.cycle import acte_accompli


def membres_et_contacts(seance: Seance) -> list[str]:
    """Les agents des organisations du dossier, et les contacts qui ont consenti à recevoir des nouvelles."""
    atelier = seance.atelier
    fonctions = Fonction.objects.en_cours().filter(organisation__in=atelier.dossier.organisations(*Role))
    agents = Agent.objects.filter(is_active=True, fonctions__in=fonctions).values_list("email", flat=True)
    contacts = Contact.objects.filter(atelier=atelier, a_consenti_le__isnull=False).exclude(courriel="")
    return [*agents, *contacts.values_list("courriel", flat=True)]


COMPTE_RENDU_DIFFUSE = Lettre(
    "seance-compte-rendu",
    "{{ objet.atelier }} : compte rendu de la session {{ objet.numero }}",
    "seance/lettres/compte_rendu.txt",
    membres_et_contacts,
)


@receiver(acte_accompli, sender=Seance, dispatch_uid="lettres_de_seance")
def annoncer_le_compte_rendu(*, acte: str, objet: Seance, par: Agent, **_: object) -> None:
    if acte == "diffuser_le_compte_rendu":
        COMPTE_RENDU_DIFFUSE.envoyer(objet, occasion=f"compte-rendu-{objet.pk}", par=par)
