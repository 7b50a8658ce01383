"""Préparer l'exécution : les phases et leur prix, les livrables attendus ; puis ordonner, et solder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.etape2_marche.actions.commun import sonner
from etabli.etape2_marche.enums import NatureDOrdre
from etabli.etape2_marche.execution import arrets_de
from etabli.etape2_marche.models import LivrableDuMarche, Marche, OrdreDeService, Phase
from etabli.socle.francais import euros
from etabli.socle.journal import inscrire

ZERO = Decimal(0)


def numero_suivant(lignes: Any) -> int:
    return (lignes.aggregate(n=Max("numero"))["n"] or 0) + 1


def phases_du_format(marche: Marche) -> list[str]:
    """Les phases que le format du dossier déroule : c'est par elles que le prix se décompose."""
    return [phase.nom for phase in marche.dossier.format.phases.all()]


def phases_proposees(marche: Marche) -> list[str]:
    """Les phases saisies ; à défaut, celles du format."""
    return [p.intitule for p in marche.phases.all()] or phases_du_format(marche)


@transaction.atomic
def fixer_les_phases(
    marche: Marche, phases: Iterable[tuple[str, Decimal | None]], *, par: Agent | None
) -> list[Phase]:
    """Remplace les phases (intitulé, prix HT). Chiffrées, leur somme est le prix du marché."""
    liste = [(nom.strip(), prix) for nom, prix in phases if nom.strip()]
    if not liste:
        raise ValidationError("Nommez au moins une phase : le prix se décompose par phase.")
    _verifier_les_prix(marche, [prix for _, prix in liste])
    _verifier_que_rien_n_y_tient(marche, len(liste))
    existantes = {p.ordre: p for p in marche.phases.all()}
    posees = []
    for ordre, (nom, prix) in enumerate(liste, 1):
        phase = existantes.pop(ordre, None) or Phase(marche=marche, ordre=ordre)
        phase.intitule, phase.montant_ht = nom, prix
        phase.save()
        posees.append(phase)
    Phase.objects.filter(pk__in=[p.pk for p in existantes.values()]).delete()
    inscrire(
        "fixer_les_phases",
        marche,
        par=par,
        phrase="a fixé les phases du marché et leur prix",
        donnees={nom: str(prix) if prix is not None else None for nom, prix in liste},
    )
    return posees


def _verifier_les_prix(marche: Marche, prix: Sequence[Decimal | None]) -> None:
    connus = [p for p in prix if p is not None]
    if marche.montant_ht is None:
        if connus:
            raise ValidationError(
                "Les prix se saisissent une fois l'équipe choisie : ce sont ceux de son offre."
            )
        return
    if len(connus) != len(prix):
        raise ValidationError("Donnez le prix de chaque phase, 0 si elle n'est pas payée à part.")
    total = sum(connus, ZERO)
    if total != marche.montant_ht:
        raise ValidationError(
            f"Les phases font {euros(total)} HT ; le marché est de {euros(marche.montant_ht)} HT. "
            f"{_ecart(total - marche.montant_ht)}"
        )


def _ecart(ecart: Decimal) -> str:
    return f"Retirez {euros(ecart)}." if ecart > 0 else f"Il manque {euros(-ecart)}."


def _verifier_que_rien_n_y_tient(marche: Marche, nb: int) -> None:
    au_dela = marche.phases.filter(ordre__gt=nb)
    tenue = next(
        (
            p
            for p in au_dela
            if p.lignes.exists() or p.avenants.exists() or p.ordres.exists() or p.livrables.exists()
        ),
        None,
    )
    if tenue:
        raise ValidationError(
            f"La phase «\u00a0{tenue}\u00a0» ne se retire pas : un livrable, un ordre ou une facture s'y rapporte."
        )


def preparer_l_execution(marche: Marche, *, par: Agent, **_: Any) -> None:
    """Effet de la notification : les livrables du format, attendus d'après la date de notification."""
    if marche.livrables.exists():
        return
    depart = marche.notifie_le or localdate()
    LivrableDuMarche.objects.bulk_create(
        LivrableDuMarche(
            marche=marche,
            ordre=rang,
            intitule=type_.get_type_display(),
            type=type_.type,
            attendu_le=depart + timedelta(weeks=type_.decalage_semaines),
        )
        for rang, type_ in enumerate(marche.dossier.format.livrables.all(), 1)
    )


