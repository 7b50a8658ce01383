"""Les chiffres vivants : un mot entre accolades dans un texte, lu dans les données au moment de l'affichage.

« {duree} » dans une page devient « de 10 à 15 mois » ; rien n'est recopié, donc rien n'est jamais périmé.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from etabli.etape1_candidature.enums import CleRubrique
from etabli.socle.francais import nombre
from etabli.vitrine import programme
from etabli.vitrine.calcul.catalogue import Compte, compter
from etabli.vitrine.catalogue import toutes_les_fiches

MARQUE = re.compile(r"\{([^{}\n<>]{1,60})\}")
COURRIEL = re.compile(r"[^\s@]+@[^\s@]+")
INCONNU = programme.NON_RENSEIGNE


class Sources:
    """Ce que les chiffres lisent, lu une seule fois par page, et seulement si la page s'en sert."""

    @cached_property
    def local(self) -> programme.FormatDit | None:
        return programme.format_local()

    @cached_property
    def cadre(self) -> programme.CadreDit | None:
        return programme.cadre_en_vigueur()

    @cached_property
    def annonce(self) -> programme.Annonce:
        return programme.annonce()

    @cached_property
    def fiches(self) -> list[Any]:
        return toutes_les_fiches()

    @cached_property
    def compte(self) -> Compte:
        return compter(self.fiches)

    @cached_property
    def livrables(self) -> list[Any]:
        return programme.livrables()

    def du_format(self, nom: str) -> str:
        return str(getattr(self.local, nom)) if self.local else INCONNU

    def du_cadre(self, lire: Callable[[programme.CadreDit], Any]) -> str:
        return str(lire(self.cadre)) if self.cadre else INCONNU


@dataclass(frozen=True)
class Chiffre:
    """Un chiffre que la rédaction peut citer : son mot, ce qu'il dit, et d'où il vient."""

    mot: str
    libelle: str
    origine: str
    valeur: Callable[[Sources], str]


def declare(nom: str) -> Callable[[Sources], str]:
    """Ce que l'exploitant déclare dans ses réglages : une page n'invente ni un nom ni une adresse."""
    return lambda _: str(getattr(settings, nom, "")) or NON_DECLARE


NON_DECLARE = "non déclaré par cette installation"
REGLAGES = "les réglages de cette installation"
RECENSEMENT = "la liste des ateliers de ce site"
ANNONCE = "l'annonce de la DGALN"
FORMAT = "le format local, tel que la DGALN l'a réglé"
CADRE = "l'accord-cadre en vigueur"
TOUS = (
    Chiffre("ateliers", "nombre d'ateliers de la liste", RECENSEMENT, lambda s: nombre(s.compte.nb)),
    Chiffre(
        "departements",
        "nombre de départements où un atelier a eu lieu",
        RECENSEMENT,
        lambda s: nombre(s.compte.nb_departements),
    ),
    Chiffre(
        "regions",
        "nombre de régions où un atelier a eu lieu",
        RECENSEMENT,
        lambda s: nombre(s.compte.nb_regions),
    ),
    Chiffre(
        "ateliers_annonces",
        "nombre d'ateliers locaux annoncés",
        ANNONCE,
        lambda s: nombre(s.annonce.nb_ateliers_locaux),
    ),
    Chiffre("depuis", "année du premier atelier local", ANNONCE, lambda s: str(s.annonce.depuis)),
    Chiffre(
        "epci_accompagnes",
        "nombre d'intercommunalités accompagnées",
        ANNONCE,
        lambda s: nombre(s.annonce.nb_epci),
    ),
    Chiffre("source_de_l_annonce", "où la DGALN l'annonce", ANNONCE, lambda s: s.annonce.source),
    Chiffre("duree", "durée d'un atelier local", FORMAT, lambda s: s.du_format("duree")),
    Chiffre("sessions", "nombre de sessions sur place", FORMAT, lambda s: s.du_format("sessions")),
    Chiffre("jours", "durée de chaque session", FORMAT, lambda s: s.du_format("jours")),
    Chiffre("engagement", "durée de l'engagement du pilote", FORMAT, lambda s: s.du_format("engagement")),
    Chiffre("montant", "montant indicatif de l'équipe", FORMAT, lambda s: s.du_format("montant")),
    Chiffre("part_dgaln", "part payée par la DGALN", FORMAT, lambda s: s.du_format("part")),
    Chiffre(
        "capacite_annuelle",
        "candidatures retenues chaque année",
        FORMAT,
        lambda s: s.du_format("capacite"),
    ),
    Chiffre("logistique", "qui paie l'accueil des sessions", FORMAT, lambda s: s.du_format("logistique")),
    Chiffre(
        "nb_livrables",
        "nombre de livrables",
        FORMAT,
        lambda s: nombre(len(s.livrables)) if s.livrables else INCONNU,
    ),
    Chiffre("nb_rubriques", "nombre de rubriques de la note", FORMAT, lambda s: nombre(len(CleRubrique))),
    Chiffre(
        "titulaires",
        "nombre de groupements titulaires",
        CADRE,
        lambda s: s.du_cadre(lambda c: nombre(c.nb_annonces)),
    ),
    Chiffre(
        "accord_cadre",
        "intitulé de l'accord-cadre",
        CADRE,
        lambda s: s.du_cadre(lambda c: c.cadre.intitule),
    ),
    Chiffre(
        "periode_du_cadre",
        "période de l'accord-cadre",
        CADRE,
        lambda s: s.du_cadre(lambda c: c.cadre.periode),
    ),
    Chiffre("directeur", "direction de la publication", REGLAGES, declare("DIRECTEUR_DE_LA_PUBLICATION")),
    Chiffre("hebergeur", "hébergeur du site", REGLAGES, declare("HEBERGEUR")),
    Chiffre("courriel_de_contact", "adresse de contact", REGLAGES, declare("COURRIEL_DE_CONTACT")),
    Chiffre("courriel_dpo", "délégué à la protection des données", REGLAGES, declare("COURRIEL_DPO")),
    Chiffre("adresse_du_site", "adresse de ce site", REGLAGES, declare("ADRESSE_DU_SITE")),
)
CHIFFRES = {chiffre.mot: chiffre for chiffre in TOUS}


