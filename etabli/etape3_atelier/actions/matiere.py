"""Contacts, documents lus, entretiens, constats."""

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College
from etabli.dossier.models import Thematique
from etabli.etape3_atelier.actions.entretiens import refuser_un_nom_tu
from etabli.etape3_atelier.enums import EtatDuTexte
from etabli.etape3_atelier.models import (
    Atelier,
    Comite,
    Constat,
    Contact,
    DocumentLu,
    Entretien,
    Equipier,
    Guide,
    Tache,
)
from etabli.socle.fichiers import deposer
from etabli.socle.journal import inscrire

Partie = Contact | DocumentLu | Entretien | Constat
P = TypeVar("P", bound=Partie)


@transaction.atomic
def ajouter_un_contact(
    atelier: Atelier,
    nom: str,
    college: str = College.ELU,
    *,
    qualite: str = "",
    courriel: str = "",
    a_consenti_le: date | None = None,
    source_du_consentement: str = "",
    par: Agent,
) -> Contact:
    contact = Contact.objects.create(
        atelier=atelier,
        nom=nom,
        college=college,
        qualite=qualite,
        courriel=courriel,
        a_consenti_le=a_consenti_le,
        source_du_consentement=source_du_consentement,
    )
    inscrire("ajouter_un_contact", atelier, par=par, phrase="a ajouté un contact")
    return contact


@transaction.atomic
def lire_un_document(
    atelier: Atelier,
    titre: str,
    dit: str,
    *,
    auteur: str = "",
    annee: int | None = None,
    page: str = "",
    contradiction: str = "",
    manque: str = "",
    par: Agent,
) -> DocumentLu:
    document = DocumentLu.objects.create(
        atelier=atelier,
        titre=titre,
        dit=dit,
        auteur=auteur,
        annee=annee,
        page=page,
        contradiction=contradiction,
        manque=manque,
    )
    inscrire("lire_un_document", atelier, par=par, phrase=f"a lu « {titre[:200]} »")
    return document


@transaction.atomic
def joindre_le_document(document: DocumentLu, contenu: bytes, nom: str, *, par: Agent) -> DocumentLu:
    """Garde le document lui-même à côté de sa fiche ; un second dépôt en fait une version."""
    version = deposer(
        document.atelier,
        document.titre[:200],
        contenu,
        nom,
        par=par,
        usage="document_lu",
        fichier=document.fichier,
    )
    document.fichier = version.fichier
    document.etat_du_texte = EtatDuTexte.A_LIRE
    document.save(update_fields=["fichier", "etat_du_texte", "modifie_le"])
    return document


@transaction.atomic
def mener_un_entretien(
    atelier: Atelier,
    personne: str,
    college: str = College.ELU,
    *,
    qualite: str = "",
    mene_le: date | None = None,
    a_consenti_le: date | None = None,
    source_du_consentement: str = "",
    est_anonyme: bool = False,
    noms_a_taire: str = "",
    guide: Guide | None = None,
    notes: str = "",
    verbatim: str = "",
    par: Agent,
) -> Entretien:
    """Le journal ne nomme que ceux qui l'acceptent. `verbatim` : une citation par paragraphe."""
    entretien = Entretien.objects.create(
        atelier=atelier,
        personne=personne,
        college=college,
        qualite=qualite,
        mene_le=mene_le,
        a_consenti_le=a_consenti_le,
        source_du_consentement=source_du_consentement,
        est_anonyme=est_anonyme,
        noms_a_taire=noms_a_taire,
        guide=guide,
        notes=notes,
        verbatim=verbatim,
    )
    inscrire("mener_un_entretien", atelier, par=par, phrase=f"a enregistré un entretien : {entretien}"[:300])
    return entretien


@transaction.atomic
def etablir_un_constat(
    atelier: Atelier,
    texte: str,
    *,
    document: DocumentLu | None = None,
    entretien: Entretien | None = None,
    thematique: Thematique | None = None,
    page: str = "",
    par: Agent,
) -> Constat:
    refuser_un_nom_tu(entretien, texte)
    for source in (document, entretien):
        if source is not None and source.atelier_id != atelier.pk:
            raise ValidationError("La source de ce constat appartient à un autre atelier.")
    constat = Constat.objects.create(
        atelier=atelier,
        texte=texte,
        document=document,
        entretien=entretien,
        thematique=thematique,
        page=page,
    )
    inscrire("etablir_un_constat", atelier, par=par, phrase=f"a établi un constat : {texte[:200]}")
    return constat


@transaction.atomic
def modifier(partie: P, champs: dict[str, Any], *, par: Agent) -> P:
    """Réécrit les champs donnés ; le journal dit lesquels, jamais ce qu'une personne a confié."""
    # Un formulaire a déjà posé ses valeurs sur `partie` : on compare à ce qui est écrit.
    ecrite = type(partie)._default_manager.select_for_update().get(pk=partie.pk)
    changes = [nom for nom, valeur in champs.items() if getattr(ecrite, nom) != valeur]
    if not changes:
        return partie
    for nom in changes:
        setattr(partie, nom, champs[nom])
    ecrits = [*changes, "modifie_le"]
    if champs.get("a_consenti_le") and isinstance(partie, Contact | Entretien):
        # Qui consent à nouveau n'est plus quelqu'un qui s'est retiré.
        partie.consentement_retire_le = None
        ecrits.append("consentement_retire_le")
    partie.save(update_fields=ecrits)
    inscrire(
        f"modifier_{partie._meta.model_name}",
        partie.atelier,
        par=par,
        phrase=f"a modifié {_article(partie)}",
        donnees={"pk": partie.pk, "champs": changes},
    )
    return partie


@transaction.atomic
def retirer(partie: Partie | Equipier | Comite | Guide | Tache, *, par: Agent) -> None:
    """Efface vraiment : une personne peut demander à ne plus figurer dans l'atelier."""
    atelier, phrase, pk = partie.atelier, f"a retiré {_article(partie)}", partie.pk
    acte = f"retirer_{partie._meta.model_name}"
    partie.delete()
    inscrire(acte, atelier, par=par, phrase=phrase, donnees={"pk": pk})


def _article(partie: models.Model) -> str:
    article = "une" if isinstance(partie, Tache) else "un"
    return f"{article} {partie._meta.verbose_name}"
