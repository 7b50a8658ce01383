"""À quel acte quelle lettre : le compte rendu diffusé."""

from typing import Any

from django.core.signing import Signer
from django.dispatch import receiver
from django.urls import reverse

from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import Role
from etabli.etape3_atelier.models import Contact
from etabli.etape4_seance.actions.rendre_compte import COMPTE_RENDU_A_UN_PARTICIPANT
from etabli.etape4_seance.models import Destinataire, Seance
from etabli.etape4_seance.salle import jeton_de
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


def _liens(destinataire: Destinataire) -> dict[str, Any]:
    """Le lien personnel si l'on sait de qui est l'adresse ; sinon le compte rendu, que le code suffit à ouvrir."""
    code, participant = destinataire.seance.code, destinataire.participant
    lien = (
        reverse("seance:suites", args=[code, jeton_de(participant)])
        if participant
        else reverse("seance:compte_rendu_public", args=[code])
    )
    jeton = Signer(salt="adresse").sign(str(destinataire.pk))
    return {
        "lien": lien,
        "est_personnel": participant is not None,
        "effacer": reverse("seance:effacer_l_adresse", args=[jeton]),
    }


A_UN_PARTICIPANT = Lettre(
    COMPTE_RENDU_A_UN_PARTICIPANT,
    "{{ objet.seance.atelier }} : compte rendu de la session {{ objet.seance.numero }}",
    "seance/lettres/compte_rendu_participant.txt",
    lambda destinataire: [destinataire.courriel],
    _liens,
)


@receiver(acte_accompli, sender=Seance, dispatch_uid="lettres_de_seance")
def annoncer_le_compte_rendu(*, acte: str, objet: Seance, par: Agent, **_: object) -> None:
    if acte == "diffuser_le_compte_rendu":
        COMPTE_RENDU_DIFFUSE.envoyer(objet, occasion=f"compte-rendu-{objet.pk}", par=par)
        for destinataire in objet.destinataires.select_related("seance__atelier__dossier", "participant"):
            A_UN_PARTICIPANT.envoyer(destinataire, occasion=f"compte-rendu-{objet.pk}")
