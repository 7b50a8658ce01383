"""À quel acte quelle lettre, et à qui."""

from collections.abc import Callable, Iterable
from typing import Any

from django.dispatch import receiver

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import PORTEURS
from etabli.etape1_candidature.models import Candidature, Remarque
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.courriel import Lettre
from etabli.socle.cycle import acte_accompli


def porteurs(candidature: Candidature) -> list[str]:
    """Les agents en fonction dans les organisations qui portent le dossier."""
    organisations = [o.pk for o in candidature.dossier.organisations(*PORTEURS)]
    return _adresses(organisation__in=organisations)


def dgaln(candidature: Candidature) -> list[str]:
    return _adresses(organisation__type=TypeOrganisation.DGALN)


def _adresses(**filtre: Any) -> list[str]:
    fonctions = Fonction.objects.en_cours().filter(agent__is_active=True, **filtre)
    return list(fonctions.values_list("agent__email", flat=True).distinct())


def _contexte(candidature: Candidature) -> dict[str, Any]:
    demande = candidature.complements.filter(recue_le__isnull=True).last()
    return {
        "dossier": candidature.dossier,
        "etat": CYCLE.libelle_public(candidature),
        "demande": demande,
        "chemin": candidature.get_absolute_url(),
    }


def _lettre(slug: str, sujet: str, a_qui: Callable[[Candidature], Iterable[str]]) -> Lettre:
    return Lettre(
        f"candidature-{slug}",
        f"{sujet} : {{{{ objet }}}}",
        f"candidature/lettres/{slug}.txt",
        a_qui,
        _contexte,
    )


LETTRES = {
    "signaler": _lettre("signalee", "Un dossier vous est signalé", dgaln),
    "caracteriser": _lettre("caracterisee", "Vous pouvez rédiger la note d'opportunité", porteurs),
    "ne_pas_donner_suite": _lettre("sans_suite", "Suite donnée à votre dossier", porteurs),
    "demander_relecture": _lettre("relecture_demandee", "Une relecture vous est demandée", dgaln),
    "rendre_la_relecture": _lettre("relecture_rendue", "La DGALN a relu la note", porteurs),
    "figer": _lettre("figee", "La note est figée, place aux signatures", porteurs),
    "deposer": _lettre("deposee", "Une candidature est déposée", dgaln),
    "declarer_recevable": _lettre("recevable", "Votre candidature est recevable", porteurs),
    "demander_un_complement": _lettre("complement", "Un complément vous est demandé", porteurs),
    "repondre": _lettre("reponse", "Les porteurs ont répondu", dgaln),
    "declarer_eligible": _lettre("decision", "Votre candidature est éligible", porteurs),
    "declarer_non_eligible": _lettre("decision", "Décision sur votre candidature", porteurs),
    "ajourner": _lettre("decision", "La décision est reportée", porteurs),
    "retenir": _lettre("retenue", "Votre candidature est retenue", porteurs),
    "mettre_en_attente": _lettre("decision", "Votre candidature est en liste d'attente", porteurs),
    "reunir": _lettre("reunie", "Deux dossiers sont réunis", lambda c: [*dgaln(c), *porteurs(c)]),
    "retirer": _lettre("retiree", "Une candidature est retirée", lambda c: [*dgaln(c), *porteurs(c)]),
}


@receiver(acte_accompli, sender=Candidature, dispatch_uid="lettres_de_candidature")
def ecrire(*, acte: str, objet: Candidature, par: Agent, donnees: dict[str, Any], **_: Any) -> None:
    """L'auteur de l'acte sait ce qu'il vient de faire : on ne lui écrit pas."""
    if lettre := LETTRES.get(acte):
        a_qui = [a for a in lettre.destinataires(objet) if a != par.email]
        Lettre(lettre.slug, lettre.sujet, lettre.gabarit, lambda _: a_qui, lettre.contexte).envoyer(
            objet, auteur=par, **donnees
        )


def _mentionnes(remarque: Remarque) -> list[str]:
    return [a.email for a in remarque.mentionnes.all() if a.is_active]


def _contexte_de_la_remarque(remarque: Remarque) -> dict[str, Any]:
    dossier = remarque.rubrique.candidature.dossier
    return {"dossier": dossier, "rubrique": remarque.rubrique, "chemin": remarque.get_absolute_url()}


MENTION = Lettre(
    "candidature-mention",
    "{{ objet.auteur }} vous cite dans une remarque : {{ dossier }}",
    "candidature/lettres/mention.txt",
    _mentionnes,
    _contexte_de_la_remarque,
)


def prevenir_les_mentionnes(remarque: Remarque) -> None:
    """Une lettre par personne citée, une seule fois par remarque."""
    MENTION.envoyer(remarque, occasion=f"remarque-{remarque.pk}")
