"""Ce qu'un atelier dit aux tableurs et aux machines ; déclaré une fois pour la liste et les données ouvertes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from etabli.etape6_restitution.models import FichePublique
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.jeux import FiltreOuvert, JeuOuvert
from etabli.vitrine.calcul.catalogue import Fiche, Filtre, filtrer
from etabli.vitrine.catalogue import toutes_les_fiches
from etabli.vitrine.enums import Position
from etabli.vitrine.models import Realisation

ATELIERS = JeuDeColonnes(
    "ateliers",
    "Ateliers",
    (
        Colonne("identifiant", "Identifiant", lambda f: f.cle, obligatoire=True),
        Colonne("titre", "Titre", lambda f: f.titre, obligatoire=True),
        Colonne("page", "Page", lambda f: f.url, description="Adresse de la page, à la racine de ce site."),
        Colonne("format", "Format", lambda f: f.format, description="local, flash, national ; vide : inconnu."),
        Colonne("reserve_sur_le_format", "Réserve sur le format", lambda f: f.reserve),
        Colonne("premiere_annee", "Première année", lambda f: f.annee_debut, "entier"),
        Colonne("derniere_annee", "Dernière année", lambda f: f.annee_fin, "entier"),
        Colonne("annee_selon_la_source", "Année selon la source", lambda f: f.annee),
        Colonne(
            "departements", "Départements", lambda f: ", ".join(d.code for d in f.departements),
            description="Codes Insee, séparés par des virgules.",
        ),
        Colonne(
            "regions", "Régions", lambda f: ", ".join(r.code for r in f.regions),
            description="Codes Insee, séparés par des virgules.",
        ),
        Colonne("territoire", "Territoire bénéficiaire", lambda f: f.territoire),
        Colonne("themes", "Thèmes", lambda f: " ; ".join(f.themes)),
        Colonne("pilote", "Pilote local", lambda f: f.pilote),
        Colonne("equipe", "Équipe", lambda f: f.equipe),
        Colonne(
            "etape", "Étape", lambda f: f.etape,
            description="Étape du dossier, ou « recense » pour un atelier recensé dans des sources publiques.",
        ),
        Colonne("longitude", "Longitude", lambda f: f.lon, "decimal"),
        Colonne("latitude", "Latitude", lambda f: f.lat, "decimal"),
        Colonne(
            "position", "Précision de la position", lambda f: f.position,
            description="reconnue : centre du territoire ; approchee : chef-lieu ou partie ; vide : aucune.",
        ),
        Colonne("sources", "Sources", lambda f: " ; ".join(f.sources)),
        Colonne("fictif", "Contenu fictif", lambda f: f.est_fictif, "booleen"),
    ),
    "Les ateliers réels recensés dans des sources publiques (recensement partiel) et les ateliers publiés par la "
    "plateforme.",
)  # fmt: skip


def point(fiche: Fiche) -> tuple[float, float] | None:
    return None if fiche.lon is None or fiche.lat is None else (fiche.lon, fiche.lat)


def est_approchee(fiche: Fiche) -> bool:
    return fiche.position == Position.APPROCHEE


# Les mêmes que ceux de la liste : une adresse filtrée ici se lit là.
FILTRES = (
    FiltreOuvert("q", "Des mots du titre, du territoire ou de l'équipe.", "estuaire"),
    FiltreOuvert("format", "local, flash, national, ou non-renseigne.", "local"),
    FiltreOuvert("annee", "Une année, ou non-renseigne.", "2023"),
    FiltreOuvert("region", "Le code Insee d'une région.", "28"),
    FiltreOuvert("departement", "Le code Insee d'un département.", "50"),
    FiltreOuvert("theme", "Un thème, tel que la liste l'écrit.", "Eau et aménagement"),
    FiltreOuvert(
        "etape", "L'étape, ou « recense » pour un atelier recensé dans des sources publiques.", "recense"
    ),
    FiltreOuvert("zone", "Un rectangle de la carte, en degrés : ouest,sud,est,nord.", "-2,48,0,50"),
)


def reelles() -> list[Fiche]:
    return [f for f in toutes_les_fiches() if not f.est_fictif]


def choisir(fiches: Iterable[Fiche], valeurs: Mapping[str, Any]) -> list[Fiche]:
    demandees = {nom: str(valeurs.get(nom) or "") for nom in (f.nom for f in FILTRES)}
    return filtrer(fiches, Filtre(texte=demandees.pop("q"), **demandees))


def trouver(cle: str) -> Fiche | None:
    return next((f for f in reelles() if f.cle == cle), None)


def modifiees_le() -> datetime | None:
    dates = (
        modele._default_manager.aggregate(le=Max("modifie_le"))["le"]
        for modele in (Realisation, FichePublique)
    )
    return max((d for d in dates if d), default=None)


JEU = JeuOuvert(
    "ateliers",
    ATELIERS,
    reelles,
    ordre=10,
    point=point,
    filtres=FILTRES,
    filtrer=choisir,
    trouver=trouver,
    modifie_le=modifiees_le,
    mots_cles=("ateliers locaux", "projet de territoire", "aménagement"),
    note="Recensement partiel : la liste officielle des ateliers locaux n'a pas été trouvée. Les réserves des "
    "sources (« déduit », « probable ») sont gardées.",
)
