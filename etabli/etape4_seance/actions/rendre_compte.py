"""Garder trace : l'émargement, et le compte rendu écrit à plusieurs sans s'écraser."""

from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape4_seance.models import (
    Destinataire,
    Emargement,
    Participant,
    RevisionDuCompteRendu,
    Seance,
)
from etabli.etape4_seance.permissions import (
    il_reste_de_la_place,
    peut_emarger,
    peut_laisser_son_adresse,
    peut_rediger,
    peut_signer,
)
from etabli.socle.journal import inscrire
from etabli.socle.models import LettreSortante
from etabli.socle.texte_riche import assainir
from etabli.socle.verdict import exiger

COMPTE_RENDU_A_UN_PARTICIPANT = "seance-compte-rendu-participant"


class ConflitDeVersion(Exception):  # noqa: N818 -- le mot du métier
    """Quelqu'un a enregistré entre-temps ; `derniere` est ce qu'il a écrit."""

    def __init__(self, derniere: RevisionDuCompteRendu) -> None:
        super().__init__(f"{derniere.par} a enregistré une nouvelle version entre-temps.")
        self.derniere = derniere


@transaction.atomic
def emarger(seance: Seance, *, par: Agent, nom: str, college: str, organisme: str = "") -> Emargement:
    """La même personne cochée deux fois n'est présente qu'une fois."""
    exiger(peut_emarger(par, seance))
    ligne, _ = Emargement.objects.get_or_create(
        seance=seance, nom=nom, college=college, defaults={"organisme": organisme, "par": par}
    )
    return ligne


@transaction.atomic
def signer(seance: Seance, *, nom: str, college: str, organisme: str = "") -> Emargement:
    """Chacun signe depuis son téléphone, sans compte ; qui l'accueil a déjà inscrit ne l'est pas deux fois."""
    exiger(peut_signer(seance) & il_reste_de_la_place(seance.emargements))
    ligne, _ = Emargement.objects.get_or_create(
        seance=seance, nom=nom, college=college, defaults={"organisme": organisme, "par": None}
    )
    return ligne


@transaction.atomic
def laisser_son_adresse(
    seance: Seance, courriel: str, *, participant: Participant | None = None
) -> Destinataire:
    """Pour le compte rendu, et rien d'autre. La même adresse laissée deux fois n'est gardée qu'une."""
    exiger(peut_laisser_son_adresse(seance) & il_reste_de_la_place(seance.destinataires))
    destinataire, est_neuf = Destinataire.objects.get_or_create(
        seance=seance, courriel=courriel.strip().lower(), defaults={"participant": participant}
    )
    if not est_neuf and participant and destinataire.participant_id is None:
        destinataire.participant = participant
        destinataire.save(update_fields=["participant"])
    return destinataire


@transaction.atomic
def effacer_l_adresse(destinataire: Destinataire) -> None:
    """À la demande de la personne : l'adresse s'en va, et les lettres qui la portaient avec elle."""
    LettreSortante.objects.filter(
        modele=COMPTE_RENDU_A_UN_PARTICIPANT, destinataire=destinataire.courriel
    ).delete()
    destinataire.delete()


@transaction.atomic
def retirer_l_emargement(ligne: Emargement, *, par: Agent) -> None:
    exiger(peut_emarger(par, ligne.seance))
    ligne.delete()


@transaction.atomic
def rediger_le_compte_rendu(seance: Seance, texte: str, *, version: int, par: Agent) -> Seance:
    """Enregistre sur la version qu'on a lue, ou refuse : personne n'écrase personne."""
    exiger(peut_rediger(par, seance))
    verrouillee = Seance.objects.select_for_update().get(pk=seance.pk)
    if verrouillee.version_du_compte_rendu != version:
        derniere = verrouillee.revisions_du_compte_rendu.select_related("par").first()
        if derniere:
            raise ConflitDeVersion(derniere)
    texte = assainir(texte)
    if texte == verrouillee.compte_rendu:
        return verrouillee
    verrouillee.compte_rendu = texte
    verrouillee.version_du_compte_rendu += 1
    verrouillee.save(update_fields=["compte_rendu", "version_du_compte_rendu", "modifie_le"])
    RevisionDuCompteRendu.objects.create(
        seance=verrouillee, numero=verrouillee.version_du_compte_rendu, contenu=texte, par=par
    )
    inscrire(
        "rediger_le_compte_rendu",
        verrouillee,
        par=par,
        phrase=f"a enregistré le compte rendu de la session {seance.numero}"
        f" (version {verrouillee.version_du_compte_rendu})",
    )
    return verrouillee
