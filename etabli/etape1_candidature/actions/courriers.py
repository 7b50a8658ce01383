"""Réunir les courriers : un par signataire, puis son exemplaire signé."""

from datetime import date

from django.db import transaction

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import Role
from etabli.etape1_candidature.enums import TypeCourrier
from etabli.etape1_candidature.models import Candidature, Courrier
from etabli.socle.fichiers import deposer
from etabli.socle.journal import inscrire


@transaction.atomic
def preparer_les_courriers(candidature: Candidature, *, par: Agent) -> list[Courrier]:
    """Un courrier par collectivité co-porteuse, un du préfet, un du service pilote.

    Se rejoue sans dommage : ce qui existe reste, ce qui manque s'ajoute, et le courrier non signé d'un membre
    sorti du dossier s'en va.
    """
    dossier = candidature.dossier
    attendus = [(TypeCourrier.SOUTIEN_COLLECTIVITE, o) for o in dossier.organisations(Role.COPORTEUR)]
    attendus += [(TypeCourrier.SOUTIEN_PREFET, o) for o in prefectures(candidature)]
    attendus += [(TypeCourrier.ENGAGEMENT, o) for o in dossier.organisations(Role.PILOTE)]
    for type_, organisation in attendus:
        Courrier.objects.get_or_create(candidature=candidature, type=type_, organisation=organisation)
    gardes = {(type_, organisation.pk) for type_, organisation in attendus}
    for courrier in candidature.courriers.all():
        if (courrier.type, courrier.organisation_id) not in gardes and not courrier.est_signe:
            courrier.delete()
    inscrire(
        "preparer_les_courriers",
        candidature,
        par=par,
        phrase="a préparé les courriers à faire signer",
        donnees={"courriers": [f"{type_.label} : {o}" for type_, o in attendus]},
    )
    return list(Courrier.objects.filter(candidature=candidature).select_related("organisation"))


def prefectures(candidature: Candidature) -> list[Organisation]:
    """La préfecture membre du dossier ; à défaut, celle du département le plus présent dans le périmètre."""
    dossier = candidature.dossier
    membres = [m.organisation for m in dossier.membres_en_cours()]
    if du_dossier := [o for o in membres if o.type == TypeOrganisation.PREFECTURE]:
        return du_dossier
    departements = dossier.perimetre.departements
    if not departements:
        return []
    return list(
        Organisation.objects.filter(type=TypeOrganisation.PREFECTURE, departement=departements[0])[:1]
    )


@transaction.atomic
def joindre_le_courrier_signe(
    courrier: Courrier, contenu: bytes, nom: str, signataire: str, signe_le: date, *, par: Agent
) -> Courrier:
    """Garde l'exemplaire signé ; en joindre un autre ajoute une version, sans effacer la précédente."""
    version = deposer(
        courrier.candidature,
        str(courrier)[:200],
        contenu,
        nom,
        par=par,
        usage="courrier_signe",
        visibilite="dgaln",
        fichier=courrier.fichier,
    )
    courrier.fichier, courrier.signataire, courrier.signe_le = version.fichier, signataire, signe_le
    courrier.version = courrier.candidature.versions.first()
    courrier.save(update_fields=["fichier", "signataire", "signe_le", "version", "modifie_le"])
    inscrire(
        "joindre_le_courrier_signe",
        courrier,
        par=par,
        phrase=f"a joint, signé : {courrier}"[:300],
        donnees={"signataire": signataire, "signe_le": signe_le, "sha256": version.sha256},
    )
    return courrier
