"""Ce qui change encore après l'adoption : les financements, les étapes, les nouvelles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.actions.action import verrouiller
from etabli.etape5_feuille_de_route.models import Action, EtapeDAction, Financement, PointDeSuivi
from etabli.socle.cycle import acte_accompli
from etabli.socle.journal import inscrire

ZERO = Decimal(0)


@dataclass(frozen=True)
class LigneDePlan:
    """Une ligne telle qu'on la saisit ; `pk` est celui de la ligne qu'elle remplace."""

    financeur: str
    dispositif: str = ""
    demande: Decimal = ZERO
    obtenu: Decimal = ZERO
    paye: Decimal = ZERO
    pk: int | None = None

    @property
    def cle(self) -> tuple[str, str]:
        return self.financeur.strip().casefold(), self.dispositif.strip().casefold()

    @property
    def champs(self) -> dict[str, Any]:
        montants = {"demande": self.demande, "obtenu": self.obtenu, "paye": self.paye}
        return {"financeur": self.financeur.strip(), "dispositif": self.dispositif.strip(), **montants}


@transaction.atomic
def financer(
    action: Action,
    financeur: str,
    *,
    dispositif: str = "",
    demande: Decimal = ZERO,
    obtenu: Decimal = ZERO,
    paye: Decimal = ZERO,
    par: Agent,
) -> Financement:
    """Une ligne par financeur et dispositif : la saisir à nouveau la met à jour."""
    ligne = LigneDePlan(financeur, dispositif, demande, obtenu, paye)
    _verifier(ligne)
    ecrite, _ = Financement.objects.update_or_create(
        action=action,
        financeur=ligne.champs["financeur"],
        dispositif=ligne.champs["dispositif"],
        defaults=ligne.champs,
    )
    _dater(action)
    inscrire(
        "financer",
        action,
        par=par,
        phrase=f"a mis à jour le financement de {action.nommee}"[:300],
        donnees={nom: str(valeur) for nom, valeur in ligne.champs.items()},
    )
    return ecrite


@transaction.atomic
def tenir_le_plan(
    action: Action, lignes: Sequence[LigneDePlan], *, par: Agent, version_lue: str = ""
) -> Action:
    """Le plan de financement devient ces lignes, et elles seules ; le journal garde l'avant et l'après."""
    actuelle = verrouiller(action, version_lue)
    for ligne in lignes:
        _verifier(ligne)
    if len({ligne.cle for ligne in lignes}) < len(lignes):
        raise ValidationError("Un financeur et un dispositif figurent deux fois : réunissez les deux lignes.")
    avant = _dire_le_plan(actuelle)
    gardees = [ligne.pk for ligne in lignes if ligne.pk]
    actuelle.financements.exclude(pk__in=gardees).delete()
    for ligne in lignes:
        if not ligne.pk or not actuelle.financements.filter(pk=ligne.pk).update(**ligne.champs):
            Financement.objects.create(action=actuelle, **ligne.champs)
    _dater(actuelle)
    apres = _dire_le_plan(actuelle)
    if avant != apres:
        inscrire(
            "tenir_le_plan",
            actuelle,
            par=par,
            phrase=f"a mis à jour le financement de {actuelle.nommee}"[:300],
            donnees={"avant": avant, "apres": apres},
        )
    return actuelle


def _verifier(ligne: LigneDePlan) -> None:
    if not ligne.financeur.strip():
        raise ValidationError("Une ligne du plan de financement n'a pas de financeur.")
    if min(ligne.demande, ligne.obtenu, ligne.paye) < 0:
        raise ValidationError("Un montant ne peut pas être négatif.")
    if ligne.paye > ligne.obtenu:
        raise ValidationError({"paye": "On ne peut pas avoir payé plus que ce qui a été obtenu."})


def _dire_le_plan(action: Action) -> list[str]:
    return [
        f"{f.financeur} ({f.dispositif or 'sans dispositif'}) : demandé {f.demande}, obtenu {f.obtenu}, payé {f.paye}"
        for f in Financement.objects.filter(action=action)
    ]


def _dater(action: Action) -> None:
    """Ses lignes font partie de l'action : les changer change la version qu'un autre a sous les yeux."""
    action.save(update_fields=["modifie_le"])


@transaction.atomic
def retirer_le_financement(ligne: Financement, *, par: Agent) -> None:
    inscrire(
        "retirer_le_financement",
        ligne.action,
        par=par,
        phrase=f"a retiré un financement de {ligne.action.nommee}"[:300],
        donnees={"financeur": ligne.financeur, "demande": str(ligne.demande)},
    )
    ligne.delete()


@transaction.atomic
def ajouter_une_etape(
    action: Action, libelle: str, *, prevue_le: date | None = None, faite_le: date | None = None, par: Agent
) -> EtapeDAction:
    ordre = (action.etapes.aggregate(n=Max("ordre"))["n"] or 0) + 1
    etape = EtapeDAction.objects.create(
        action=action, libelle=libelle.strip(), prevue_le=prevue_le, faite_le=faite_le, ordre=ordre
    )
    inscrire("ajouter_une_etape", action, par=par, phrase=f"a ajouté une étape à {action.nommee}"[:300])
    return etape


@dataclass(frozen=True)
class LigneDEtape:
    libelle: str
    prevue_le: date | None = None
    faite_le: date | None = None


@transaction.atomic
def tenir_les_etapes(
    action: Action, lignes: Sequence[LigneDEtape], *, par: Agent, version_lue: str = ""
) -> Action:
    """Les étapes deviennent celles-ci, dans cet ordre."""
    actuelle = verrouiller(action, version_lue)
    if any(ligne.faite_le and ligne.faite_le > localdate() for ligne in lignes):
        raise ValidationError(
            "Une étape n'est faite qu'à une date déjà passée : corrigez «\u00a0faite le\u00a0»."
        )
    avant = [str(e) for e in actuelle.etapes.all()]
    actuelle.etapes.all().delete()
    EtapeDAction.objects.bulk_create(
        EtapeDAction(action=actuelle, ordre=ordre, **vars(ligne)) for ordre, ligne in enumerate(lignes, 1)
    )
    _dater(actuelle)
    inscrire(
        "tenir_les_etapes",
        actuelle,
        par=par,
        phrase=f"a mis à jour les étapes de {actuelle.nommee}"[:300],
        donnees={"avant": avant, "apres": [ligne.libelle for ligne in lignes]},
    )
    return actuelle


@transaction.atomic
def faire_le_point(
    action: Action,
    le: date,
    statut: str,
    texte: str = "",
    *,
    suite: str = "",
    est_public: bool = False,
    avec_lettre: bool = True,
    auteur: str = "",
    par: Agent | None,
) -> PointDeSuivi:
    """Une nouvelle datée ; la plus récente donne son statut à l'action, et sonne si elle le change."""
    if le > localdate():
        raise ValidationError({"le": "Un point dit ce qui s'est passé : indiquez une date déjà passée."})
    point = PointDeSuivi(action=action, le=le, statut=statut, texte=texte.strip(), suite=suite, par=par)
    point.auteur, point.est_public = auteur, est_public
    point.full_clean(exclude=["action", "par"])
    point.save()
    dernier = action.points.order_by("-le", "-pk").first()
    if dernier and dernier.statut != action.statut:
        action.statut = dernier.statut
        action.save(update_fields=["statut", "modifie_le"])
        if avec_lettre:
            transaction.on_commit(lambda: _sonner(action, dernier, par))
    inscrire(
        "faire_le_point",
        action,
        par=par,
        phrase=f"{_geste(auteur)} {action.nommee} : {point.get_statut_display().lower()}"[:300],
        donnees={"le": le, "texte": texte, "suite": suite, "auteur": auteur},
    )
    return point


def _geste(auteur: str) -> str:
    """Sans compte, le journal nomme l'adresse à qui le lien a été confié."""
    return f"a reçu de {auteur}, par son lien, un point sur" if auteur else "a fait le point sur"


def _sonner(action: Action, point: PointDeSuivi, par: Agent | None) -> None:
    acte_accompli.send(
        sender=Action, acte="faire_le_point", objet=action, par=par, donnees={"point": point.pk}
    )
