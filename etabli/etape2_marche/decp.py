"""Les données essentielles d'un marché notifié, au format réglementaire (DECP v2.0.3).

Ce qui est publié ne se réécrit pas : un avenant ou un acte de sous-traitance s'ajoute à ce qui l'a précédé.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Groupement, Organisation
from etabli.etape2_marche.enums import ENGAGES, EtatDeLActe, EtatDeLAvenant
from etabli.etape2_marche.models import (
    AccordCadre,
    ActeDeSousTraitance,
    Avenant,
    Marche,
    ModificationDeSousTraitance,
)

SCHEMA = "marches v2.0.3"


@dataclass(frozen=True)
class Manque:
    """Une donnée obligatoire qui n'est pas remplie : laquelle, et la page où elle se remplit."""

    quoi: str
    ou: str = ""
    url: str = ""

    def __str__(self) -> str:
        return self.quoi


def manques_decp(marche: Marche) -> list[str]:
    """Ce qui manque pour publier, dit dans les mots des formulaires ; vide quand tout y est."""
    return [manque.quoi for manque in manques_detailles(marche)]


def manques_detailles(marche: Marche, pour: Agent | None = None) -> list[Manque]:
    """Chaque manque mène à la page où il se remplit, si `pour` peut l'ouvrir ; sinon il la nomme seulement."""
    cadre, titulaire = marche.accord_cadre, marche.titulaire
    ouvre_le_cadre = pour is None or AccordCadre.objects.visible_to(pour).filter(pk=cadre.pk).exists()
    ici = ("la fiche du marché", reverse("marche:detail", args=[marche.pk]))
    du_cadre = ("la fiche de l'accord-cadre", cadre.get_absolute_url() if ouvre_le_cadre else "")
    exigences: list[tuple[Any, str, tuple[str, str]]] = [
        (marche.etat in ENGAGES and titulaire and marche.notifie_le, "le marché n'est pas notifié", ici),
        (marche.numero, "le numéro du marché", ici),
        (marche.duree_mois, "la durée du marché, en mois", ici),
        (marche.acheteur.siret, f"le SIRET de {marche.acheteur}, service acheteur", _fiche(marche.acheteur)),
        (titulaire and titulaire.forme, "la forme du groupement titulaire (conjoint, solidaire)", du_cadre),
        (_lieu(marche), "le département du périmètre", ("le dossier", marche.dossier.get_absolute_url())),
        (cadre.code_cpv, "le code CPV de l'accord-cadre", du_cadre),
        (cadre.procedure, "la procédure de passation de l'accord-cadre", du_cadre),
        (cadre.forme_de_prix, "la forme du prix, sur l'accord-cadre", du_cadre),
        (cadre.type_de_prix, "le type de prix, sur l'accord-cadre", du_cadre),
        (cadre.clause_sociale, "la considération sociale, sur l'accord-cadre", du_cadre),
        (cadre.clause_environnementale, "la considération environnementale, sur l'accord-cadre", du_cadre),
    ]
    manques = [Manque(quoi, *lieu) for remplie, quoi, lieu in exigences if not remplie]
    return manques + [
        Manque(f"le SIRET de {organisation}, membre de l'équipe", *_fiche(organisation))
        for organisation in sorted(_organisations_a_identifier(marche), key=str)
        if not organisation.siret
    ]


def _fiche(organisation: Organisation) -> tuple[str, str]:
    return f"la fiche de {organisation}", organisation.get_absolute_url()


def _lieu(marche: Marche) -> str:
    departements = marche.dossier.perimetre.departements
    return str(departements[0].pk) if departements else ""


def _organisations_a_identifier(marche: Marche) -> set[Organisation]:
    """Toutes celles que le fichier nomme : l'équipe d'origine, celle d'après un avenant, les sous-traitants."""
    if marche.titulaire is None:
        return set()
    nommees = set(_titulaires_a_la_notification(marche))
    for avenant in _avenants(marche):
        nommees |= set(avenant.titulaires_apres.all())
    return nommees | {acte.sous_traitant for acte in _actes(marche)}


