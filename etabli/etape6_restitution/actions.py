"""Les écritures de la restitution : sections, remarques, photos, fiche publique, versions gelées."""

import hashlib
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.fields.files import FieldFile
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.models import (
    FichePublique,
    Livrable,
    Observation,
    Photo,
    Section,
    VersionDeLivrable,
)
from etabli.etape6_restitution.plans import PLANS
from etabli.socle.fichiers import deposer, fichiers_de
from etabli.socle.journal import inscrire
from etabli.socle.models import Fichier, VersionDeFichier
from etabli.socle.texte_riche import assainir


class SectionModifieeEntreTemps(Exception):  # noqa: N818 -- ce n'est pas une erreur, c'est un choix à faire
    """La section n'est plus celle que l'agent a lue : il choisit entre les deux textes."""

    def __init__(self, actuelle: Section, propose: str) -> None:
        super().__init__("Cette section a été modifiée entre-temps.")
        self.actuelle, self.propose = actuelle, propose


@transaction.atomic
def attendre_les_livrables(dossier: Dossier, lance_le: date | None) -> list[Livrable]:
    """Crée les livrables du format avec leur date attendue et leurs sections ; rejouable."""
    attendus = []
    for type_ in dossier.format.livrables.all():
        attendu_le = lance_le + timedelta(weeks=type_.decalage_semaines) if lance_le else None
        livrable, _ = Livrable.objects.get_or_create(
            dossier=dossier, type=type_.type, defaults={"attendu_le": attendu_le}
        )
        for ordre, partie in enumerate(PLANS[type_.type].sections, 1):
            Section.objects.get_or_create(
                livrable=livrable, cle=partie.cle, defaults={"titre": partie.titre, "ordre": ordre}
            )
        attendus.append(livrable)
    return attendus


@transaction.atomic
def ecrire_la_section(section: Section, contenu: str, *, version_lue: int, par: Agent) -> Section:
    actuelle = Section.objects.select_for_update(of=("self",)).select_related("livrable").get(pk=section.pk)
    propose = assainir(contenu)
    if propose == actuelle.contenu:
        return actuelle
    if actuelle.version != version_lue:
        raise SectionModifieeEntreTemps(actuelle, propose)
    avant, actuelle.contenu = actuelle.contenu, propose
    actuelle.version += 1
    actuelle.modifiee_par, actuelle.modifiee_le = par, now()
    actuelle.save(update_fields=["contenu", "version", "modifiee_par", "modifiee_le"])
    inscrire(
        "ecrire_la_section",
        actuelle.livrable,
        par=par,
        phrase=f"a écrit «\u00a0{actuelle}\u00a0» ({actuelle.livrable})"[:300],
        # L'ancien texte reste au journal : rien de ce qui fut écrit ne se perd.
        donnees={"section": actuelle.cle, "version": actuelle.version, "avant": avant},
    )
    return actuelle


@transaction.atomic
def observer(livrable: Livrable, texte: str, *, section: Section | None = None, par: Agent) -> Observation:
    observation = Observation.objects.create(
        livrable=livrable, section=section, texte=texte.strip(), auteur=par
    )
    ou = f"«\u00a0{section}\u00a0», {livrable}" if section else str(livrable)
    inscrire("observer", livrable, par=par, phrase=f"a fait une remarque sur {ou}"[:300])
    return observation


@transaction.atomic
def lever_l_observation(observation: Observation, *, par: Agent) -> Observation:
    observation.levee_le = now()
    observation.save(update_fields=["levee_le"])
    inscrire(
        "lever_l_observation",
        observation.livrable,
        par=par,
        phrase=f"a levé une remarque sur {observation.livrable}"[:300],
    )
    return observation


@transaction.atomic
def ajouter_une_photo(
    dossier: Dossier,
    contenu: bytes,
    nom: str,
    *,
    legende: str,
    alternative: str,
    credit: str,
    est_autorisee: bool,
    usage: str = "",
    par: Agent,
) -> Photo:
    """Sans droit à l'image vérifié, la photo est gardée mais n'entre dans aucun livrable."""
    version = deposer(dossier, legende[:200], contenu, nom, par=par, usage="photo", visibilite="equipe")
    ordre = (dossier.photos.aggregate(n=Max("ordre"))["n"] or 0) + 1
    return Photo.objects.create(
        dossier=dossier,
        fichier=version.fichier,
        legende=legende,
        alternative=alternative,
        credit=credit,
        est_autorisee=est_autorisee,
        usage=usage,
        ordre=ordre,
    )


