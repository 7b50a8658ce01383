"""Le choix collégial : qui évalue, la conformité, les notes de chacun puis celles de tous."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now

from etabli.annuaire.models import Agent, Organisation
from etabli.etape2_marche.actions.commun import sonner
from etabli.etape2_marche.enums import Conformite
from etabli.etape2_marche.models import Critere, Evaluateur, Marche, Note, Offre
from etabli.socle.journal import inscrire


@dataclass(frozen=True)
class Saisie:
    """Une note et ce qui la justifie ; sans valeur, la note déjà donnée est effacée."""

    offre: Offre
    critere: Critere
    valeur: Decimal | None
    motif: str = ""


@transaction.atomic
def designer_un_evaluateur(
    marche: Marche, agent: Agent, organisation: Organisation, *, par: Agent
) -> Evaluateur:
    """Désigner à nouveau une personne qui s'est déportée ne la fait pas revenir."""
    evaluateur, est_neuf = Evaluateur.objects.get_or_create(
        marche=marche, agent=agent, defaults={"organisation": organisation}
    )
    if est_neuf:
        inscrire(
            "designer_un_evaluateur", marche, par=par, phrase=f"a désigné {agent} pour le choix de l'équipe"
        )
        sonner("designer_un_evaluateur", evaluateur, par=par)
    return evaluateur


@transaction.atomic
def retirer_un_evaluateur(evaluateur: Evaluateur, *, par: Agent) -> None:
    """Tant qu'il n'a rien noté, on peut s'être trompé de personne."""
    if evaluateur.notes.exists():
        raise ValidationError("Cette personne a déjà noté des offres : elle ne peut plus être retirée.")
    inscrire(
        "retirer_un_evaluateur",
        evaluateur.marche,
        par=par,
        phrase=f"a retiré {evaluateur} du choix de l'équipe",
    )
    evaluateur.delete()


@transaction.atomic
def declarer_sans_conflit(evaluateur: Evaluateur, *, par: Agent) -> Evaluateur:
    evaluateur.declaration_le = now()
    evaluateur.save(update_fields=["declaration_le"])
    inscrire(
        "declarer_sans_conflit",
        evaluateur.marche,
        par=par,
        phrase="a déclaré n'avoir aucun conflit d'intérêts",
    )
    return evaluateur


@transaction.atomic
def se_deporter(evaluateur: Evaluateur, *, par: Agent) -> Evaluateur:
    """Celui qui se déporte ne lit plus rien et ses notes ne comptent plus ; elles restent en base."""
    evaluateur.deporte_le = now()
    evaluateur.save(update_fields=["deporte_le"])
    inscrire("se_deporter", evaluateur.marche, par=par, phrase="s'est déporté du choix de l'équipe")
    return evaluateur


@transaction.atomic
def verifier_une_offre(
    offre: Offre, conformite: str, *, par: Agent, montant_ht: Decimal | None = None, motif: str = ""
) -> Offre:
    """La conformité et le prix lus dans l'offre ouverte ; écarter une offre demande un motif."""
    ecartee = conformite not in {Conformite.A_VERIFIER, Conformite.COMPLETE}
    if ecartee and not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi l'offre est écartée : le candidat le lira."})
    if conformite == Conformite.COMPLETE and montant_ht is None:
        raise ValidationError({"montant_ht": "Indiquez le prix de l'offre, hors taxes."})
    offre.conformite, offre.montant_ht, offre.motif_de_conformite = conformite, montant_ht, motif.strip()
    offre.full_clean(exclude=["fichier", "enregistree_par"])
    offre.save(update_fields=["conformite", "montant_ht", "motif_de_conformite", "modifie_le"])
    inscrire(
        "verifier_une_offre",
        offre,
        par=par,
        phrase=f"a vérifié une offre : {offre.get_conformite_display().lower()}",
    )
    return offre


@transaction.atomic
def noter(evaluateur: Evaluateur, saisies: Iterable[Saisie], *, par: Agent) -> int:
    """Écrit les notes d'un évaluateur ; le journal dit qu'il a noté, jamais combien."""
    nb = _ecrire(saisies, evaluateur.marche, evaluateur)
    inscrire("noter", evaluateur, par=par, phrase="a enregistré ses notes")
    return nb


@transaction.atomic
def arreter_les_notes(marche: Marche, saisies: Iterable[Saisie], *, par: Agent) -> int:
    """Les notes arrêtées ensemble : ce sont elles qui classent."""
    nb = _ecrire(saisies, marche, None)
    inscrire("arreter_les_notes", marche, par=par, phrase="a enregistré les notes arrêtées en réunion")
    return nb


def _ecrire(saisies: Iterable[Saisie], marche: Marche, evaluateur: Evaluateur | None) -> int:
    maximum, nb = marche.accord_cadre.note_maximale, 0
    for saisie in saisies:
        cle: dict[str, Any] = {"offre": saisie.offre, "critere": saisie.critere, "evaluateur": evaluateur}
        if saisie.valeur is None:
            Note.objects.filter(**cle).delete()
            continue
        if saisie.offre.marche_id != marche.pk or saisie.critere.accord_cadre_id != marche.accord_cadre_id:
            raise ValidationError("Cette note ne concerne pas ce marché.")
        if saisie.critere.est_prix:
            raise ValidationError("La note du prix se calcule, elle ne se saisit pas.")
        if not 0 <= saisie.valeur <= maximum:
            raise ValidationError(f"Une note va de 0 à {maximum}.")
        if not saisie.motif.strip():
            raise ValidationError("Dites ce qui justifie la note.")
        Note.objects.update_or_create(
            **cle, defaults={"valeur": saisie.valeur, "motif": saisie.motif.strip()}
        )
        nb += 1
    return nb