def _titulaires_a_la_notification(marche: Marche) -> list[Organisation]:
    """L'équipe telle que le marché l'a nommée ; ceux qui sont venus ou partis ensuite sont affaire d'avenant."""
    if marche.titulaire is None:
        return []
    groupement: Groupement = marche.titulaire.groupement
    membres, le = list(groupement.membres.all()), marche.notifie_le
    alors = [m for m in membres if le and m.depuis_le <= le and (m.jusqu_au is None or m.jusqu_au >= le)]
    return [m.organisation for m in alors or [m for m in membres if m.est_en_cours]]


def _avenants(marche: Marche) -> list[Avenant]:
    """Les avenants notifiés qui changent quelque chose de publié : le prix, la durée ou l'équipe."""
    notifies = [a for a in marche.avenants.all() if a.etat == EtatDeLAvenant.NOTIFIE and a.notifie_le]
    changent = [a for a in notifies if a.ecart_ht or a.duree_mois_apres or a.titulaires_apres.all()]
    return sorted(changent, key=lambda a: (a.notifie_le, a.numero))


def _actes(marche: Marche) -> list[ActeDeSousTraitance]:
    """Les actes acceptés et notifiés, dans l'ordre de leur notification : leur numéro publié en vient."""
    actes = marche.actes_de_sous_traitance.all()
    acceptes = [a for a in actes if a.etat == EtatDeLActe.ACCEPTE and a.notifie_le]
    return sorted(acceptes, key=lambda a: (a.notifie_le, a.numero))