@transaction.atomic
def modifier_la_photo(photo: Photo, *, par: Agent, **champs: Any) -> Photo:
    avant = {nom: str(getattr(photo, nom)) for nom in champs}
    for nom, valeur in champs.items():
        setattr(photo, nom, valeur)
    photo.save(update_fields=[*champs, "modifie_le"])
    inscrire(
        "modifier_la_photo",
        photo.dossier,
        par=par,
        phrase=f"a modifié la photo «\u00a0{photo}\u00a0»"[:300],
        donnees={"avant": avant},
    )
    return photo


@transaction.atomic
def supprimer_la_photo(photo: Photo, motif: str, *, par: Agent) -> None:
    """L'image quitte la plateforme, octets compris ; le journal garde sa légende et le motif, jamais l'image."""
    dossier, fichier, legende, credit = photo.dossier, photo.fichier, photo.legende, photo.credit
    contenus = [version.contenu for version in fichier.versions.all()]
    photo.delete()
    fichier.delete()
    inscrire(
        "supprimer_la_photo",
        dossier,
        par=par,
        phrase=f"a supprimé la photo «\u00a0{legende}\u00a0»"[:300],
        donnees={"motif": motif.strip(), "credit": credit},
    )
    # Après la base : si elle refuse, rien n'est perdu.
    transaction.on_commit(partial(_effacer, contenus))


def _effacer(contenus: list[FieldFile]) -> None:
    for contenu in contenus:
        contenu.delete(save=False)


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


@transaction.atomic
def geler(livrable: Livrable, *, par: Agent | None) -> VersionDeLivrable:
    """Réserve le numéro d'une version ; ses fichiers y sont rangés quand ils sont écrits."""
    dernier = livrable.versions.aggregate(n=Max("numero"))["n"] or 0
    return VersionDeLivrable.objects.create(livrable=livrable, numero=dernier + 1, gelee_par=par)


@transaction.atomic
def ranger_les_fichiers(
    version: VersionDeLivrable,
    fichiers: dict[str, tuple[bytes, str]],
    *,
    nb_pages: int | None,
    par: Agent | None,
) -> VersionDeLivrable:
    """`fichiers` donne, par forme (pdf, odt, docx), les octets et le nom ; l'empreinte est celle du PDF."""
    livrable = version.livrable
    for forme, (contenu, nom) in fichiers.items():
        deposee = deposer(
            livrable,
            f"{livrable}, version {version.numero} ({forme.upper()})",
            contenu,
            nom,
            par=par,
            usage="livrable",
            visibilite="equipe",
        )
        setattr(version, forme, deposee.fichier)
    version.nb_pages = nb_pages
    version.empreinte = hashlib.sha256(fichiers["pdf"][0]).hexdigest()
    version.save(update_fields=["nb_pages", "empreinte", *fichiers])
    return version


@transaction.atomic
def ranger_un_brouillon(
    livrable: Livrable, contenu: bytes, nom: str, *, nb_pages: int | None = None, par: Agent
) -> VersionDeFichier:
    """Un brouillon par forme, en versions : le précédent reste, il n'est jamais public."""
    forme = nom.rpartition(".")[2]
    usage = f"brouillon-{forme}"
    titre = f"{livrable}, brouillon {forme.upper()}"
    if nb_pages:
        titre += f" ({nb_pages} pages)"
    deja = fichiers_de(livrable, usage).first()
    deposee = deposer(livrable, titre, contenu, nom, par=par, usage=usage, visibilite="equipe", fichier=deja)
    Fichier.objects.filter(pk=deposee.fichier_id).update(titre=titre)
    return deposee


def noter_la_soumission(livrable: Livrable, *, par: Agent, **_: Any) -> None:
    livrable.soumis_le = localdate()
    livrable.save(update_fields=["soumis_le"])


def noter_l_acceptation(livrable: Livrable, *, par: Agent, **_: Any) -> None:
    livrable.accepte_le = localdate()
    livrable.save(update_fields=["accepte_le"])


def noter_la_publication(livrable: Livrable, *, par: Agent, **_: Any) -> None:
    livrable.publie_le = localdate()
    livrable.save(update_fields=["publie_le"])
    if version := livrable.derniere_version:
        version.publiee_le = livrable.publie_le
        version.save(update_fields=["publiee_le"])


def garder_le_motif(livrable: Livrable, *, par: Agent, motif: str = "", **_: Any) -> None:
    livrable.motif = motif.strip()
    livrable.save(update_fields=["motif"])
