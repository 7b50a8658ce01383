"""Toutes les adresses nommées de la maison, et de quoi les remplir avec de vrais objets d'un dossier."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from itertools import islice, product
from uuid import UUID

from django.apps import apps
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from etabli.config.management.commands.ecrire_la_documentation import cycles
from etabli.dossier.models import Dossier, FormatAtelier
from etabli.etape1_candidature.models import Proposition
from etabli.etape2_marche import documents as documents_du_marche
from etabli.etape2_marche.actions.dce import annexes_de, dce_de
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.views.familles import FAMILLES
from etabli.etape3_atelier.models import DocumentLu
from etabli.etape3_atelier.views.parties import EXPORTS
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.models import Enjeu
from etabli.etape6_restitution.models import Section, VersionDeLivrable
from etabli.socle.document import Document
from etabli.socle.models import Fichier, VersionDeFichier
from tests.securite.monde import DECALAGES, chemin_vers_le_dossier, objets

FORMES = ("pdf", "csv", "svg", "json", "zip", "odt", "xlsx")
# Ces arguments-là restent du texte, même faits de chiffres.
EN_LETTRES = {"code", "cle", "jeton", "slug", "nom"}
ESSAIS_AU_PLUS = 300
SLUGS = [d.slug for d in vars(documents_du_marche).values() if isinstance(d, Document)]
MOTS = {
    "sens": ["monter", "descendre"],
    "annee": [2026, 2025],
    "numero": [1, 2],
    "rang": [1],
    "version": [1],
    "echeance": [1, 6, 12],
    "famille": list(FAMILLES),
    "jeu": list(EXPORTS),
    "nature": ["ecrite", "nourrie"],
    "geste": ["ecarter", "remettre", "essayer"],
    "slug": [*SLUGS, *(d.slug for d in documents_du_marche.DCE), "lettre-de-consultation"],
    "nom": ["couverture", "ateliers", "etapes", "communes", "perimetre", "dossiers"],
}


@cache
def adresses_declarees() -> dict[str, tuple[tuple[tuple[str, str], ...], str]]:
    """Nom → ses arguments (convertisseur, nom) et l'étage de sa vue ; les nôtres seulement."""

    def parcourir(motifs, espace="", route=""):
        for motif in motifs:
            complete = route + str(motif.pattern)
            if isinstance(motif, URLResolver):
                neuf = f"{espace}{motif.namespace}:" if motif.namespace else espace
                yield from parcourir(motif.url_patterns, neuf, complete)
            elif isinstance(motif, URLPattern) and motif.name:
                module = getattr(motif.callback, "__module__", "")
                if module.startswith("etabli."):
                    arguments = tuple(re.findall(r"<(?:(\w+):)?(\w+)>", complete))
                    yield espace + motif.name, (arguments, module.split(".")[1])

    return dict(sorted(parcourir(get_resolver().url_patterns)))


def etiquette(dossier_python: str) -> str:
    """« etape2_marche » porte l'étiquette « marche »."""
    noms = {a.name: a.label for a in apps.get_app_configs()}
    return noms.get(f"etabli.{dossier_python}", "dossier")


def _modeles(etage: str, argument: str) -> list[type]:
    """Ceux dont le nom ressemble à l'argument d'abord ; à défaut tous ceux de l'étage."""
    tous = [m for m in apps.get_app_config(etage).get_models() if m.__module__.startswith("etabli.")]
    mot = re.sub(r"_?(id|pk)$", "", argument).replace("_", "")
    proches = [m for m in tous if mot and mot in m._meta.model_name]
    return proches or tous


def _cles(etage: str, argument: str, dossier: Dossier, est_uuid: bool) -> list[object]:
    trouves: list[list[object]] = []
    for modele in _modeles(etage, argument):
        lus = (
            objets(modele, dossier) if chemin_vers_le_dossier(modele) is not None else modele._default_manager
        )
        cles = list(lus.order_by("pk").values_list("pk", flat=True)[:4])
        if cles and isinstance(cles[0], int) != est_uuid:
            trouves.append(cles)
    rangs = (cles[rang] for rang in range(4) for cles in trouves if rang < len(cles))
    return list(dict.fromkeys(rangs)) or ([] if est_uuid else [1])


def candidats(convertisseur: str, argument: str, etage: str, dossier: Dossier) -> list[object]:
    if argument == "dossier_id" or (etage, argument) == ("dossier", "pk"):
        autres = _cles("dossier", "thematique", dossier, False) if argument == "pk" else []
        return [dossier.pk, *autres]
    if argument == "acte":
        return [n for nom, c in cycles() if etiquette(nom) == etage for n in c.par_nom]
    if argument == "forme":
        return list(FORMES)
    if argument == "code":
        seances = apps.get_model("seance", "Seance").objects.filter(atelier__dossier=dossier).order_by("pk")
        formats = list(FormatAtelier.objects.values_list("code", flat=True))
        return (
            list(seances.values_list("code", flat=True)[:2]) if etage == "seance" else [*formats, "28", "50"]
        )
    if argument in MOTS:
        return [*MOTS[argument], *_mots(etage, argument)]
    if argument in {"type_", "genre", "cle"}:
        return _mots(etage, argument)
    if convertisseur in {"int", "uuid"}:
        return _cles(etage, argument, dossier, convertisseur == "uuid")
    return ["inconnu"]


