"""Réunir les courriers : un par signataire, puis son exemplaire signé."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.dossier.enums import Role
from etabli.etape1_candidature.enums import TypeCourrier
from etabli.etape1_candidature.models import Candidature, Courrier, RelanceDeCourrier
from etabli.socle.courriel import Lettre
from etabli.socle.fichiers import deposer
from etabli.socle.journal import inscrire
from etabli.socle.signature import Lecture, lire_a_part


def adresses_du_signataire(courrier: Courrier) -> list[str]:
    """Les agents du signataire ; si personne n'y a de compte, l'adresse de l'organisation."""
    fonctions = Fonction.objects.en_cours().filter(
        organisation=courrier.organisation_id, agent__is_active=True
    )
    adresses = list(fonctions.values_list("agent__email", flat=True).distinct())
    return adresses or [a for a in [courrier.organisation.courriel] if a]


A_SIGNER = Lettre(
    "candidature-courrier-a-signer",
    "Un courrier est à signer : {{ objet.candidature }}",
    "candidature/lettres/courrier_a_signer.txt",
    adresses_du_signataire,
    lambda courrier: {"courrier": courrier, "dossier": courrier.candidature.dossier},
)
RELANCE = Lettre(
    "candidature-courrier-relance",
    "Rappel, un courrier attend votre signature : {{ objet.candidature }}",
    "candidature/lettres/courrier_relance.txt",
    adresses_du_signataire,
    lambda courrier: {"courrier": courrier, "dossier": courrier.candidature.dossier},
)


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
def completer_le_projet(
    courrier: Courrier,
    *,
    signataire: str,
    lieu: str = "",
    referent: str = "",
    suppleant: str = "",
    par: Agent,
) -> Courrier:
    """Ce que le site ne peut pas savoir, et qui s'écrit dans le projet à la place des crochets."""
    courrier.signataire, courrier.lieu = signataire.strip(), lieu.strip()
    courrier.referent, courrier.suppleant = referent.strip(), suppleant.strip()
    courrier.save(update_fields=["signataire", "lieu", "referent", "suppleant", "modifie_le"])
    inscrire("completer_le_projet", courrier, par=par, phrase=f"a complété le projet : {courrier}"[:300])
    return courrier


@transaction.atomic
def envoyer_a_la_signature(courrier: Courrier, envoye_a: str, *, par: Agent) -> Courrier:
    """Dit à qui le projet est parti ; les agents du signataire reçoivent une lettre avec le lien."""
    courrier.envoye_le, courrier.envoye_par, courrier.envoye_a = localdate(), par, envoye_a.strip()
    courrier.save(update_fields=["envoye_le", "envoye_par", "envoye_a", "modifie_le"])
    a = f" à {courrier.envoye_a}" if courrier.envoye_a else ""
    inscrire(
        "envoyer_a_la_signature",
        courrier,
        par=par,
        phrase=f"a envoyé à la signature{a} : {courrier}"[:300],
        donnees={"envoye_a": courrier.envoye_a},
    )
    A_SIGNER.envoyer(courrier, auteur=par)
    return courrier


@transaction.atomic
def relancer(courrier: Courrier, *, par: Agent, mot: str = "") -> RelanceDeCourrier:
    """Une relance par jour et par courrier ; sans adresse où l'envoyer, elle n'a pas lieu."""
    if not adresses_du_signataire(courrier):
        raise ValidationError(
            f"Personne de « {courrier.organisation} » n'a de compte, et sa fiche n'a pas d'adresse : invitez "
            "quelqu'un, ou complétez la fiche de l'organisation."
        )
    relance, est_neuve = RelanceDeCourrier.objects.get_or_create(
        courrier=courrier, le=localdate(), defaults={"par": par, "mot": mot.strip()}
    )
    if not est_neuve:
        raise ValidationError(f"Ce courrier a déjà été relancé aujourd'hui par {relance.par}.")
    inscrire("relancer", courrier, par=par, phrase=f"a relancé le signataire : {courrier}"[:300])
    RELANCE.envoyer(courrier, occasion=f"{courrier.pk}-{relance.le}", auteur=par, mot=relance.mot)
    return relance


@transaction.atomic
def joindre_le_courrier_signe(
    courrier: Courrier,
    contenu: bytes,
    nom: str,
    signataire: str,
    signe_le: date,
    *,
    par: Agent,
    lecture: Lecture | None = None,
) -> Courrier:
    """Garde l'exemplaire signé ; en joindre un autre ajoute une version, sans effacer la précédente.

    `lecture` est celle de ses signatures électroniques, si le formulaire l'a déjà faite.
    """
    lecture = lecture or lire_a_part(contenu, settings.RACINES_DES_SIGNATURES)
    version = deposer(
        courrier.candidature,
        str(courrier)[:200],
        contenu,
        nom,
        par=par,
        usage="courrier_signe",
        visibilite="dgaln",
        fichier=courrier.fichier,
        signatures=lecture.en_donnees(),
    )
    courrier.fichier, courrier.signataire, courrier.signe_le = version.fichier, signataire, signe_le
    courrier.version = courrier.candidature.versions.first()
    courrier.save(update_fields=["fichier", "signataire", "signe_le", "version", "modifie_le"])
    inscrire(
        "joindre_le_courrier_signe",
        courrier,
        par=par,
        phrase=f"a joint, signé : {courrier}"[:300],
        donnees={
            "signataire": signataire,
            "signe_le": signe_le,
            "sha256": version.sha256,
            "signature": lecture.etat,
        },
    )
    return courrier
