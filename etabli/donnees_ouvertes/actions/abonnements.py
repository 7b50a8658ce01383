"""Tenir les abonnements, préparer les envois, noter chaque essai."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.donnees_ouvertes.appel import verifier
from etabli.donnees_ouvertes.calcul import attente
from etabli.donnees_ouvertes.enums import EtatDEnvoi
from etabli.donnees_ouvertes.evenements import ESSAI, PAR_NOM
from etabli.donnees_ouvertes.models import Abonnement, Envoi, Essai
from etabli.donnees_ouvertes.permissions import peut_tenir_les_abonnements
from etabli.socle.journal import inscrire
from etabli.socle.scelle import sceller
from etabli.socle.verdict import exiger

# Un envoi pris par un ouvrier qui s'arrête est repris après ce délai, plus long que le plus long des appels.
BAIL = timedelta(minutes=2)


def _verifier(adresse: str, evenements: Sequence[str]) -> None:
    try:
        verifier(adresse)
    except ValidationError as refus:
        raise ValidationError({"adresse": refus.messages}) from None
    if not evenements or set(evenements) - set(PAR_NOM):
        raise ValidationError({"evenements": "Choisissez au moins un évènement dans la liste."})


def _tirer(abonnement: Abonnement) -> str:
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    abonnement.secret_scelle = sceller(secret.encode(), f"abonnement-{abonnement.cle}")
    return secret


@transaction.atomic
def creer_un_abonnement(
    nom: str, adresse: str, evenements: Sequence[str], *, par: Agent
) -> tuple[Abonnement, str]:
    """L'abonnement et son secret, montré cette seule fois."""
    exiger(peut_tenir_les_abonnements(par))
    _verifier(adresse, evenements)
    abonnement = Abonnement(nom=nom.strip(), adresse=adresse, evenements=list(evenements), cree_par=par)
    secret = _tirer(abonnement)
    abonnement.save()
    _inscrire("creer_un_abonnement", abonnement, "a créé l'abonnement", par, adresse=adresse)
    return abonnement, secret


@transaction.atomic
def modifier_un_abonnement(
    abonnement: Abonnement, *, nom: str, adresse: str, evenements: Sequence[str], par: Agent
) -> Abonnement:
    exiger(peut_tenir_les_abonnements(par))
    _verifier(adresse, evenements)
    abonnement.nom, abonnement.adresse, abonnement.evenements = nom.strip(), adresse, list(evenements)
    abonnement.save(update_fields=["nom", "adresse", "evenements", "modifie_le"])
    _inscrire("modifier_un_abonnement", abonnement, "a modifié l'abonnement", par, adresse=adresse)
    return abonnement


@transaction.atomic
def renouveler_le_secret(abonnement: Abonnement, *, par: Agent) -> str:
    exiger(peut_tenir_les_abonnements(par))
    secret = _tirer(abonnement)
    abonnement.save(update_fields=["secret_scelle", "modifie_le"])
    _inscrire("renouveler_le_secret", abonnement, "a renouvelé le secret de l'abonnement", par)
    return secret


@transaction.atomic
def arreter(abonnement: Abonnement, *, par: Agent | None) -> None:
    """Par quelqu'un, ou par la plateforme elle-même (`par` vide) quand plus rien n'arrive."""
    if par is not None:
        exiger(peut_tenir_les_abonnements(par))
    abonnement.est_actif = False
    abonnement.arrete_le = None if par is not None else now()
    abonnement.save(update_fields=["est_actif", "arrete_le", "modifie_le"])
    _inscrire("arreter_un_abonnement", abonnement, "a arrêté l'abonnement", par)


@transaction.atomic
def reprendre(abonnement: Abonnement, *, par: Agent) -> None:
    """Ce qui attendait repart ; le compte des essais manqués repart de zéro."""
    exiger(peut_tenir_les_abonnements(par))
    abonnement.est_actif, abonnement.arrete_le, abonnement.nb_echecs = True, None, 0
    abonnement.save(update_fields=["est_actif", "arrete_le", "nb_echecs", "modifie_le"])
    _inscrire("reprendre_un_abonnement", abonnement, "a repris l'abonnement", par)


@transaction.atomic
def supprimer_un_abonnement(abonnement: Abonnement, *, par: Agent) -> None:
    exiger(peut_tenir_les_abonnements(par))
    _inscrire("supprimer_un_abonnement", abonnement, "a supprimé l'abonnement", par)
    abonnement.delete()


def _inscrire(acte: str, abonnement: Abonnement, geste: str, par: Agent | None, **donnees: Any) -> None:
    phrase = f"{geste} «\u00a0{abonnement}\u00a0»"
    inscrire(acte, abonnement, par=par, phrase=phrase[:300], donnees=donnees)


@transaction.atomic
def preparer_les_envois(
    evenement: str, charge: dict[str, Any], *, pour: Abonnement | None = None
) -> list[Envoi]:
    """Un envoi par abonnement qui attend cet évènement ; `pour` n'en sert qu'un, pour l'essayer."""
    abonnes = [pour] if pour else list(Abonnement.objects.pour(evenement))
    return Envoi.objects.bulk_create(
        [Envoi(abonnement=a, evenement=evenement, charge=charge) for a in abonnes]
    )


def prendre(envoi_id: str) -> Envoi | None:
    """L'envoi, réservé le temps de l'appel ; None si un autre l'a pris, s'il est fini ou si rien ne presse."""
    envoi = Envoi.objects.select_related("abonnement__cree_par").filter(pk=envoi_id).first()
    if envoi is None or (not envoi.abonnement.est_actif and envoi.evenement != ESSAI):
        return None
    pris = Envoi.objects.filter(
        pk=envoi.pk, etat=EtatDEnvoi.A_ENVOYER, nb_essais=envoi.nb_essais, prochain_essai_le__lte=now()
    ).update(nb_essais=F("nb_essais") + 1, prochain_essai_le=now() + BAIL)
    envoi.nb_essais += 1
    return envoi if pris else None


@transaction.atomic
def noter_l_essai(envoi: Envoi, essai: Essai) -> Essai:
    """Reçu, remis à plus tard ou abandonné ; trop d'essais manqués de suite arrêtent l'abonnement."""
    essai.envoi = envoi
    essai.save()
    abonnement = Abonnement.objects.select_for_update(of=("self",)).get(pk=envoi.abonnement_id)
    suite = attente(envoi.nb_essais) if envoi.evenement != ESSAI else None
    if essai.est_bon:
        Envoi.objects.filter(pk=envoi.pk).update(etat=EtatDEnvoi.RECU, fini_le=now())
        abonnement.nb_echecs = 0
    else:
        if suite is None:
            Envoi.objects.filter(pk=envoi.pk).update(etat=EtatDEnvoi.ABANDONNE, fini_le=now())
        else:
            quand = now() + timedelta(minutes=suite)
            Envoi.objects.filter(pk=envoi.pk).update(prochain_essai_le=quand)
        abonnement.nb_echecs += 1
    abonnement.save(update_fields=["nb_echecs", "modifie_le"])
    if abonnement.est_actif and abonnement.nb_echecs >= settings.ECHECS_AVANT_ARRET:
        arreter(abonnement, par=None)
    return essai
