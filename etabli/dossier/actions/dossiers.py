"""Les écritures du dossier : l'ouvrir, le faire avancer, y réunir des membres, y écrire, y déposer."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import Etape, Role, Visibilite
from etabli.dossier.models import Dossier, FormatAtelier, Membre, Message, Thematique
from etabli.socle.fichiers import deposer
from etabli.socle.journal import inscrire
from etabli.socle.models import Fichier, VersionDeFichier
from etabli.territoires.models import Perimetre

# L'usage des fichiers déposés sur la page du dossier ; ceux des étapes ont le leur et leur propre porte.
USAGE = "dossier"


@transaction.atomic
def creer_un_dossier(
    titre: str,
    *,
    format: FormatAtelier,
    perimetre: Perimetre,
    par: Agent,
    pilote: Organisation | None = None,
    copilotes: Iterable[Organisation] = (),
    coporteurs: Iterable[Organisation] = (),
    perimetre_de_reflexion: Perimetre | None = None,
    thematiques: Iterable[Thematique] = (),
    resume: str = "",
    est_fictif: bool = False,
) -> Dossier:
    dossier = Dossier.objects.create(
        titre=titre,
        format=format,
        perimetre=perimetre,
        perimetre_de_reflexion=perimetre_de_reflexion,
        resume=resume,
        ouvert_par=par,
        est_fictif=est_fictif,
    )
    dossier.thematiques.set(thematiques)
    inscrire("ouvrir_un_dossier", dossier, par=par, phrase=f"a ouvert le dossier «\u00a0{titre}\u00a0»")
    places = [
        (Role.PILOTE, [pilote] if pilote else []),
        (Role.COPILOTE, copilotes),
        (Role.COPORTEUR, coporteurs),
    ]
    for role, organisations in places:
        for organisation in organisations:
            ajouter_un_membre(dossier, organisation, role, par=par)
    return dossier


@transaction.atomic
def modifier_le_dossier(
    dossier: Dossier, *, par: Agent, thematiques: Iterable[Thematique] | None = None, **champs: Any
) -> Dossier:
    """Le journal garde l'ancienne et la nouvelle valeur de ce qui a changé, et rien d'autre."""
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    changes = {nom: [getattr(dossier, nom), valeur] for nom, valeur in champs.items()}
    changes = {nom: [str(a), str(b)] for nom, (a, b) in changes.items() if a != b}
    for nom, valeur in champs.items():
        setattr(dossier, nom, valeur)
    dossier.save()
    if thematiques is not None:
        avant, apres = sorted(t.nom for t in dossier.thematiques.all()), sorted(t.nom for t in thematiques)
        if avant != apres:
            dossier.thematiques.set(thematiques)
            changes["thematiques"] = [", ".join(avant), ", ".join(apres)]
    if changes:
        noms = ", ".join(_nom_du_champ(nom) for nom in changes)
        inscrire(
            "modifier_le_dossier", dossier, par=par, phrase=f"a modifié le dossier : {noms}", donnees=changes
        )
    return dossier


def _nom_du_champ(nom: str) -> str:
    return str(getattr(Dossier._meta.get_field(nom), "verbose_name", nom))


@transaction.atomic
def changer_le_perimetre(
    dossier: Dossier, perimetre: Perimetre, *, de_reflexion: bool = False, par: Agent
) -> Dossier:
    """Le périmètre d'étude, ou celui de réflexion, plus large ; l'un peut être tracé de nouveau sans l'autre."""
    champ = "perimetre_de_reflexion" if de_reflexion else "perimetre"
    setattr(dossier, champ, perimetre)
    dossier.save(update_fields=[champ, "modifie_le"])
    inscrire(
        "changer_le_perimetre",
        dossier,
        par=par,
        phrase=f"a tracé le {_nom_du_champ(champ)} : {perimetre.libelle_court}",
        donnees={"perimetre": perimetre.pk, "population": perimetre.population},
    )
    return dossier


@transaction.atomic
def passer_a(dossier: Dossier, etape: Etape, *, par: Agent | None) -> Dossier:
    """Fait avancer le dossier, jamais reculer : rejouer l'appel ne change rien."""
    verrouille = Dossier.objects.select_for_update().get(pk=dossier.pk)
    ordre = list(Etape)
    ancienne = Etape(verrouille.etape)
    if ordre.index(etape) > ordre.index(ancienne):
        _changer_d_etape(verrouille, etape)
        inscrire(
            "passer_a",
            verrouille,
            par=par,
            phrase=f"a fait passer le dossier à l'étape «\u00a0{etape.label}\u00a0»",
            donnees={"de": ancienne.value, "vers": etape.value},
        )
    dossier.etape, dossier.etape_depuis_le = verrouille.etape, verrouille.etape_depuis_le
    return dossier


