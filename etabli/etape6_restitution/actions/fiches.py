"""Écrire, publier, retirer la fiche publique."""

from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.models import FichePublique
from etabli.socle.journal import inscrire
from etabli.socle.texte_riche import assainir


@transaction.atomic
def ecrire_la_fiche(dossier: Dossier, *, titre: str, annee: str, texte: str, par: Agent) -> FichePublique:
    fiche, _ = FichePublique.objects.update_or_create(
        dossier=dossier,
        defaults={"titre": titre.strip(), "annee": annee.strip(), "territoire_et_perimetre": assainir(texte)},
    )
    inscrire("ecrire_la_fiche", dossier, par=par, phrase="a écrit la fiche publique")
    return fiche


@transaction.atomic
def publier_la_fiche(fiche: FichePublique, *, par: Agent) -> FichePublique:
    fiche.publiee_le = fiche.publiee_le or localdate()
    fiche.save(update_fields=["publiee_le", "modifie_le"])
    inscrire("publier_la_fiche", fiche.dossier, par=par, phrase="a publié la fiche de l'atelier")
    return fiche


@transaction.atomic
def retirer_la_fiche(fiche: FichePublique, *, par: Agent) -> FichePublique:
    fiche.publiee_le = None
    fiche.save(update_fields=["publiee_le", "modifie_le"])
    inscrire("retirer_la_fiche", fiche.dossier, par=par, phrase="a retiré la fiche publique")
    return fiche