@cache
def _mots(etage: str, argument: str) -> list[object]:
    """Les mots admis dans une adresse : ceux que portent les objets de l'étage."""
    mots: dict[str, None] = dict.fromkeys(
        ("enjeux", "axes", "actions", "enjeu", "axe", "action") if argument == "genre" else ()
    )
    for modele in apps.get_app_config(etage).get_models():
        for champ in modele._meta.fields:
            if champ.name == argument.rstrip("_") and not champ.is_relation:
                lus = modele._default_manager.order_by("pk").values_list(champ.name, flat=True)
                mots |= dict.fromkeys(str(m) for m in lus[:60])
    return [m for m in mots if re.fullmatch(r"[-\w]+", m)][:12]


def _versions_de_fichier(dossier: Dossier) -> Iterator[dict[str, object]]:
    for pk in (
        VersionDeFichier.objects.filter(fichier__fil=dossier.fil).order_by("pk").values_list("pk", flat=True)
    ):
        yield {"pk": dossier.pk, "version_pk": pk}


def _fichiers(dossier: Dossier) -> Iterator[dict[str, object]]:
    for pk in Fichier.objects.filter(fil=dossier.fil).order_by("pk").values_list("pk", flat=True):
        yield {"pk": dossier.pk, "fichier_pk": pk}


def _documents_lus(dossier: Dossier) -> Iterator[dict[str, object]]:
    lus = DocumentLu.objects.filter(atelier__dossier=dossier, fichier__isnull=False).order_by("pk")
    for pk in lus.values_list("fichier_id", flat=True):
        yield {"dossier_id": dossier.pk, "pk": pk}


def _annexes(dossier: Dossier) -> Iterator[dict[str, object]]:
    for marche in Marche.objects.filter(dossier=dossier).order_by("pk"):
        for annexe in annexes_de(dce_de(marche)):
            yield {"pk": marche.pk, "fichier_id": annexe.pk}


def _pieces(dossier: Dossier) -> Iterator[dict[str, object]]:
    for pk in Marche.objects.filter(dossier=dossier).order_by("pk").values_list("pk", flat=True):
        yield from ({"pk": pk, "slug": d.slug, "forme": "odt"} for d in documents_du_marche.DCE)


def _sections(dossier: Dossier) -> Iterator[dict[str, object]]:
    lues = Section.objects.filter(livrable__dossier=dossier).order_by("livrable", "pk")
    for type_, cle in lues.values_list("livrable__type", "cle"):
        yield {"dossier_id": dossier.pk, "type_": type_, "cle": cle}


def _gestes_sur_les_sections(dossier: Dossier) -> Iterator[dict[str, object]]:
    for remplis in _sections(dossier):
        yield from ({**remplis, "geste": geste} for geste in ("ecarter", "remettre"))


def _versions_de_livrable(dossier: Dossier) -> Iterator[dict[str, object]]:
    lues = VersionDeLivrable.objects.filter(livrable__dossier=dossier).order_by("pk")
    for type_, pk in lues.values_list("livrable__type", "pk"):
        yield {"dossier_id": dossier.pk, "type_": type_, "pk": pk}


def _fichiers_de_livrable(dossier: Dossier) -> Iterator[dict[str, object]]:
    lues = VersionDeLivrable.objects.filter(livrable__dossier=dossier, pdf__isnull=False).order_by("pk")
    for type_, pk in lues.values_list("livrable__type", "pdf__versions"):
        yield {"dossier_id": dossier.pk, "type_": type_, "pk": pk}


def _propositions(dossier: Dossier) -> Iterator[dict[str, object]]:
    lues = Proposition.objects.filter(rubrique__candidature__dossier=dossier).order_by("pk")
    for cle, pk in lues.values_list("rubrique__cle", "pk"):
        yield {"dossier_id": dossier.pk, "cle": cle, "pk": pk}


def _contributions(dossier: Dossier) -> Iterator[dict[str, object]]:
    lues = Contribution.objects.filter(
        activite__seance__atelier__dossier=dossier, activite__type="fiche_action"
    )
    for pk in lues.order_by("texte", "pk").values_list("pk", flat=True)[:3]:
        yield {"dossier_id": dossier.pk, "pk": pk}


def _rattachements(dossier: Dossier) -> Iterator[dict[str, object]]:
    for enjeu in Enjeu.objects.filter(feuille__dossier=dossier).order_by("pk"):
        for contribution in enjeu.contributions.order_by("texte", "pk")[:1]:
            yield {
                "dossier_id": dossier.pk,
                "genre": "enjeu",
                "pk": enjeu.pk,
                "contribution_id": contribution.pk,
            }


