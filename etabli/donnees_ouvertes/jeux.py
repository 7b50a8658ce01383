"""Les jeux tirés des dossiers publiés : leurs communes, leurs actions, leurs marchés. Rien de fictif n'y entre."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F, Max, QuerySet, TextChoices
from django.urls import reverse

from etabli.dossier.models import Dossier
from etabli.etape2_marche.decp import decp, manques_decp, par_annee_et_acheteur
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.ocds import paquet
from etabli.etape5_feuille_de_route.enums import Etat, Priorite, StatutAction
from etabli.etape5_feuille_de_route.models import Action
from etabli.etape6_restitution.corpus_publics import CORPUS, corpus_publies
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.jeux import FiltreOuvert, JeuOuvert, Point


def dossiers_publies() -> QuerySet[Dossier]:
    """Ceux dont la fiche publique est en ligne ; un dossier de démonstration n'est jamais une donnée."""
    return Dossier.objects.filter(fiche_publique__publiee_le__isnull=False, est_fictif=False)


# --- les communes des périmètres ---

CHAMPS_DE_COMMUNE = {
    "dossier": "pk",
    "intitule": "fiche_publique__titre",
    "code": "perimetre__communes__code",
    "nom": "perimetre__communes__nom",
    "departement": "perimetre__communes__departement_id",
    "epci": "perimetre__communes__epci_id",
    "population": "perimetre__communes__population",
    "millesime": "perimetre__millesime",
    "lon": "perimetre__communes__lon",
    "lat": "perimetre__communes__lat",
}
COMMUNES = JeuDeColonnes(
    "communes",
    "Communes des ateliers",
    (
        Colonne("atelier", "Identifiant de l'atelier", lambda x: f"atelier-{x['dossier']}", obligatoire=True),
        Colonne("titre", "Atelier", lambda x: x["intitule"]),
        Colonne("code", "Code Insee de la commune", lambda x: x["code"], obligatoire=True),
        Colonne("nom", "Commune", lambda x: x["nom"]),
        Colonne("departement", "Code Insee du département", lambda x: x["departement"]),
        Colonne("epci", "SIREN de l'intercommunalité", lambda x: x["epci"]),
        Colonne("population", "Population municipale", lambda x: x["population"], "entier"),
        Colonne("millesime", "Millésime du code officiel géographique", lambda x: x["millesime"], "entier"),
    ),
    "Le périmètre d'étude de chaque atelier publié, commune par commune.",
)


def communes_des_ateliers() -> QuerySet[Any, Any]:
    """Une ligne par atelier et par commune, lues de la base en une requête."""
    return (
        dossiers_publies()
        .filter(perimetre__communes__isnull=False)
        .order_by(
            "pk",
            "perimetre__communes__departement_id",
            "perimetre__communes__nom",
            "perimetre__communes__code",
        )
        .values(**{nom: F(champ) for nom, champ in CHAMPS_DE_COMMUNE.items()})
    )


def point_de_la_commune(ligne: Mapping[str, Any]) -> Point | None:
    return None if ligne["lon"] is None or ligne["lat"] is None else (ligne["lon"], ligne["lat"])


DE_L_ATELIER = FiltreOuvert("atelier", "L'identifiant d'un atelier.", "atelier-12")


def filtrer_les_communes(lignes: QuerySet[Any, Any], valeurs: Mapping[str, Any]) -> QuerySet[Any, Any]:
    champs = {nom: CHAMPS_DE_COMMUNE[nom] for nom in ("departement", "epci")}
    return _d_un_atelier(_filtrees(lignes, valeurs, champs), "pk", valeurs)


