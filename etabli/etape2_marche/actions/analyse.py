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
from etabli.etape2_marche.classement import cases_du_cadre
from etabli.etape2_marche.enums import Conformite, NatureDeDemande
from etabli.etape2_marche.models import Critere, Evaluateur, Marche, Note, Offre, SousCritere
from etabli.etape2_marche.permissions import places_perdues
from etabli.socle.journal import inscrire


@dataclass(frozen=True)
class Saisie:
    """Une note et ce qui la justifie ; sans valeur, la note déjà donnée est effacée."""

    offre: Offre
    critere: Critere
    valeur: Decimal | None
    motif: str = ""
    sous_critere: SousCritere | None = None


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
    """Tant qu'il n'a rien noté, on peut s'être trompé de personne ; parti après avoir noté, son départ se constate."""
    if evaluateur.notes.exists():
        if evaluateur.pk not in places_perdues(evaluateur.marche):
            raise ValidationError("Cette personne a déjà noté des offres : elle ne peut plus être retirée.")
        _constater_le_depart(evaluateur, par=par)
        return
    inscrire(
        "retirer_un_evaluateur",
        evaluateur.marche,
        par=par,
        phrase=f"a retiré {evaluateur} du choix de l'équipe",
    )
    evaluateur.delete()


def _constater_le_depart(evaluateur: Evaluateur, *, par: Agent) -> None:
    """Comme un déport : ses notes ne comptent plus, et restent en base."""
    evaluateur.deporte_le, evaluateur.motif_du_deport = now(), "N'est plus en fonction."
    evaluateur.save(update_fields=["deporte_le", "motif_du_deport"])
    phrase = f"a constaté que {evaluateur} n'est plus en fonction : ses notes ne comptent plus"
    inscrire("constater_le_depart", evaluateur.marche, par=par, phrase=phrase)


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
def se_deporter(evaluateur: Evaluateur, *, par: Agent, motif: str = "") -> Evaluateur:
    """Celui qui se déporte ne lit plus rien et ses notes ne comptent plus ; elles restent en base."""
    evaluateur.deporte_le, evaluateur.motif_du_deport = now(), motif.strip()
    evaluateur.save(update_fields=["deporte_le", "motif_du_deport"])
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
    if conformite == Conformite.HORS_DELAI or offre.est_hors_delai:
        raise ValidationError("Un pli hors délai n'est pas lu : sa date de réception, au registre, suffit.")
    _verifier_la_procedure(offre, conformite)
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


def _verifier_la_procedure(offre: Offre, conformite: str) -> None:
    """Rien ne se décide pendant qu'une réponse est attendue ; un prix bas ne s'écarte pas sans l'avoir entendu."""
    if conformite != Conformite.A_VERIFIER and offre.demandes.filter(close_le=None).exists():
        raise ValidationError(
            {"conformite": "Une demande au candidat attend sa suite : donnez-la avant de décider de l'offre."}
        )
    entendue = offre.demandes.filter(nature=NatureDeDemande.JUSTIFICATION, close_le__isnull=False)
    if conformite == Conformite.ANORMALEMENT_BASSE and not entendue.exists():
        raise ValidationError(
            {
                "conformite": "Demandez d'abord au candidat de justifier son prix : une offre ne s'écarte comme "
                "anormalement basse qu'après sa réponse, ou son silence."
            }
        )


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
    places = {
        (offre.pk, case.critere.pk, case.sous_critere and case.sous_critere.pk)
        for offre in marche.offres.a_temps()
        for case in cases_du_cadre(marche.accord_cadre)
    }
    for saisie in saisies:
        cle: dict[str, Any] = {
            "offre": saisie.offre,
            "critere": saisie.critere,
            "sous_critere": saisie.sous_critere,
            "evaluateur": evaluateur,
        }
        if saisie.valeur is None:
            Note.objects.filter(**cle).delete()
            continue
        if (saisie.offre.pk, saisie.critere.pk, saisie.sous_critere and saisie.sous_critere.pk) not in places:
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
