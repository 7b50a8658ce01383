"""Le retour : sur le portable, sceller ce que la séance est devenue ; sur la plateforme, le ranger."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.etape4_seance.actions import changer_l_ecran
from etabli.etape4_seance.calcul import enveloppe
from etabli.etape4_seance.calcul.enveloppe import ValiseRefusee
from etabli.etape4_seance.calcul.fusion import Plan, fusionner
from etabli.etape4_seance.models import Seance, Valise
from etabli.etape4_seance.permissions import peut_rapporter
from etabli.etape4_seance.valise.etats import rattraper_les_etats
from etabli.etape4_seance.valise.rangement import Rangement
from etabli.etape4_seance.valise.releve import Cles, relever, vise
from etabli.socle.francais import pluriel
from etabli.socle.journal import inscrire
from etabli.socle.verdict import exiger

PERIMEE = (
    "Une valise plus récente de cette séance a déjà été rapportée : celle-ci n'apporterait que du passé. "
    "Choisissez le dernier fichier préparé sur le portable."
)


@transaction.atomic
def fermer_le_retour(valise: Valise, *, par: Agent) -> bytes:
    """Sur le portable : tout ce que la séance est devenue, scellé. Autant de fois qu'on veut."""
    exiger(peut_rapporter(par, valise.seance))
    valise = Valise.objects.select_for_update().select_related("seance").get(pk=valise.pk)
    valise.numero += 1
    valise.rendue_le = now()
    valise.save(update_fields=["numero", "rendue_le"])
    contenu = {
        "sens": "retour",
        "valise": str(valise.pk),
        "numero": valise.numero,
        "code": valise.seance.code,
        "fermee_le": now().isoformat(timespec="seconds"),
        "releve": relever(valise.seance, Cles(valise)),
    }
    return enveloppe.sceller(contenu, valise.cle_privee)


@transaction.atomic
def rapporter(seance: Seance, octets: bytes, *, par: Agent) -> Valise:
    """Sur la plateforme : range ce qui revient. La même valise rapportée deux fois n'a pas d'autre effet."""
    exiger(peut_rapporter(par, seance))
    contenu, _ = enveloppe.ouvrir(octets)
    if contenu.get("sens") != "retour":
        raise ValiseRefusee(
            "Cette valise est celle du départ : sur le portable, préparez le retour et choisissez ce fichier-là."
        )
    valise = _la_valise(seance, contenu)
    enveloppe.ouvrir(octets, cle=valise.cle_publique)
    if contenu["numero"] < valise.numero:
        raise ValiseRefusee(PERIMEE)
    cles = Cles(valise)
    plan = fusionner(valise.releve, relever(seance, cles), contenu["releve"], vise)
    rangement = Rangement(cles, par)
    rangement.ranger(plan)
    rattraper_les_etats(seance, contenu["releve"], rangement, par)
    if contenu["numero"] > valise.numero or not plan.est_vide:
        _noter_le_retour(valise, contenu, cles, rangement, plan, par)
    return valise


def _la_valise(seance: Seance, contenu: dict[str, Any]) -> Valise:
    valise = Valise.objects.select_for_update().filter(pk=UUID(str(contenu.get("valise")))).first()
    if valise is None or valise.est_emportee:
        raise ValiseRefusee("Cette valise n'est pas partie d'ici : rapportez-la sur la plateforme d'origine.")
    if valise.seance_id != seance.pk:
        raise ValiseRefusee(
            f"Cette valise est celle d'une autre séance (code {contenu['code']}) : ouvrez sa page et rapportez-la."
        )
    return valise


def _noter_le_retour(
    valise: Valise, contenu: dict[str, Any], cles: Cles, rangement: Rangement, plan: Plan, par: Agent
) -> None:
    seance = valise.seance
    valise.numero, valise.rendue_le = contenu["numero"], now()
    # Le prochain retour se comparera à celui-ci : ce qui est déjà rangé ne l'est pas deux fois.
    valise.releve, valise.correspondance = contenu["releve"], cles.correspondance
    valise.bilan = rangement.bilan()
    valise.save(update_fields=["numero", "rendue_le", "releve", "correspondance", "bilan"])
    nb = sum(rangement.nb_ajouts.values())
    inscrire(
        "rapporter",
        seance,
        par=par,
        phrase=f"a rapporté la session {seance.numero} tenue hors ligne ({pluriel(nb, 'ligne ajoutée')})",
        donnees=valise.bilan,
    )
    changer_l_ecran(seance.pk)
