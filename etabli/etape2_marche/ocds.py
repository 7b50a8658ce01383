"""Le même marché au format des contrats ouverts (OCDS 1.1), avec le lien vers son accord-cadre.

Le préfixe d'ocid s'obtient auprès d'Open Contracting Partnership : sans lui (réglage PREFIXE_OCDS), celui que l'on
écrit est provisoire, et le dit.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime, now

from etabli.annuaire.models import Organisation
from etabli.etape2_marche.decp import manques_decp
from etabli.etape2_marche.enums import EtatDeLAvenant
from etabli.etape2_marche.models import AccordCadre, Marche

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


def paquet(marches: Iterable[Marche]) -> dict[str, Any]:
    """Un release package : une publication par marché complet."""
    complets = [m for m in marches if not manques_decp(m)]
    return {
        "uri": "urn:etabli:ocds",
        "version": "1.1",
        "publishedDate": localtime(now()).isoformat(timespec="seconds"),
        "publisher": {"name": "Établi, plateforme des Ateliers Locaux"},
        "license": LICENCE,
        "releases": [release(m) for m in complets],
    }


def ocid(marche: Marche) -> str:
    return f"{settings.PREFIXE_OCDS}-marche-{marche.numero}"


def ocid_du_cadre(cadre: AccordCadre) -> str:
    return f"{settings.PREFIXE_OCDS}-accord-cadre-{cadre.numero or cadre.pk}"


def release(marche: Marche) -> dict[str, Any]:
    equipe = (
        [m.organisation for m in marche.titulaire.groupement.membres_en_cours()] if marche.titulaire else []
    )
    return {
        "ocid": ocid(marche),
        "id": f"{marche.numero}-{_version(marche)}",
        "date": _jour(marche.notifie_le),
        "tag": ["award", "contract", *(["contractAmendment"] if _amendements(marche) else [])],
        "initiationType": "tender",
        "language": "fr",
        "parties": [
            _partie(marche.acheteur, "buyer"),
            *(_partie(organisation, "supplier") for organisation in equipe),
        ],
        "buyer": _reference(marche.acheteur),
        "tender": _consultation(marche),
        "awards": [
            {
                "id": f"{marche.numero}-attribution",
                "title": _objet(marche),
                "status": "active",
                "date": _jour(marche.signe_le or marche.notifie_le),
                "value": _montant(marche.montant_ht),
                "suppliers": [_reference(organisation) for organisation in equipe],
            }
        ],
        "contracts": [_contrat(marche)],
        "relatedProcesses": [
            {
                "id": "1",
                "relationship": ["framework"],
                "title": str(marche.accord_cadre),
                "scheme": "ocid",
                "identifier": ocid_du_cadre(marche.accord_cadre),
            }
        ],
    }


def _version(marche: Marche) -> int:
    return 1 + len(_amendements(marche))


def _consultation(marche: Marche) -> dict[str, Any]:
    periode = {"startDate": _instant(marche.consulte_le), "endDate": _instant(marche.date_limite)}
    return {
        "id": marche.reference_place or f"{marche.numero}-consultation",
        "title": _objet(marche),
        "status": "complete",
        "procurementMethod": "selective",
        "procurementMethodDetails": "Marché subséquent : remise en concurrence des titulaires d'un accord-cadre",
        "mainProcurementCategory": "services",
        "tenderPeriod": {cle: valeur for cle, valeur in periode.items() if valeur},
        "numberOfTenderers": sum(not o.est_hors_delai for o in marche.offres.all()),
        "items": [
            {
                "id": "1",
                "description": _objet(marche),
                "classification": {"scheme": "CPV", "id": marche.accord_cadre.code_cpv},
            }
        ],
    }


def _contrat(marche: Marche) -> dict[str, Any]:
    contrat: dict[str, Any] = {
        "id": marche.numero,
        "awardID": f"{marche.numero}-attribution",
        "title": _objet(marche),
        "status": "terminated" if marche.etat == "solde" else "active",
        "value": _montant(marche.montant_ht),
        "dateSigned": _jour(marche.signe_le or marche.notifie_le),
        "period": {"startDate": _jour(marche.notifie_le), "endDate": _jour(_fin(marche))},
    }
    if amendements := _amendements(marche):
        contrat["amendments"] = amendements
    return contrat


def _fin(marche: Marche) -> date | None:
    """La fin prévue à la notification : autant de mois plus tard, au même quantième s'il existe."""
    if marche.notifie_le is None or not marche.duree_mois:
        return None
    annees, mois = divmod(marche.notifie_le.month - 1 + marche.duree_mois, 12)
    annee = marche.notifie_le.year + annees
    return date(annee, mois + 1, min(marche.notifie_le.day, monthrange(annee, mois + 1)[1]))


def _amendements(marche: Marche) -> list[dict[str, Any]]:
    notifies = [a for a in marche.avenants.all() if a.etat == EtatDeLAvenant.NOTIFIE and a.notifie_le]
    return [
        {"id": str(a.numero), "date": _jour(a.notifie_le), "description": a.objet, "rationale": a.motif}
        for a in sorted(notifies, key=lambda a: (a.notifie_le, a.numero))
    ]


def _objet(marche: Marche) -> str:
    return f"Atelier local «\u00a0{marche.dossier}\u00a0»"


def _partie(organisation: Organisation, role: str) -> dict[str, Any]:
    return {
        **_reference(organisation),
        "identifier": {"scheme": "FR-SIRET", "id": organisation.siret, "legalName": organisation.nom},
        "roles": [role],
    }


def _reference(organisation: Organisation) -> dict[str, str]:
    return {"id": f"FR-SIRET-{organisation.siret}", "name": organisation.nom}


def _montant(valeur: Any) -> dict[str, Any]:
    return {"amount": float(valeur), "currency": "EUR"}


def _jour(le: date | None) -> str | None:
    return f"{le.isoformat()}T00:00:00Z" if le else None


def _instant(quand: datetime | None) -> str | None:
    return localtime(quand).isoformat(timespec="seconds") if quand else None
