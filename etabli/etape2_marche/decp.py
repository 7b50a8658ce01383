"""Les données essentielles d'un marché notifié, au format réglementaire (DECP v2.0.3)."""

from typing import Any

from django.utils.timezone import localdate

from etabli.etape2_marche.enums import ENGAGES
from etabli.etape2_marche.models import Marche

SCHEMA = "marches v2.0.3"


def manques_decp(marche: Marche) -> list[str]:
    """Ce qui manque pour publier, dit dans les mots des formulaires ; vide quand tout y est."""
    cadre, titulaire = marche.accord_cadre, marche.titulaire
    membres = [m for m in titulaire.groupement.membres.all() if m.est_en_cours] if titulaire else []
    exigences = (
        (marche.etat in ENGAGES and titulaire and marche.notifie_le, "le marché n'est pas notifié"),
        (marche.numero, "le numéro du marché"),
        (marche.duree_mois, "la durée du marché"),
        (marche.acheteur.siret, f"le SIRET de {marche.acheteur}"),
        (all(m.organisation.siret for m in membres), "le SIRET de chaque membre de l'équipe"),
        (titulaire and titulaire.forme, "la forme du groupement titulaire"),
        (marche.dossier.perimetre.departements, "le département du périmètre"),
        (cadre.code_cpv, "le code CPV de l'accord-cadre"),
        (cadre.procedure, "la procédure de l'accord-cadre"),
        (cadre.forme_de_prix, "la forme du prix"),
        (cadre.type_de_prix, "le type de prix"),
        (cadre.clause_sociale, "la considération sociale"),
        (cadre.clause_environnementale, "la considération environnementale"),
    )
    return [manque for remplie, manque in exigences if not remplie]


def marche_decp(marche: Marche) -> dict[str, Any]:
    """Un élément du tableau `marche`. Lève ValueError s'il manque une donnée obligatoire."""
    manques = manques_decp(marche)
    if manques or marche.titulaire is None or marche.notifie_le is None or marche.montant_ht is None:
        raise ValueError(f"Il manque : {', '.join(manques)}.")
    cadre, titulaire = marche.accord_cadre, marche.titulaire
    publie_le = marche.donnees_publiees_le or localdate()
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
        "offresRecues": marche.offres.a_temps().count(),
        "attributionAvance": marche.a_une_avance,
        "typeGroupementOperateurs": titulaire.forme,
        "sousTraitanceDeclaree": marche.a_de_la_sous_traitance,
        "procedure": cadre.procedure,
        "lieuExecution": {
            "code": marche.dossier.perimetre.departements[0].pk,
            "typeCode": "Code département",
        },
        "dureeMois": marche.duree_mois,
        "dateNotification": marche.notifie_le.isoformat(),
        "datePublicationDonnees": publie_le.isoformat(),
        "montant": float(marche.montant_ht),
        "typesPrix": {"typePrix": [cadre.type_de_prix]},
        "formePrix": cadre.forme_de_prix,
        "titulaires": [
            {"titulaire": {"typeIdentifiant": "SIRET", "id": membre.organisation.siret}}
            for membre in titulaire.groupement.membres.all()
            if membre.est_en_cours
        ],
        "considerationsSociales": {"considerationSociale": [cadre.clause_sociale]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": [cadre.clause_environnementale]},
    }
    return {**donnees, "idAccordCadre": cadre.numero} if cadre.numero else donnees


def decp(marches: list[Marche]) -> dict[str, Any]:
    """Le fichier entier : seuls les marchés complets y entrent."""
    return {"marches": {"marche": [marche_decp(m) for m in marches if not manques_decp(m)]}}
