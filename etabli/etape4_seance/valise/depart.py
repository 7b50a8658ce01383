"""Le départ : fermer une valise sur la plateforme, la poser sur un portable sans Internet."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from etabli.annuaire.models import Agent, Organisation
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.calcul import enveloppe
from etabli.etape4_seance.calcul.enveloppe import ValiseRefusee
from etabli.etape4_seance.calcul.fusion import fusionner
from etabli.etape4_seance.models import Seance, Valise
from etabli.etape4_seance.permissions import peut_emporter
from etabli.etape4_seance.valise import decor
from etabli.etape4_seance.valise.rangement import Rangement
from etabli.etape4_seance.valise.releve import Cles, relever, vise
from etabli.socle.journal import inscrire
from etabli.socle.verdict import exiger


def cle_du_site() -> str:
    return enveloppe.derivee(settings.SECRET_KEY)


@transaction.atomic
def emporter(seance: Seance, *, par: Agent) -> tuple[Valise, bytes]:
    """Ferme une valise : la séance, le peu de dossier qu'il lui faut, et la clé qui scellera le retour."""
    exiger(peut_emporter(par, seance))
    privee = enveloppe.neuve()
    valise = Valise(seance=seance, cle_publique=enveloppe.publique(privee), preparee_par=par)
    valise.releve = relever(seance, Cles(valise))
    valise.save(force_insert=True)
    phrase = f"a préparé la session {seance.numero} pour la tenir hors ligne"
    inscrire("emporter", seance, par=par, phrase=phrase)
    contenu = {
        "sens": "aller",
        "valise": str(valise.pk),
        "site": settings.ADRESSE_DU_SITE,
        "code": seance.code,
        "preparee_le": now().isoformat(timespec="seconds"),
        "cle_privee": privee,
        "decor": decor.decrire(seance, par),
        "releve": valise.releve,
    }
    return valise, enveloppe.sceller(contenu, cle_du_site())


@transaction.atomic
def poser(contenu: dict[str, Any], *, par: Agent, organisation: Organisation) -> Valise:
    """Sur le portable : la séance prend place. La même valise posée deux fois n'y fait rien de plus."""
    if contenu.get("sens") != "aller":
        raise ValiseRefusee("Cette valise revient d'un portable : elle se rapporte sur la plateforme.")
    deja = Valise.objects.filter(pk=UUID(contenu["valise"])).select_related("seance").first()
    if deja:
        return deja
    if Seance.objects.filter(code=contenu["code"]).exists():
        raise ValiseRefusee(
            f"Ce poste tient déjà une séance sous le code {contenu['code']} : "
            "rapportez-la avant d'en poser une autre copie."
        )
    valise = Valise(
        id=UUID(contenu["valise"]),
        est_emportee=True,
        site=contenu["site"],
        cle_privee=contenu["cle_privee"],
        cle_publique=enveloppe.publique(contenu["cle_privee"]),
        preparee_par=par,
        releve=contenu["releve"],
    )
    cles = Cles(valise)
    atelier = decor.dresser(contenu["decor"], par=par, organisation=organisation)
    rangement = Rangement(cles, par)
    valise.seance = _poser_la_seance(contenu, rangement, atelier)
    reste = {m: lignes for m, lignes in contenu["releve"].items() if m != Seance._meta.label_lower}
    rangement.ranger(fusionner({}, {}, reste, vise))
    valise.correspondance = cles.correspondance
    valise.bilan = rangement.bilan()
    valise.save(force_insert=True)
    return valise


def _poser_la_seance(contenu: dict[str, Any], rangement: Rangement, atelier: Atelier) -> Seance:
    ((cle, ligne),) = contenu["releve"][Seance._meta.label_lower].items()
    valeurs = rangement.valeurs(Seance, ligne)
    seance = Seance.objects.create(atelier=atelier, code=contenu["code"], **valeurs)
    rangement.cles.noter(Seance, cle, seance.pk)
    return seance
