"""Le plan du site : ce qu'un visiteur peut ouvrir, et ce qui demande un compte."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from etabli.socle.affichage import Lien
from etabli.socle.navigation import entrees


@dataclass(frozen=True)
class Rubrique:
    titre: str
    liens: tuple[Lien, ...]


PUBLIQUES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Le programme",
        (
            ("Accueil", "vitrine:accueil"),
            ("Le programme", "vitrine:programme"),
            ("Comprendre le dispositif", "vitrine:comprendre"),
            ("Le déroulement d'un atelier", "vitrine:deroulement"),
            ("Questions fréquentes", "vitrine:faq"),
            ("Actualités", "vitrine:actualites"),
        ),
    ),
    ("Candidater", (("Candidater", "vitrine:candidater"), ("Tester son projet", "vitrine:auto_test"))),
    (
        "Les ateliers et les données",
        (
            ("Les ateliers : carte et liste", "vitrine:ateliers"),
            ("Données ouvertes", "donnees_ouvertes:accueil"),
            ("Chercher une commune ou une intercommunalité", "territoires:recherche"),
        ),
    ),
    (
        "Ce site",
        (
            ("Accessibilité : non conforme", "vitrine:accessibilite"),
            ("Mentions légales", "vitrine:mentions_legales"),
            ("Données personnelles", "vitrine:donnees_personnelles"),
            ("Conditions d'utilisation", "vitrine:cgu"),
            ("Fréquentation", "vitrine:stats"),
            ("Se connecter", "account_login"),
        ),
    ),
)


def plan_du_site(user: Any) -> list[Rubrique]:
    """Au public, tout ce qu'un compte ouvre ; à un agent connecté, seulement ce que le sien ouvre."""
    rubriques = [
        Rubrique(titre, tuple(Lien(libelle, reverse(nom)) for libelle, nom in pages))
        for titre, pages in PUBLIQUES
    ]
    publiques = {lien.url for rubrique in rubriques for lien in rubrique.liens}
    prives = [lien for lien in _du_menu(user) if lien.url not in publiques]
    return [*rubriques, Rubrique("Avec un compte d'agent", tuple(prives))]


def _du_menu(user: Any) -> list[Lien]:
    """Les entrées du menu, d'où qu'elles viennent : un étage de plus paraît ici sans qu'on y touche."""
    liens = []
    for entree in entrees("principal"):
        if user.is_authenticated and not entree.pour(user):
            continue
        try:
            liens.append(Lien(entree.libelle, reverse(entree.url_name)))
        except NoReverseMatch:
            continue
    return liens