def _d_un_atelier(lignes: QuerySet[Any, Any], champ: str, valeurs: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """« atelier-12 » est l'identifiant publié du dossier 12 ; toute autre forme ne désigne aucune ligne."""
    demande = str(valeurs.get("atelier") or "")
    if not demande:
        return lignes
    numero = demande.removeprefix("atelier-")
    # Dix-huit chiffres : au-delà, ce n'est plus une clé que la base sache lire.
    if not (demande.startswith("atelier-") and numero.isascii() and numero.isdigit() and len(numero) <= 18):
        return lignes.none()
    return lignes.filter(**{champ: int(numero)})


def _filtrees(
    lignes: QuerySet[Any, Any], valeurs: Mapping[str, Any], champs: Mapping[str, str]
) -> QuerySet[Any, Any]:
    return lignes.filter(**{champ: valeurs[nom] for nom, champ in champs.items() if valeurs.get(nom)})


# --- les actions des feuilles de route ---

ACTIONS = JeuDeColonnes(
    "actions",
    "Actions des feuilles de route",
    (
        Colonne("atelier", "Identifiant de l'atelier", lambda a: f"atelier-{a.feuille.dossier_id}", obligatoire=True),
        Colonne("numero", "Numéro", lambda a: a.numero, "entier", obligatoire=True),
        Colonne("action", "Action", lambda a: a.titre, obligatoire=True),
        Colonne("axe", "Axe", lambda a: a.axe.titre),
        Colonne("thematique", "Thématique", lambda a: a.thematique.nom if a.thematique else None),
        Colonne("priorite", "Priorité", lambda a: a.priorite),
        Colonne("maturite", "Maturité", lambda a: a.maturite),
        Colonne("statut", "Statut", lambda a: a.statut),
        Colonne("horizon", "Horizon", lambda a: a.horizon),
        Colonne("maitrise_d_ouvrage", "Maîtrise d'ouvrage", lambda a: a.maitrise_d_ouvrage),
        Colonne("debut_le", "Début", lambda a: a.debut_le, "date"),
        Colonne("fin_le", "Fin", lambda a: a.fin_le, "date"),
        Colonne("cout_min", "Coût HT, au moins", lambda a: a.cout_min, "euros"),
        Colonne("cout_max", "Coût HT, au plus", lambda a: a.cout_max, "euros"),
        Colonne("adoptee_le", "Feuille de route adoptée le", lambda a: a.feuille.adoptee_le, "date"),
    ),
    "Les actions des feuilles de route adoptées, pour les ateliers publiés.",
)  # fmt: skip


def actions_publiees() -> QuerySet[Action]:
    return (
        Action.objects.filter(
            feuille__dossier__in=dossiers_publies(), feuille__etat__in=[Etat.ADOPTEE, Etat.CLOSE]
        )
        .select_related("feuille", "axe", "thematique", "maitrise_d_ouvrage")
        .order_by("feuille__dossier_id", "numero")
    )


def filtrer_les_actions(lignes: QuerySet[Any, Any], valeurs: Mapping[str, Any]) -> QuerySet[Any, Any]:
    champs = {"statut": "statut", "priorite": "priorite", "thematique": "thematique__nom"}
    return _d_un_atelier(_filtrees(lignes, valeurs, champs), "feuille__dossier_id", valeurs)


# --- les marchés notifiés ---


def _titulaires(marche: Marche) -> str:
    membres = marche.titulaire.groupement.membres_en_cours() if marche.titulaire else []
    return " ; ".join(str(m.organisation) for m in membres)


MARCHES = JeuDeColonnes(
    "marches",
    "Marchés subséquents notifiés",
    (
        Colonne("numero", "Numéro du marché", lambda m: m.numero, obligatoire=True),
        Colonne("atelier", "Identifiant de l'atelier", lambda m: f"atelier-{m.dossier_id}"),
        Colonne("accord_cadre", "Numéro de l'accord-cadre", lambda m: m.accord_cadre.numero),
        Colonne("acheteur", "Acheteur", lambda m: m.acheteur),
        Colonne("siret_de_l_acheteur", "SIRET de l'acheteur", lambda m: m.acheteur.siret),
        Colonne("notifie_le", "Notifié le", lambda m: m.notifie_le, "date"),
        Colonne("montant_ht", "Montant HT", lambda m: m.montant_ht, "euros"),
        Colonne("duree_mois", "Durée en mois", lambda m: m.duree_mois, "entier"),
        Colonne("titulaires", "Membres du groupement titulaire", _titulaires),
    ),
    "Les marchés notifiés dont les données essentielles sont complètes ; le JSON suit le format DECP v2.0.3.",
)
MARCHES_OCDS = replace(
    MARCHES,
    nom="ocds",
    titre="Marchés subséquents notifiés, au format OCDS",
    description="Les mêmes marchés ; le JSON suit Open Contracting, avec leur lien à l'accord-cadre.",
)


def marches_publies() -> list[Marche]:
    """Notifiés, réels, et complets au sens des données essentielles ; les autres attendent."""
    reels = Marche.objects.filter(est_fictif=False, dossier__est_fictif=False, accord_cadre__est_fictif=False)
    return [m for m in reels.pour_les_donnees() if not manques_decp(m)]


def filtrer_les_marches(lignes: Iterable[Marche], valeurs: Mapping[str, Any]) -> list[Marche]:
    annee, acheteur, atelier = valeurs.get("annee"), valeurs.get("acheteur"), valeurs.get("atelier")
    return [
        m
        for m in lignes
        if (not annee or (m.notifie_le and m.notifie_le.year == annee))
        and (not acheteur or m.acheteur.siret == acheteur)
        and (not atelier or f"atelier-{m.dossier_id}" == atelier)
    ]


# --- un fichier réglementaire par année et par acheteur ---

FICHIERS = JeuDeColonnes(
    "fichiers-decp",
    "Fichiers des données essentielles, par année et par acheteur",
    (
        Colonne("annee", "Année de notification", lambda f: f[0], "entier", obligatoire=True),
        Colonne("siret", "SIRET de l'acheteur", lambda f: f[1], obligatoire=True),
        Colonne("acheteur", "Acheteur", lambda f: f[2][0].acheteur),
        Colonne("marches", "Marchés", lambda f: len(f[2]), "entier"),
        Colonne("adresse", "Adresse du fichier", lambda f: reverse("api-v1:decp", args=[f[0], f[1]])),
    ),
    "La liste des fichiers DECP v2.0.3 que chaque acheteur dépose, un par année de notification.",
)


def fichiers_decp() -> list[tuple[int, str, list[Marche]]]:
    return [(annee, siret, ms) for (annee, siret), ms in par_annee_et_acheteur(marches_publies()).items()]


def fichier_decp(annee: int, siret: str) -> dict[str, Any] | None:
    marches = par_annee_et_acheteur(marches_publies()).get((annee, siret))
    return decp(marches) if marches else None


# --- ce qui les date ---


def _derniere_ecriture(lignes: QuerySet[Any, Any], *champs: str) -> datetime | None:
    dates = lignes.order_by().aggregate(**{f"d{rang}": Max(champ) for rang, champ in enumerate(champs)})
    return max((d for d in dates.values() if d), default=None)


def communes_modifiees_le() -> datetime | None:
    return _derniere_ecriture(dossiers_publies(), "perimetre__modifie_le", "fiche_publique__modifie_le")


def actions_modifiees_le() -> datetime | None:
    return _derniere_ecriture(actions_publiees(), "modifie_le", "feuille__modifie_le")


def contributions_modifiees_le() -> datetime | None:
    return _derniere_ecriture(corpus_publies(), "corpus__modifie_le")


def marches_modifies_le() -> datetime | None:
    return _derniere_ecriture(Marche.objects.filter(est_fictif=False), "modifie_le", "acheteur__modifie_le")


FILTRES_DES_MARCHES = (
    FiltreOuvert("annee", "L'année de notification.", "2026", est_entier=True),
    FiltreOuvert("acheteur", "Le SIRET de l'acheteur.", "13001534100010"),
    DE_L_ATELIER,
)


def jeux_des_dossiers() -> Iterable[JeuOuvert]:
    return (
        JeuOuvert(
            "communes",
            COMMUNES,
            communes_des_ateliers,
            ordre=20,
            point=point_de_la_commune,
            filtres=(
                DE_L_ATELIER,
                FiltreOuvert("departement", "Le code Insee d'un département.", "50"),
                FiltreOuvert("epci", "Le SIREN d'une intercommunalité.", "200042604"),
            ),
            filtrer=filtrer_les_communes,
            modifie_le=communes_modifiees_le,
            mots_cles=("périmètre", "communes", "intercommunalités"),
        ),
        JeuOuvert(
            "actions",
            ACTIONS,
            actions_publiees,
            ordre=30,
            filtres=(
                DE_L_ATELIER,
                FiltreOuvert("statut", f"{_choix(StatutAction)}.", StatutAction.EN_COURS.value),
                FiltreOuvert("priorite", f"{_choix(Priorite)}.", Priorite.HAUTE.value),
                FiltreOuvert("thematique", "Le nom d'une thématique.", "Mobilités"),
            ),
            filtrer=filtrer_les_actions,
            modifie_le=actions_modifiees_le,
            mots_cles=("feuille de route", "plan d'actions", "suivi"),
            note="Une feuille de route n'est publiée qu'adoptée, et si la fiche publique de l'atelier est en ligne.",
        ),
        jeu_des_contributions(),
        *jeux_des_marches(),
    )


def jeu_des_contributions() -> JeuOuvert:
    return JeuOuvert(
        "contributions",
        CORPUS,
        corpus_publies,
        ordre=35,
        filtres=(
            DE_L_ATELIER,
            FiltreOuvert("session", "Le numéro de la session.", "1", est_entier=True),
            FiltreOuvert("college", "Le collège, tel que le fichier l'écrit.", "habitant"),
        ),
        filtrer=filtrer_les_contributions,
        modifie_le=contributions_modifiees_le,
        frequence="IRREG",
        mots_cles=("participation", "concertation", "contributions"),
        note="Chaque phrase a été relue avant publication : ce qui permettait de reconnaître quelqu'un est masqué, "
        "récrit ou retiré.",
    )


def jeux_des_marches() -> Iterable[JeuOuvert]:
    """Les mêmes marchés sous trois formes : le tableau, les fichiers DECP, les contrats ouverts."""
    marches = JeuOuvert(
        "marches",
        MARCHES,
        marches_publies,
        ordre=40,
        brut=decp,
        filtres=FILTRES_DES_MARCHES,
        filtrer=filtrer_les_marches,
        modifie_le=marches_modifies_le,
        mots_cles=("commande publique", "DECP", "marchés subséquents"),
        conforme_a="https://schema.data.gouv.fr/139bercy/format-commande-publique/",
        note="Le JSON est celui des données essentielles de la commande publique (DECP v2.0.3). Un marché dont "
        "il manque une donnée obligatoire n'y figure pas encore.",
    )
    return (
        marches,
        JeuOuvert("fichiers-decp", FICHIERS, fichiers_decp, ordre=41, modifie_le=marches_modifies_le),
        replace(
            marches,
            slug="ocds",
            colonnes=MARCHES_OCDS,
            ordre=42,
            brut=paquet,
            mots_cles=("commande publique", "OCDS", "marchés subséquents"),
            conforme_a="https://standard.open-contracting.org/1.1/",
            note="Le JSON suit le format des contrats ouverts (OCDS 1.1) ; chaque marché y dit l'accord-cadre dont il "
            "procède. Sans préfixe attribué par Open Contracting Partnership (réglage PREFIXE_OCDS), les "
            "identifiants gardent un préfixe qui se dit provisoire.",
        ),
    )


def filtrer_les_contributions(lignes: QuerySet[Any, Any], valeurs: Mapping[str, Any]) -> QuerySet[Any, Any]:
    retenues = _filtrees(lignes, valeurs, {"session": "session", "college": "college"})
    return _d_un_atelier(retenues, "corpus__dossier_id", valeurs)


def _choix(choix: type[TextChoices]) -> str:
    return ", ".join(f"{c.value} ({c.label.lower()})" for c in choix)