def marche_decp(marche: Marche) -> dict[str, Any]:
    """Un élément du tableau `marche`. Lève ValueError s'il manque une donnée obligatoire."""
    manques = manques_decp(marche)
    if manques or marche.titulaire is None or marche.notifie_le is None or marche.montant_ht is None:
        raise ValueError(f"Il manque : {', '.join(manques)}.")
    cadre = marche.accord_cadre
    donnees: dict[str, Any] = {
        "id": marche.numero,
        "acheteur": {"id": marche.acheteur.siret},
        "nature": "Marché",
        "objet": f"Atelier local «\u00a0{marche.dossier}\u00a0» : accompagnement par une équipe pluridisciplinaire"[
            :1000
        ],
        "codeCPV": cadre.code_cpv,
        "techniques": {"technique": ["Accord-cadre"]},
        "modalitesExecution": {"modaliteExecution": ["Marchés subséquents"]},
        "marcheInnovant": False,
        "ccag": "Prestations intellectuelles",
        "offresRecues": sum(not o.est_hors_delai for o in marche.offres.all()),
        "attributionAvance": marche.a_une_avance,
        "typeGroupementOperateurs": marche.titulaire.forme,
        "sousTraitanceDeclaree": marche.a_de_la_sous_traitance,
        "procedure": cadre.procedure,
        "lieuExecution": {"code": _lieu(marche), "typeCode": "Code département"},
        "dureeMois": marche.duree_mois,
        "dateNotification": marche.notifie_le.isoformat(),
        "datePublicationDonnees": _publication(marche.donnees_publiees_le),
        "montant": float(marche.montant_ht),
        "typesPrix": {"typePrix": [cadre.type_de_prix]},
        "formePrix": cadre.forme_de_prix,
        "titulaires": [{"titulaire": _identite(o)} for o in _titulaires_a_la_notification(marche)],
        "considerationsSociales": {"considerationSociale": [cadre.clause_sociale]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": [cadre.clause_environnementale]},
    }
    if cadre.numero:
        donnees["idAccordCadre"] = cadre.numero
    return donnees | dict(_ajouts(marche))


def _publication(le: date | None) -> str:
    """Tant que la publication n'est pas constatée, c'est aujourd'hui que le fichier serait déposé."""
    return (le or localdate()).isoformat()


def _identite(organisation: Organisation) -> dict[str, str]:
    return {"typeIdentifiant": "SIRET", "id": organisation.siret}


def _ajouts(marche: Marche) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Ce qui s'est ajouté depuis la notification ; une liste vide ne s'écrit pas."""
    if avenants := _avenants(marche):
        yield (
            "modifications",
            [{"modification": _modification(a, rang)} for rang, a in enumerate(avenants, 1)],
        )
    if actes := _actes(marche):
        yield "actesSousTraitance", [{"acteSousTraitance": _acte(a, rang)} for rang, a in enumerate(actes, 1)]
        changes = [
            {"modificationActeSousTraitance": _modification_d_acte(m, rang)}
            for rang, acte in enumerate(actes, 1)
            for m in acte.modifications.all()
        ]
        if changes:
            yield "modificationsActesSousTraitance", changes


def _modification(avenant: Avenant, rang: int) -> dict[str, Any]:
    donnees: dict[str, Any] = {
        "id": rang,
        "dateNotificationModification": _jour(avenant.notifie_le),
        "datePublicationDonneesModification": _publication(avenant.donnees_publiees_le),
    }
    if avenant.duree_mois_apres:
        donnees["dureeMois"] = avenant.duree_mois_apres
    if avenant.ecart_ht and avenant.montant_ht_apres is not None:
        donnees["montant"] = float(avenant.montant_ht_apres)
    if equipe := list(avenant.titulaires_apres.all()):
        donnees["titulaires"] = [{"titulaire": _identite(o)} for o in equipe]
    return donnees


def _acte(acte: ActeDeSousTraitance, rang: int) -> dict[str, Any]:
    return {
        "id": rang,
        "sousTraitant": _identite(acte.sous_traitant),
        "dureeMois": acte.duree_mois,
        "dateNotification": _jour(acte.notifie_le),
        "datePublicationDonnees": _publication(acte.donnees_publiees_le),
        "montant": float(acte.montant_ht),
        "variationPrix": acte.variation_de_prix,
    }


def _modification_d_acte(modification: ModificationDeSousTraitance, rang: int) -> dict[str, Any]:
    donnees: dict[str, Any] = {
        "id": rang,
        "dateNotificationModificationSousTraitance": modification.notifie_le.isoformat(),
        "datePublicationDonnees": _publication(modification.donnees_publiees_le),
    }
    if modification.duree_mois:
        donnees["dureeMois"] = modification.duree_mois
    if modification.montant_ht is not None:
        donnees["montant"] = float(modification.montant_ht)
    return donnees


def _jour(le: date | None) -> str:
    if le is None:
        raise ValueError("Une modification publiée a une date de notification.")
    return le.isoformat()


def restent_a_publier(marche: Marche) -> list[str]:
    """Ce qui, du marché complet, n'est pas encore sur data.gouv.fr : lui-même, puis ce qui s'y est ajouté."""
    objets: list[Any] = [marche, *_avenants(marche), *_actes(marche)]
    objets += [m for acte in _actes(marche) for m in acte.modifications.all()]
    return [str(objet) for objet in objets if objet.donnees_publiees_le is None]


def decp(marches: Iterable[Marche]) -> dict[str, Any]:
    """Le fichier entier : seuls les marchés complets y entrent."""
    return {"marches": {"marche": [marche_decp(m) for m in marches if not manques_decp(m)]}}


def par_annee_et_acheteur(marches: Iterable[Marche]) -> Mapping[tuple[int, str], list[Marche]]:
    """Les marchés complets, rangés par année de notification et SIRET de l'acheteur."""
    ranges: dict[tuple[int, str], list[Marche]] = {}
    for marche in marches:
        if marche.notifie_le and not manques_decp(marche):
            ranges.setdefault((marche.notifie_le.year, marche.acheteur.siret), []).append(marche)
    return dict(sorted(ranges.items()))
