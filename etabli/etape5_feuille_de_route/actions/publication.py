"""Ce qui sort de la maison : un lien confié, une page ouverte à tous, un bilan."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.actions.suivi import faire_le_point
from etabli.etape5_feuille_de_route.calcul import apres_des_mois, somme
from etabli.etape5_feuille_de_route.enums import Echeance, StatutAction
from etabli.etape5_feuille_de_route.models import (
    Action,
    BilanDeSuivi,
    FeuilleDeRoute,
    LienDeSuivi,
    PointDeSuivi,
)
from etabli.socle.cycle import acte_accompli
from etabli.socle.journal import inscrire

VALIDITE_EN_MOIS = 6


@transaction.atomic
def confier_le_suivi(
    action: Action, adresse: str, *, mois: int = VALIDITE_EN_MOIS, par: Agent
) -> LienDeSuivi:
    """Écrit à cette adresse un lien pour donner des nouvelles ; la même adresse garde le même lien, prolongé."""
    adresse = adresse.strip().lower()
    liens = action.liens_de_suivi.filter(adresse=adresse, revoque_le=None)
    lien = liens.first() or LienDeSuivi(action=action, adresse=adresse, cree_par=par)
    lien.expire_le = apres_des_mois(localdate(), mois)
    lien.full_clean(exclude=["action", "cree_par"])
    lien.save()
    inscrire(
        "confier_le_suivi",
        action,
        par=par,
        phrase=f"a confié à {adresse} le suivi de {action.nommee}"[:300],
        donnees={"adresse": adresse, "expire_le": lien.expire_le},
    )
    transaction.on_commit(
        lambda: acte_accompli.send(
            sender=LienDeSuivi, acte="confier_le_suivi", objet=lien, par=par, donnees={}
        )
    )
    return lien


@transaction.atomic
def retirer_le_lien(lien: LienDeSuivi, *, par: Agent) -> None:
    """Il ne s'ouvre plus ; ce qu'il a permis d'écrire reste."""
    if lien.revoque_le is None:
        lien.revoque_le = now()
        lien.save(update_fields=["revoque_le"])
        phrase = f"a retiré à {lien.adresse} le suivi de {lien.action.nommee}"[:300]
        inscrire("retirer_le_lien", lien.action, par=par, phrase=phrase)


@transaction.atomic
def faire_le_point_par_lien(
    lien: LienDeSuivi, le: date, statut: str, texte: str = "", *, suite: str = ""
) -> PointDeSuivi:
    if not lien.est_valable:
        raise ValidationError("Ce lien n'est plus valable : demandez-en un autre à qui vous a écrit.")
    LienDeSuivi.objects.filter(pk=lien.pk).update(servi_le=now())
    return faire_le_point(lien.action, le, statut, texte, suite=suite, auteur=lien.adresse, par=None)


@transaction.atomic
def montrer_le_point(point: PointDeSuivi, *, est_public: bool, par: Agent) -> None:
    point.est_public = est_public
    point.save(update_fields=["est_public"])
    geste = "a rendu publique" if est_public else "a retiré de la page publique"
    phrase = f"{geste} une nouvelle de {point.action.nommee}"[:300]
    inscrire("montrer_le_point", point.action, par=par, phrase=phrase, donnees={"texte": point.texte})


@transaction.atomic
def ouvrir_le_suivi(feuille: FeuilleDeRoute, *, par: Agent) -> None:
    feuille.publiee_le = feuille.publiee_le or localdate()
    feuille.save(update_fields=["publiee_le"])
    inscrire("ouvrir_le_suivi", feuille, par=par, phrase="a ouvert au public le suivi de la feuille de route")


@transaction.atomic
def fermer_le_suivi(feuille: FeuilleDeRoute, *, par: Agent) -> None:
    feuille.publiee_le = None
    feuille.save(update_fields=["publiee_le"])
    inscrire("fermer_le_suivi", feuille, par=par, phrase="a fermé au public le suivi de la feuille de route")


def date_du_bilan(feuille: FeuilleDeRoute, echeance: int) -> date | None:
    return apres_des_mois(feuille.adoptee_le, echeance) if feuille.adoptee_le else None


@transaction.atomic
def etablir_le_bilan(feuille: FeuilleDeRoute, echeance: int, texte: str = "", *, par: Agent) -> BilanDeSuivi:
    """La photographie du jour, prise une fois l'échéance venue ; elle ne se reprend pas."""
    prevu_le = date_du_bilan(feuille, echeance)
    libelle = Echeance(echeance).label
    if prevu_le is None or prevu_le > localdate():
        raise ValidationError(f"Le bilan {libelle} de l'adoption n'est pas encore venu.")
    if feuille.bilans.filter(echeance=echeance).exists():
        raise ValidationError(f"Le bilan {libelle} est déjà établi : il ne se reprend pas.")
    bilan = BilanDeSuivi.objects.create(
        feuille=feuille,
        echeance=echeance,
        etabli_le=localdate(),
        texte=texte.strip(),
        contenu=photographier(feuille),
        par=par,
    )
    inscrire("etablir_le_bilan", bilan, par=par, phrase=f"a établi le bilan {libelle}")
    return bilan


def photographier(feuille: FeuilleDeRoute) -> dict[str, Any]:
    """Où en est chaque action aujourd'hui, et l'argent de celles que l'on compte encore."""
    actions = list(feuille.actions.for_detail())
    total = somme(a.plan for a in actions if a.est_en_jeu)
    return {
        "statuts": {statut: sum(a.statut == statut for a in actions) for statut in StatutAction.values},
        "actions": [{"numero": a.numero, "titre": a.titre, "statut": a.statut} for a in actions],
        "cout": str(total.cout) if total.cout is not None else None,
        "obtenu": str(total.obtenu),
        "paye": str(total.paye),
    }