def trouver(mot: str) -> Callable[[Sources], str] | None:
    """« {duree} » dit « de 10 à 15 mois » ; avec une majuscule, « {Duree} » commence une phrase."""
    propre = mot.strip()
    chiffre = CHIFFRES.get(propre) or CHIFFRES.get(propre[:1].lower() + propre[1:])
    if chiffre is None:
        return None
    return chiffre.valeur if chiffre.mot == propre else lambda sources: _majuscule(chiffre.valeur(sources))


def _majuscule(valeur: str) -> str:
    return valeur if COURRIEL.fullmatch(valeur) else capfirst(valeur)


def mots_inconnus(texte: str) -> list[str]:
    """Les mots entre accolades qui ne sont pas des chiffres vivants, dans l'ordre, sans répétition."""
    return list(dict.fromkeys(mot for mot in MARQUE.findall(texte) if not trouver(mot)))


def refus(texte: str) -> str:
    """Pourquoi ce texte ne peut être enregistré, ou rien."""
    inconnus = mots_inconnus(texte)
    if not inconnus:
        return ""
    cites = ", ".join(f"« {{{mot}}} »" for mot in inconnus)
    connus = ", ".join(f"{{{mot}}}" for mot in CHIFFRES)
    debut = "n'est pas un chiffre vivant" if len(inconnus) == 1 else "ne sont pas des chiffres vivants"
    return f"{cites} {debut}. Corrigez-le ou ôtez les accolades. Vous pouvez écrire : {connus}."


def remplacer(texte: str, sources: Sources) -> SafeString:
    """Le texte déjà rendu, ses chiffres lus ; un mot inconnu reste tel qu'il est écrit."""

    def lire(trouve: re.Match[str]) -> str:
        valeur = trouver(trouve[1])
        return _en_html(valeur(sources)) if valeur else trouve[0]

    return mark_safe(MARQUE.sub(lire, texte))  # noqa: S308 -- le texte est rendu, les valeurs échappées


def _en_html(valeur: str) -> str:
    """Une adresse électronique s'écrit d'un clic."""
    if COURRIEL.fullmatch(valeur):
        return format_html('<a href="mailto:{0}">{0}</a>', valeur)
    return str(conditional_escape(valeur))


def en_clair(texte: str, sources: Sources) -> str:
    """Pour un titre de fenêtre ou un flux : les mêmes chiffres, sans balise."""
    return MARQUE.sub(lambda t: valeur(sources) if (valeur := trouver(t[1])) else t[0], texte)