# Là où l'objet ne se devine pas au nom de l'argument.
CHOISIS: dict[str, Callable[[Dossier], Iterator[dict[str, object]]]] = {
    "atelier:fichier": _documents_lus,
    "candidature:conflit": _propositions,
    "dossier:nouvelle_version": _fichiers,
    "dossier:telecharger": _versions_de_fichier,
    "feuille_de_route:contribution": _contributions,
    "feuille_de_route:detacher": _rattachements,
    "feuille_de_route:rattacher_a": _contributions,
    "feuille_de_route:reprendre_une_fiche": _contributions,
    "marche:annexe_du_dce": _annexes,
    "marche:piece": _pieces,
    "marche:retirer_une_annexe": _annexes,
    "restitution:fichier": _fichiers_de_livrable,
    "restitution:imprimer": _gestes_sur_les_sections,
    "restitution:reecrire": _versions_de_livrable,
    "restitution:section": _sections,
}


def remplir(nom: str, dossier: Dossier) -> Iterator[dict[str, object]]:
    """Les arguments à essayer dans ce dossier, les plus simples d'abord."""
    if nom in CHOISIS:
        yield from CHOISIS[nom](dossier)
        return
    arguments, dossier_python = adresses_declarees()[nom]
    etage = etiquette(dossier_python)
    listes = [candidats(convertisseur, argument, etage, dossier) for convertisseur, argument in arguments]
    for valeurs in islice(product(*listes), ESSAIS_AU_PLUS):
        remplis = {a: v for (_, a), v in zip(arguments, valeurs, strict=True)}
        with suppress(NoReverseMatch):
            reverse(nom, kwargs=remplis)
            yield remplis


PROCONNECT = "ProConnect n'est pas réglé dans la démonstration : tests/annuaire"
UNE_CLE = "s'ouvre par une clé tirée au hasard ; une clé inconnue n'ouvre rien, à personne"
# Les adresses dont la table ne prouve rien, et pourquoi.
SANS_PREUVE: dict[str, str] = {
    "annuaire:confirmer_par_proconnect": PROCONNECT,
    "annuaire:entrer_par_proconnect": PROCONNECT,
    "annuaire:fermer_la_session": "on ne ferme que les siennes, ouvertes par un vrai navigateur",
    "annuaire:partir_confirmer": PROCONNECT,
    "annuaire:repondre": UNE_CLE,
    "annuaire:retour_de_proconnect": PROCONNECT,
    "candidature:conflit": "n'est qu'à l'auteur d'un texte en conflit, que ce dossier n'a pas : tests/candidature",
    "candidature:comparaison": "demande deux versions dans son adresse (`?de=1&a=2`)",
    "dossier:abonnement": UNE_CLE,
    "dossier:abonnement_au_dossier": UNE_CLE,
    "dossier:arreter_les_rappels": UNE_CLE,
    "dossier:repondre": UNE_CLE,
    "dossier:telecharger": "ce dossier n'a aucun fichier joint à son fil : tests/dossier",
    "feuille_de_route:suivre_par_lien": UNE_CLE,
    "marche:exemplaire_signe": "attend un exemplaire signé : tests/marche/test_exemplaires.py",
    "marche:mes_motifs": "attend des motifs détaillés déjà envoyés",
    "marche:mon_fichier": "attend l'offre ouverte d'un candidat, que la démonstration n'a pas en fichier",
    "seance:effacer_l_adresse": UNE_CLE,
    "seance:fermer_la_valise": "attend une valise emportée",
    "seance:suites": UNE_CLE,
    "territoires:selecteur": "répond aux gestes d'un champ (`?id=`) et n'enregistre rien",
    "vitrine:confirmer_une_alerte": UNE_CLE,
    "vitrine:image": "la démonstration n'a pas d'image de la rédaction",
    "wagtail_serve": "sert les pages de la rédaction, par leur chemin : tests/pages",
}


def noter(lettre: str, remplis: dict[str, object]) -> str:
    """« T dossier_id=1+ pk=3+ forme=pdf » : de quoi rejouer la même adresse ; « + » se décale avec le dossier."""
    mots = []
    for argument, valeur in remplis.items():
        if isinstance(valeur, UUID) or (argument == "code" and str(valeur).isupper()):
            return ""  # clé ou code de séance tirés au hasard à chaque démonstration : on les cherche
        decale = isinstance(valeur, int) and valeur >= min(DECALAGES.values())
        mots.append(f"{argument}={valeur - DECALAGES[lettre]}+" if decale else f"{argument}={valeur}")
    return " ".join([lettre, *mots])


def relire(nom: str, exemple: str) -> tuple[str, dict[str, object]] | None:
    """Ce que `noter` a écrit, si l'adresse prend toujours ces arguments-là."""
    lettre, *mots = exemple.split() or [""]
    remplis: dict[str, object] = {}
    for mot in mots:
        argument, _, valeur = mot.partition("=")
        decale = valeur.endswith("+")
        nombre = valeur.rstrip("+").isdigit() and argument not in EN_LETTRES
        remplis[argument] = int(valeur.rstrip("+")) + DECALAGES.get(lettre, 0) * decale if nombre else valeur
    attendus = {argument for _, argument in adresses_declarees()[nom][0]}
    return (lettre, remplis) if lettre and set(remplis) == attendus else None
