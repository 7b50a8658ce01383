"""Les jeux tirés des dossiers publiés : leurs communes, leurs actions, leurs marchés. Rien de fictif n'y entre."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from etabli.dossier.models import Dossier
from etabli.etape2_marche.decp import decp, manques_decp, par_annee_et_acheteur
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.ocds import paquet
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.jeux import JeuOuvert, Point
from etabli.territoires.models import Commune, Perimetre


def dossiers_publies() -> QuerySet[Dossier]:
    """Ceux dont la fiche publique est en ligne ; un dossier de démonstration n'est jamais une donnée."""
    return Dossier.objects.filter(fiche_publique__publiee_le__isnull=False, est_fictif=False)


# --- les communes des périmètres ---

COMMUNES = JeuDeColonnes(
    "communes",
    "Communes des ateliers",
    (
        Colonne("atelier", "Identifiant de l'atelier", lambda x: f"atelier-{x[0].pk}", obligatoire=True),
        Colonne("titre", "Atelier", lambda x: x[0].fiche_publique.titre),
        Colonne("code", "Code Insee de la commune", lambda x: x[1].code, obligatoire=True),
        Colonne("nom", "Commune", lambda x: x[1].nom),
        Colonne("departement", "Département", lambda x: x[1].departement_id),
        Colonne("epci", "SIREN de l'intercommunalité", lambda x: x[1].epci_id),
        Colonne("population", "Population municipale", lambda x: x[1].population, "entier"),
        Colonne(
            "millesime", "Millésime du code officiel géographique", lambda x: x[0].perimetre.millesime, "entier"
        ),
    ),
    "Le périmètre d'étude de chaque atelier publié, commune par commune.",
)  # fmt: skip


def communes_des_ateliers() -> Iterator[tuple[Dossier, Commune]]:
    perimetres = Perimetre.objects.with_territoires()
    dossiers = dossiers_publies().select_related("fiche_publique").order_by("pk")
    for dossier in dossiers.prefetch_related(Prefetch("perimetre", perimetres)):
        for commune in dossier.perimetre.lire_les_communes():
            yield dossier, commune


def point_de_la_commune(ligne: tuple[Dossier, Commune]) -> Point | None:
    commune = ligne[1]
    return None if commune.lon is None or commune.lat is None else (commune.lon, commune.lat)


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


def decp_publies() -> dict[str, Any]:
    return decp(marches_publies())


def ocds_publie() -> dict[str, Any]:
    return paquet(marches_publies())


# --- un fichier réglementaire par année et par acheteur ---

FICHIERS = JeuDeColonnes(
    "fichiers-decp",
    "Fichiers des données essentielles, par année et par acheteur",
    (
        Colonne("annee", "Année de notification", lambda f: f[0], "entier", obligatoire=True),
        Colonne("siret", "SIRET de l'acheteur", lambda f: f[1], obligatoire=True),
        Colonne("acheteur", "Acheteur", lambda f: f[2][0].acheteur),
        Colonne("marches", "Marchés", lambda f: len(f[2]), "entier"),
        Colonne(
            "adresse", "Adresse du fichier", lambda f: reverse("donnees_ouvertes:decp", args=[f[0], f[1]])
        ),
    ),
    "La liste des fichiers DECP v2.0.3 que chaque acheteur dépose, un par année de notification.",
)


def fichiers_decp() -> list[tuple[int, str, list[Marche]]]:
    return [(annee, siret, ms) for (annee, siret), ms in par_annee_et_acheteur(marches_publies()).items()]


def fichier_decp(annee: int, siret: str) -> dict[str, Any] | None:
    marches = par_annee_et_acheteur(marches_publies()).get((annee, siret))
    return decp(marches) if marches else None


def jeux_des_dossiers() -> Iterable[JeuOuvert]:
    return (
        JeuOuvert("communes", COMMUNES, communes_des_ateliers, ordre=20, point=point_de_la_commune),
        JeuOuvert(
            "actions",
            ACTIONS,
            actions_publiees,
            ordre=30,
            note="Une feuille de route n'est publiée qu'adoptée, et si la fiche publique de l'atelier est en ligne.",
        ),
        JeuOuvert(
            "marches",
            MARCHES,
            marches_publies,
            ordre=40,
            brut=decp_publies,
            note="Le JSON est celui des données essentielles de la commande publique (DECP v2.0.3). Un marché dont "
            "il manque une donnée obligatoire n'y figure pas encore.",
        ),
        JeuOuvert("fichiers-decp", FICHIERS, fichiers_decp, ordre=41),
        JeuOuvert(
            "ocds",
            MARCHES_OCDS,
            marches_publies,
            ordre=42,
            brut=ocds_publie,
            note="Le JSON suit le format des contrats ouverts (OCDS 1.1) ; chaque marché y dit l'accord-cadre dont il "
            "procède. Le préfixe d'identifiant est provisoire, faute d'enregistrement.",
        ),
    )
