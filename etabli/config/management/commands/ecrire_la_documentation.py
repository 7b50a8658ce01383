"""Écrit les pages de docs/ qui découlent du code : elles ne peuvent pas dériver de lui."""

import importlib
import importlib.util
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from etabli.config.droits import page_des_droits
from etabli.config.etages import ETAGES
from etabli.socle.cycle import Cycle
from etabli.socle.personnes import traitements

EN_TETE = "<!-- Page écrite par `make doc` depuis le code : ne pas la modifier à la main. -->\n\n"


def cycles() -> list[tuple[str, Cycle[Any]]]:
    """Tous les cycles de la maison, dans l'ordre des étages."""
    trouves = []
    for nom, _ in ETAGES:
        chemin = f"etabli.{nom}.workflow"
        if importlib.util.find_spec(chemin):
            module = importlib.import_module(chemin)
            uniques = {id(c): c for c in vars(module).values() if isinstance(c, Cycle)}
            trouves += [(nom, cycle) for cycle in uniques.values()]
    return trouves


def page_des_etages() -> str:
    lignes = [
        "# Les étages de la maison",
        "",
        "Du sol au toit ; un étage ne connaît que ceux du dessous.",
        "",
    ]
    lignes += ["| étage | ce qu'il porte | ses objets |", "|---|---|---|"]
    for nom, phrase in ETAGES:
        modeles = apps.get_app_config(
            next(a.label for a in apps.get_app_configs() if a.name == f"etabli.{nom}")
        ).get_models()
        # Les essais déclarent aussi des modèles : ils ne sont pas de la maison.
        objets = ", ".join(str(m._meta.verbose_name) for m in modeles if m.__module__.startswith("etabli."))
        lignes.append(f"| `{nom}` | {phrase} | {objets or 'aucun : il lit ceux du dessous'} |")
    return "\n".join([*lignes, ""])


def page_des_cycles() -> str:
    lignes = [
        "# Les cycles de vie",
        "",
        "Chaque dessin et chaque tableau viennent de la table de transitions du code.",
        "",
    ]
    for nom, cycle in cycles():
        lignes += [f"## {str(cycle.modele._meta.verbose_name).capitalize()} (`{nom}`)", "", "```mermaid"]
        lignes += [cycle.mermaid(), "```", "", "| acte | depuis | vers | au journal |", "|---|---|---|---|"]
        for t in cycle.transitions:
            depuis = ", ".join(str(cycle.etats(e).label) for e in t.depuis)
            vers = cycle.etats(t.vers).label
            lignes.append(f"| {t.libelle} | {depuis} | {vers} | … {t.phrase or t.libelle} |")
        lignes.append("")
    return "\n".join(lignes)


def page_du_registre() -> str:
    """Le registre des traitements (article 30 du RGPD), depuis ce que chaque étage déclare dans son `personnes.py`."""
    lignes = [
        "# Registre des traitements",
        "",
        "Chaque traitement est déclaré dans le code qui s'en sert : la purge, l'export d'une personne et son "
        "effacement lisent la même table. Les durées se règlent sans toucher au code "
        "(`CONSERVATION=comptes=730,lettres=365`).",
        "",
        "Responsable, délégué à la protection des données : à écrire par le service qui déploie, dans la page "
        "« Données personnelles » du site.",
        "",
    ]
    for t in traitements():
        lignes += [f"## {t.nom} (`{t.cle}`)", "", "| | |", "|---|---|", f"| Finalité | {t.finalite} |"]
        lignes += [
            f"| Base légale | {t.base} |",
            f"| Personnes | {t.personnes} |",
            f"| Données | {t.donnees} |",
        ]
        lignes += [f"| Destinataires | {t.destinataires} |", f"| Conservation | {t.conservation} |"]
        lignes += [f"| Délai par défaut | {f'{t.jours} jours' if t.jours else 'pas d’effacement d’office'} |"]
        gestes = (
            ("purgé d'office", t.echus),
            ("rendu à l'agent", t.d_un_agent),
            ("oublié avec l'agent", t.oublier),
            ("retrouvé et effacé pour une personne sans compte", t.trouver),
            ("peut retenir un nom", t.retient),
        )
        lignes += [
            f"| Dans le code | {', '.join(nom for nom, geste in gestes if geste) or 'suit le traitement voisin'} |",
            "",
        ]
    return "\n".join(lignes)


PAGES = {
    "etages.md": page_des_etages,
    "cycles.md": page_des_cycles,
    "droits.md": lambda: page_des_droits(cycles()),
    "registre-des-traitements.md": page_du_registre,
}


class Command(BaseCommand):
    help = "Écrit les pages de docs/ qui découlent du code ; --verifier échoue s'ils ne sont pas à jour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verifier", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        perimees = []
        for nom, composer in PAGES.items():
            fichier = Path(settings.RACINE) / "docs" / nom
            texte = EN_TETE + composer()
            if options["verifier"] and (not fichier.exists() or fichier.read_text() != texte):
                perimees.append(nom)
            elif not options["verifier"]:
                fichier.write_text(texte)
        if perimees:
            raise CommandError(f"À réécrire par `make doc` : {', '.join(perimees)}.")
