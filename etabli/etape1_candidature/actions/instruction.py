"""Ce que l'instruction écrit : dates, motifs, compléments, avis, cohorte, critères."""

import csv
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.actions import passer_a
from etabli.dossier.enums import Etape
from etabli.etape1_candidature.calcul import Capacite
from etabli.etape1_candidature.enums import SensAvis
from etabli.etape1_candidature.models import Avis, Candidature, CritereDEligibilite, DemandeDeComplement
from etabli.socle.journal import inscrire

FICHIER_DES_CRITERES = settings.DONNEES / "candidature" / "criteres.csv"


def _exiger(texte: str, quoi: str) -> str:
    if not texte.strip():
        raise ValidationError(f"Écrivez {quoi} : les porteurs le liront.")
    return texte.strip()


# Les effets des transitions : même transaction que le changement d'état.


def noter_le_signalement(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    candidature.signalee_le = localdate()
    candidature.save(update_fields=["signalee_le"])


def noter_le_depot(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    candidature.deposee_le, candidature.decidee_le, candidature.motif = localdate(), None, ""
    candidature.save(update_fields=["deposee_le", "decidee_le", "motif"])


def noter_le_motif(candidature: Candidature, *, par: Agent, motif: str, **_: Any) -> None:
    candidature.motif = _exiger(motif, "le motif")
    candidature.save(update_fields=["motif"])


def noter_la_decision(candidature: Candidature, *, par: Agent, motif: str, **_: Any) -> None:
    candidature.motif, candidature.decidee_le = _exiger(motif, "le motif de la décision"), localdate()
    candidature.save(update_fields=["motif", "decidee_le"])


def effacer_la_decision(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    """Le dossier repart : ses anciennes dates restent au journal, plus sur la fiche."""
    candidature.motif, candidature.decidee_le, candidature.deposee_le = "", None, None
    candidature.cohorte = None
    candidature.save(update_fields=["motif", "decidee_le", "deposee_le", "cohorte"])


def noter_la_demande_de_complement(candidature: Candidature, *, par: Agent, texte: str, **_: Any) -> None:
    DemandeDeComplement.objects.create(
        candidature=candidature,
        texte=_exiger(texte, "ce que vous demandez"),
        demandee_par=par,
        demandee_le=localdate(),
    )


def noter_la_reponse(candidature: Candidature, *, par: Agent, reponse: str = "", **_: Any) -> None:
    candidature.complements.filter(recue_le__isnull=True).update(
        recue_le=localdate(), reponse=reponse.strip()
    )


def clore_le_complement(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    """Une candidature retirée n'attend plus de réponse."""
    candidature.complements.filter(recue_le__isnull=True).update(recue_le=localdate())


def inscrire_dans_la_cohorte(
    candidature: Candidature, *, par: Agent, cohorte: int | None = None, **_: Any
) -> None:
    """L'année de la cohorte est celle du jour, sauf si la DGALN en choisit une autre."""
    candidature.cohorte = cohorte or localdate().year
    candidature.save(update_fields=["cohorte"])
    passer_a(candidature.dossier, Etape.MARCHE, par=par)


def capacite(candidature: Candidature, annee: int | None = None) -> Capacite:
    """Où en est la cohorte de l'année pour le format du dossier."""
    annee = annee or localdate().year
    format_ = candidature.dossier.format
    nb = Candidature.objects.de_la_cohorte(annee).filter(dossier__format=format_).count()
    return Capacite(annee, nb, format_.capacite_annuelle)


@transaction.atomic
def donner_un_avis(
    candidature: Candidature, critere: CritereDEligibilite, sens: SensAvis | str, motif: str, *, par: Agent
) -> Avis:
    """Un avis par critère et par instructeur ; le donner à nouveau le corrige, le journal garde les deux."""
    avis, est_neuf = Avis.objects.update_or_create(
        candidature=candidature,
        critere=critere,
        instructeur=par,
        defaults={"sens": sens, "motif": motif.strip()},
    )
    inscrire(
        "donner_un_avis",
        avis,
        par=par,
        phrase=f"a {'donné' if est_neuf else 'revu'} son avis sur « {critere} »"[:300],
        # Pas de `fil` : le journal du dossier est lu par les porteurs, les avis restent à la DGALN.
        donnees={"sens": str(sens), "motif": motif},
    )
    return avis


@transaction.atomic
def installer_les_criteres() -> int:
    """Propose les critères tirés des textes du programme ; ceux que la DGALN a déjà réglés ne bougent pas."""
    with FICHIER_DES_CRITERES.open(encoding="utf-8", newline="") as fichier:
        lignes = list(csv.DictReader(fichier))
    nb_neufs = 0
    for ordre, ligne in enumerate(lignes, 1):
        _, est_neuf = CritereDEligibilite.objects.get_or_create(
            libelle=ligne["libelle"],
            defaults={
                "aide": ligne["aide"],
                "source": ligne["source"],
                "est_proposition": True,
                "ordre": ordre,
            },
        )
        nb_neufs += est_neuf
    return nb_neufs


@transaction.atomic
def modifier_un_critere(critere: CritereDEligibilite, *, par: Agent) -> CritereDEligibilite:
    """Enregistre un critère réglé par la DGALN : il n'est plus une proposition."""
    critere.est_proposition = False
    critere.save()
    inscrire("modifier_un_critere", critere, par=par, phrase=f"a réglé le critère « {critere} »"[:300])
    return critere
