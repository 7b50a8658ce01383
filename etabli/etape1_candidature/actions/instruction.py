"""Ce que l'instruction écrit : dates, motifs, compléments, avis, critères."""

import csv
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.actions import revenir_a_la_candidature
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


def noter_l_ajournement(
    candidature: Candidature, *, par: Agent, motif: str, reexamen_le: date | None = None, **_: Any
) -> None:
    if reexamen_le and reexamen_le <= localdate():
        raise ValidationError({"reexamen_le": "Cette date est passée. Indiquez un jour à venir."})
    candidature.motif, candidature.reexamen_le = _exiger(motif, "le motif"), reexamen_le
    candidature.save(update_fields=["motif", "reexamen_le"])


def oublier_le_reexamen(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    candidature.motif, candidature.reexamen_le = "", None
    candidature.save(update_fields=["motif", "reexamen_le"])


def noter_la_decision(candidature: Candidature, *, par: Agent, motif: str, **_: Any) -> None:
    candidature.motif, candidature.decidee_le = _exiger(motif, "le motif de la décision"), localdate()
    candidature.save(update_fields=["motif", "decidee_le"])


def effacer_la_decision(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    """Le dossier repart : ses anciennes dates restent au journal, plus sur la fiche."""
    candidature.motif, candidature.decidee_le, candidature.deposee_le = "", None, None
    candidature.cohorte = candidature.reexamen_le = None
    candidature.save(update_fields=["motif", "decidee_le", "deposee_le", "cohorte", "reexamen_le"])
    revenir_a_la_candidature(candidature.dossier, par=par)


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
