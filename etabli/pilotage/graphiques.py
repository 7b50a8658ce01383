"""Les graphiques du pilotage : chacun a son tableau, et se télécharge tel qu'on le voit."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from django.urls import reverse

from etabli.dossier.enums import College
from etabli.pilotage import tableau_de_bord as bord
from etabli.pilotage.comptes import Comptes
from etabli.pilotage.permissions import peut_voir_la_cohorte
from etabli.pilotage.programme import cadres_en_vigueur, cohortes_passees
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.document.images import lire, pixelliser
from etabli.socle.graphiques import Graphique, barres, barres_empilees, colonnes
from etabli.territoires.cartes import carte_de_france

FORMES = (("svg", "dessin SVG"), ("png", "image PNG"), ("csv", "données CSV"))


def etapes(comptes: Comptes) -> Graphique:
    chiffres = [d.en_cours for d in bord.delais(comptes)]
    return barres("Dossiers en cours, par étape", [(c.libelle, c.valeur) for c in chiffres], en_tete="Étape")


def durees(comptes: Comptes) -> Graphique | None:
    lus = [(d.etape.label, d.mediane) for d in bord.delais(comptes) if d.mediane is not None]
    return barres("Durée médiane de chaque étape, en jours", lus, unite="j", en_tete="Étape") if lus else None


def cohortes(comptes: Comptes) -> Graphique | None:
    lues = (
        [(str(annee), nb) for annee, nb in cohortes_passees()] if peut_voir_la_cohorte(comptes.agent) else []
    )
    return colonnes("Candidatures retenues par année", lues, en_tete="Année") if lues else None


def titulaires(comptes: Comptes) -> Graphique | None:
    """Tous cadres en vigueur réunis ; le détail de chacun est sur sa page."""
    engages: dict[str, float] = {}
    for cadre in cadres_en_vigueur(comptes.agent):
        for nom in cadre.bilan.par_titulaire:
            engages[nom] = engages.get(nom, 0.0) + float(cadre.bilan.total_de(nom))
    parts = sorted(engages.items(), key=lambda part: (-part[1], part[0]))
    return barres("Engagé par titulaire, HT", parts, unite="€", en_tete="Titulaire") if parts else None


def presences(comptes: Comptes) -> Graphique | None:
    """Une barre par session, un segment par collège."""
    par_session: dict[int, dict[str, int]] = {}
    for numero, college in comptes.lignes("presences").values_list("seance__numero", "college"):
        session = par_session.setdefault(numero, {})
        session[college] = session.get(college, 0) + 1
    if not par_session:
        return None
    sessions = sorted(par_session)
    series = {c.label: [float(par_session[s].get(c.value, 0)) for s in sessions] for c in College}
    return barres_empilees(
        "Présences par collège et par session", [f"Session {numero}" for numero in sessions], series
    )


def actions(comptes: Comptes) -> Graphique | None:
    statuts = bord.statuts(comptes)
    if not any(c.valeur for c in statuts):
        return None
    return barres("Actions par statut", [(c.libelle, c.valeur) for c in statuts], en_tete="Statut")


def engagement(comptes: Comptes) -> Graphique | None:
    """Ce que disaient les bilans : des parts d'actions, pour comparer des échéances de taille différente."""
    lues = [e for e in bord.aux_echeances(comptes) if e.nb_actions]
    if not lues:
        return None
    engagees = [float(e.nb_engagees) for e in lues]
    autres = [float(e.nb_actions - e.nb_engagees) for e in lues]
    return barres_empilees(
        "Actions engagées à chaque bilan",
        [e.bilans.libelle for e in lues],
        {"En cours ou réalisées": engagees, "Les autres": autres},
    )


def carte(comptes: Comptes) -> Graphique:
    chiffres = bord.par_departement(comptes)
    description = "Le nombre de dossiers en cours de chaque département."
    dessin = carte_de_france(
        titre="Dossiers en cours par département",
        description=description,
        valeurs={departement.pk: c.valeur for departement, c in chiffres},
        unite="dossier(s)",
    )
    lignes = tuple((c.libelle, str(c.valeur)) for _, c in chiffres)
    return Graphique(
        dessin, "Dossiers en cours par département", description, ("Département", "Dossiers"), lignes
    )


GRAPHIQUES: dict[str, Callable[[Comptes], Graphique | None]] = {
    "etapes": etapes,
    "durees": durees,
    "cohortes": cohortes,
    "titulaires": titulaires,
    "presences": presences,
    "actions": actions,
    "engagement": engagement,
    "carte": carte,
}


@dataclass(frozen=True)
class Trace:
    """Un graphique à l'écran, et les adresses où il se télécharge sous le même filtre."""

    graphique: Graphique
    telechargements: tuple[tuple[str, str], ...]


def traces(comptes: Comptes) -> dict[str, Trace]:
    """Ceux qui ont quelque chose à dire."""
    suite = comptes.filtre.propres().urlencode()
    faits = ((nom, dessiner(comptes)) for nom, dessiner in GRAPHIQUES.items())
    return {nom: Trace(dessin, _adresses(nom, suite)) for nom, dessin in faits if dessin}


def _adresses(nom: str, suite: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (libelle, f"{reverse('pilotage:graphique', args=[nom, forme])}{'?' + suite if suite else ''}")
        for forme, libelle in FORMES
    )


def en_fichier(graphique: Graphique, forme: str) -> bytes:
    """Le dessin, ses pixels, ou ses données."""
    if forme == "csv":
        lues = tuple(
            Colonne(f"c{rang}", titre, itemgetter(rang)) for rang, titre in enumerate(graphique.entetes)
        )
        return JeuDeColonnes("graphique", graphique.titre, lues).csv(graphique.lignes)
    dessin = graphique.svg.encode()
    if forme == "svg":
        return dessin
    image = lire(dessin)
    return pixelliser([image])[image.nom]