@dataclass(frozen=True)
class LivrableSaisi:
    """Une ligne du tableau des livrables ; `pk` vide ajoute."""

    intitule: str
    phase: Phase | None
    attendu_le: date | None
    pk: int | None = None


@transaction.atomic
def tenir_les_livrables(marche: Marche, saisis: Iterable[LivrableSaisi], *, par: Agent) -> None:
    """Change les dates, les phases, les intitulés, ou ajoute ; un livrable déjà remis garde son histoire."""
    connus = {livrable.pk: livrable for livrable in marche.livrables.all()}
    for rang, saisi in enumerate(saisis, 1):
        livrable = connus.get(saisi.pk or 0) or LivrableDuMarche(marche=marche)
        livrable.ordre, livrable.intitule = rang, saisi.intitule
        livrable.phase, livrable.attendu_le = saisi.phase, saisi.attendu_le
        livrable.save()
    inscrire("tenir_les_livrables", marche, par=par, phrase="a mis à jour les livrables attendus du marché")


@transaction.atomic
def emettre_un_ordre(
    marche: Marche,
    nature: str,
    objet: str,
    effet_le: date,
    *,
    par: Agent,
    phase: Phase | None = None,
) -> OrdreDeService:
    """Un ordre de service, numéroté à la suite ; l'équipe en est avertie et en accuse réception."""
    _verifier_l_ordre(marche, nature, effet_le, phase)
    ordre = OrdreDeService.objects.create(
        marche=marche,
        numero=numero_suivant(marche.ordres),
        nature=nature,
        objet=objet.strip(),
        effet_le=effet_le,
        phase=phase,
        emis_par=par,
        emis_le=now(),
    )
    inscrire(
        "emettre_un_ordre",
        ordre,
        par=par,
        phrase=f"a émis l'ordre de service n° {ordre.numero} : {ordre.get_nature_display().lower()}",
    )
    sonner("emettre_un_ordre", ordre, par=par)
    return ordre


def _verifier_l_ordre(marche: Marche, nature: str, effet_le: date, phase: Phase | None) -> None:
    if marche.notifie_le and effet_le < marche.notifie_le:
        raise ValidationError(
            {"effet_le": "Le marché n'était pas notifié : choisissez une date postérieure."}
        )
    if nature in (NatureDOrdre.PHASE, NatureDOrdre.ARRET) and phase is None:
        raise ValidationError({"phase": "Choisissez la phase dont il s'agit."})
    if nature == NatureDOrdre.DEMARRAGE and marche.ordres.filter(nature=nature).exists():
        raise ValidationError({"nature": "Les prestations ont déjà été démarrées par un ordre de service."})
    ouverte = next((a for a in arrets_de(marche) if a.fin is None), None)
    if nature == NatureDOrdre.SUSPENSION and ouverte:
        raise ValidationError(
            {"nature": "Les prestations sont déjà suspendues : émettez d'abord leur reprise."}
        )
    if nature == NatureDOrdre.REPRISE and not ouverte:
        raise ValidationError(
            {"nature": "Les prestations ne sont pas suspendues : il n'y a rien à reprendre."}
        )
    if nature == NatureDOrdre.REPRISE and ouverte and effet_le < ouverte.debut:
        raise ValidationError({"effet_le": "La reprise ne peut précéder la suspension."})


def accuser_reception(
    ordre: OrdreDeService, *, par: Agent, recu_le: date, observations: str = "", **_: Any
) -> None:
    """Effet de l'accusé de réception."""
    _pas_a_venir("recu_le", recu_le)
    ordre.recu_le, ordre.observations = recu_le, observations.strip()
    ordre.save(update_fields=["recu_le", "observations"])


def _pas_a_venir(champ: str, jour: date) -> None:
    if jour > localdate():
        raise ValidationError({champ: "Cette date est à venir : indiquez celle du fait."})


def clore_le_marche(
    marche: Marche, *, par: Agent, solde_le: date | None = None, bilan: str = "", **_: Any
) -> None:
    """Effet du solde : la date et le bilan, que la DGALN relira au prochain accord-cadre."""
    marche.solde_le, marche.bilan = solde_le or localdate(), bilan.strip()
    _pas_a_venir("solde_le", marche.solde_le)
    marche.save(update_fields=["solde_le", "bilan"])