def _changer_d_etape(dossier: Dossier, etape: Etape) -> None:
    """Garde la durée du séjour qui finit : les médianes du pilotage s'y lisent."""
    # Une histoire saisie après coup garde son ordre : on ne sort pas d'une étape avant d'y être entré.
    le = max(localdate(), dossier.etape_depuis_le)
    entree_le = dossier.etape_depuis_le
    dossier.sejours.create(
        etape=dossier.etape, entree_le=entree_le, sortie_le=le, nb_jours=(le - entree_le).days
    )
    dossier.etape, dossier.etape_depuis_le = etape, le
    dossier.save(update_fields=["etape", "etape_depuis_le", "modifie_le"])


@transaction.atomic
def revenir_a_la_candidature(dossier: Dossier, *, par: Agent) -> Dossier:
    """Le seul retour en arrière : la candidature, retirée une fois retenue, se rouvre depuis le début."""
    verrouille = Dossier.objects.select_for_update().get(pk=dossier.pk)
    ancienne = Etape(verrouille.etape)
    if ancienne != Etape.CANDIDATURE:
        _changer_d_etape(verrouille, Etape.CANDIDATURE)
        phrase = f"a ramené le dossier à l'étape «\u00a0{Etape.CANDIDATURE.label}\u00a0»"
        donnees = {"de": ancienne.value, "vers": Etape.CANDIDATURE.value}
        inscrire("passer_a", verrouille, par=par, phrase=phrase, donnees=donnees)
    dossier.etape, dossier.etape_depuis_le = verrouille.etape, verrouille.etape_depuis_le
    return dossier


@transaction.atomic
def ajouter_un_membre(
    dossier: Dossier, organisation: Organisation, role: Role, *, par: Agent | None
) -> Membre:
    """Donne une place à l'organisation ; si elle en a déjà une autre, celle-ci s'arrête."""
    actuel = (
        Membre.objects.select_for_update()
        .filter(dossier=dossier, organisation=organisation, jusqu_au__isnull=True)
        .first()
    )
    if actuel and actuel.role == role:
        return actuel
    if actuel:
        actuel.jusqu_au = localdate()
        actuel.save(update_fields=["jusqu_au", "modifie_le"])
    membre = Membre.objects.create(dossier=dossier, organisation=organisation, role=role)
    _oublier_les_membres(dossier)
    inscrire(
        "ajouter_un_membre",
        dossier,
        par=par,
        phrase=f"a ajouté {organisation} comme {Role(role).label.lower()}",
        donnees={"organisation": organisation.pk, "role": [actuel.role if actuel else "", str(role)]},
    )
    return membre


@transaction.atomic
def retirer_un_membre(membre: Membre, *, par: Agent, motif: str) -> Membre:
    membre.jusqu_au = localdate()
    membre.save(update_fields=["jusqu_au", "modifie_le"])
    _oublier_les_membres(membre.dossier)
    inscrire(
        "retirer_un_membre",
        membre.dossier,
        par=par,
        phrase=f"a retiré {membre.organisation}",
        donnees={"organisation": membre.organisation_id, "role": membre.role, "motif": motif},
    )
    return membre


def _oublier_les_membres(dossier: Dossier) -> None:
    """Les membres préchargés ne valent plus : la prochaine lecture les redemande."""
    getattr(dossier, "_prefetched_objects_cache", {}).pop("membres", None)


@transaction.atomic
def ecrire_un_message(
    dossier: Dossier, texte: str, *, par: Agent, visibilite: Visibilite = Visibilite.DGALN
) -> Message:
    texte = texte.strip()
    if not texte:
        raise ValidationError("Le message est vide. Écrivez-le avant de l'envoyer.")
    message = Message.objects.create(dossier=dossier, auteur=par, texte=texte, visibilite=visibilite)
    # Le journal dit qu'un message a été écrit, pas ce qu'il contient : tous ne lisent pas tout.
    inscrire(
        "ecrire_un_message",
        dossier,
        par=par,
        phrase="a écrit un message",
        donnees={"message": message.pk, "visibilite": str(visibilite)},
    )
    return message


def joindre_un_fichier(
    dossier: Dossier,
    titre: str,
    contenu: bytes,
    nom: str,
    *,
    par: Agent,
    visibilite: Visibilite = Visibilite.DGALN,
    fichier: Fichier | None = None,
) -> VersionDeFichier:
    """Un nouveau fichier du dossier, ou une nouvelle version de `fichier`."""
    return deposer(
        dossier, titre, contenu, nom, par=par, usage=USAGE, visibilite=str(visibilite), fichier=fichier
    )
