"""Le rapport annuel : les chiffres du tableau de bord, le jour où on le compose, et ce que l'année a ajouté."""

from collections.abc import Sequence
from datetime import date

from django.http import QueryDict
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape2_marche.models import Marche
from etabli.etape4_seance.models import Seance
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.pilotage import graphiques
from etabli.pilotage import tableau_de_bord as bord
from etabli.pilotage.comptes import Comptes
from etabli.pilotage.filtre import FiltreDePilotage
from etabli.pilotage.models import RapportAnnuel
from etabli.pilotage.programme import CadreConsomme, cadres_en_vigueur, cohortes
from etabli.socle.document import Arbre, Couverture, Document
from etabli.socle.document.blocs import Bloc, ChiffresCles, Encadre, Paragraphe, Tableau, Titre
from etabli.socle.francais import euros, nombre, pluriel, pourcent
from etabli.socle.graphiques import Graphique

SANS_NORME = "aucune"


def composer_le_rapport(demande: tuple[RapportAnnuel, Agent]) -> Arbre:
    """Ce que voit la DGALN : tout le programme, contenu fictif compté à part."""
    rapport, agent = demande
    comptes = Comptes(agent, FiltreDePilotage(QueryDict(""), agent=agent))
    blocs = [
        *_introduction(rapport),
        *_l_annee(comptes, rapport.annee),
        *_delais(comptes),
        *_cadres(agent),
        *_couverture(comptes),
        *_seances(comptes),
        *_actions(comptes),
        *_methode(comptes),
    ]
    return Arbre(
        f"Les Ateliers Locaux en {rapport.annee}",
        localdate(),
        blocs,
        sous_titre="Rapport annuel du programme",
        auteur="DGALN",
        gabarit="rapport",
        couverture=Couverture(surtitre="Rapport annuel"),
        sommaire=True,
    )


def _introduction(rapport: RapportAnnuel) -> list[Bloc]:
    paragraphes = [p.strip() for p in rapport.introduction.split("\n\n") if p.strip()]
    return [Titre(1, "Introduction"), *map(Paragraphe, paragraphes)] if paragraphes else []


def _dessin(dessin: Graphique | None) -> list[Bloc]:
    """Le tableau qui suit dans le rapport porte déjà les valeurs du dessin."""
    return [dessin.figure()] if dessin else []


def _de_l_annee(annee: int) -> list[tuple[str, str]]:
    bornes = (date(annee, 1, 1), date(annee, 12, 31))
    comptes = [
        (Dossier.objects.filter(ouvert_le__range=bornes).count(), "dossiers ouverts"),
        (Marche.objects.filter(notifie_le__range=bornes).count(), "marchés notifiés"),
        (Seance.objects.filter(debut__date__range=bornes).count(), "séances"),
        (FeuilleDeRoute.objects.filter(adoptee_le__range=bornes).count(), "feuilles de route adoptées"),
    ]
    return [(nombre(nb), libelle) for nb, libelle in comptes]


def _l_annee(comptes: Comptes, annee: int) -> list[Bloc]:
    lignes = [
        [c.format.nom, nombre(c.retenues.valeur), nombre(c.part.total), pourcent(c.part.part)]
        for c in cohortes(comptes, annee)
    ]
    blocs: list[Bloc] = [Titre(1, f"L'année {annee}"), ChiffresCles(_de_l_annee(annee))]
    if lignes:
        entetes = ["Format", "Candidatures retenues", "Capacité indicative", "Part de la capacité"]
        blocs.append(Tableau(entetes, lignes, f"La cohorte {annee} et la capacité du programme"))
    return [*blocs, *_dessin(graphiques.cohortes(comptes))]


def _delais(comptes: Comptes) -> list[Bloc]:
    lus = bord.delais(comptes)
    lignes = [
        [
            d.etape.label,
            nombre(d.en_cours.valeur),
            nombre(d.nb_finis),
            "" if d.mediane is None else nombre(d.mediane),
            " ; ".join(f"{format_} : {jours}" for format_, jours in d.normes) or SANS_NORME,
            nombre(d.au_dessus.valeur),
            nombre(d.hors_norme.valeur),
        ]
        for d in lus
    ]
    entetes = ["Étape", "En cours", "Sortis", "Médiane (j)", "Norme (j)", "Au-dessus", "Hors norme"]
    return [
        Titre(1, "Où en sont les dossiers"),
        *_dessin(graphiques.etapes(comptes)),
        Tableau(entetes, lignes, "Les étapes, leurs durées et leurs repères"),
    ]


def _cadres(agent: Agent) -> list[Bloc]:
    cadres = cadres_en_vigueur(agent)
    if not cadres:
        return []
    entetes = ["Accord-cadre", "Marchés", "Engagé HT", "Payé HT", "Maximum HT", "Consommé"]
    lignes = [
        [
            f"{c.cadre}{' (valeurs fictives)' if c.cadre.est_fictif else ''}",
            nombre(c.bilan.nb_marches),
            euros(c.bilan.total),
            euros(c.bilan.paye),
            "non renseigné" if c.cadre.montant_maximum is None else euros(c.cadre.montant_maximum),
            "" if c.part.part is None else pourcent(c.part.part),
        ]
        for c in cadres
    ]
    phrases = [Paragraphe(phrase) for c in cadres if (phrase := prevision_dite(c))]
    return [
        Titre(1, "L'accord-cadre"),
        Tableau(entetes, lignes, "La consommation des cadres en vigueur"),
        *phrases,
    ]


def prevision_dite(cadre: CadreConsomme) -> str:
    """La règle de trois, dite comme telle ; vide tant qu'il n'y a pas un mois à observer."""
    prevision = cadre.prevision
    if prevision is None or not prevision.mois_restants or not cadre.bilan.nb_marches:
        return ""
    phrase = (
        f"{cadre.cadre} : au rythme de {euros(prevision.par_mois, 0)} HT par mois, {euros(prevision.au_terme, 0)} HT "
        f"seraient engagés au terme, dans {nombre(round(prevision.mois_restants))} mois."
    )
    if prevision.depasse:
        return f"{phrase} Le maximum serait dépassé."
    return phrase if prevision.marge is None else f"{phrase} Il resterait {euros(prevision.marge, 0)} HT."


def _couverture(comptes: Comptes) -> list[Bloc]:
    couverture = bord.couverture(comptes)
    lignes = [
        [
            m.touches.libelle.capitalize(),
            nombre(m.touches.valeur),
            nombre(m.part.total),
            pourcent(m.part.part, 1),
        ]
        for m in couverture["mailles"]
    ]
    habitants = couverture["habitants"]
    lignes.append(["Habitants", nombre(habitants.nb), nombre(habitants.total), pourcent(habitants.part, 1)])
    return [
        Titre(1, "La couverture du pays"),
        *_dessin(graphiques.carte(comptes)),
        Tableau(["Maille", "Touchés", "En tout", "Part"], lignes, "Ce que touchent les dossiers en cours"),
    ]


def _seances(comptes: Comptes) -> list[Bloc]:
    dessin = graphiques.presences(comptes)
    if dessin is None:
        return [Titre(1, "Qui vient aux séances"), Paragraphe("Aucune présence n'est encore enregistrée.")]
    total = sum(c.valeur for c in bord.presences(comptes))
    return [
        Titre(1, "Qui vient aux séances"),
        Paragraphe(f"{pluriel(total, 'présence')} : une même personne peut venir à plusieurs sessions."),
        dessin.figure(),
        # Un collège a un long nom : deux colonnes suffisent, le dessin porte déjà le détail par session.
        Tableau(
            ["Collège", "Présences"],
            [[c.libelle, nombre(c.valeur)] for c in bord.presences(comptes)],
            "Présences par collège, toutes sessions",
        ),
    ]


def _actions(comptes: Comptes) -> list[Bloc]:
    lignes: Sequence[Sequence[str]] = [
        [
            e.bilans.libelle.capitalize(),
            nombre(e.bilans.valeur),
            nombre(e.nb_actions),
            nombre(e.nb_engagees),
            "" if e.part is None else pourcent(e.part),
        ]
        for e in bord.aux_echeances(comptes)
    ]
    entetes = ["Échéance", "Bilans", "Actions", "Engagées", "Part"]
    return [
        Titre(1, "Ce que deviennent les actions"),
        *_dessin(graphiques.actions(comptes)),
        Tableau(entetes, lignes, "Ce que disaient les bilans à 6, 12 et 24 mois"),
    ]


def _methode(comptes: Comptes) -> list[Bloc]:
    fictifs = comptes.lignes("dossiers", fictif="seul").count()
    blocs: list[Bloc] = [
        Titre(1, "Comment ces chiffres sont comptés"),
        Paragraphe(
            "Tous viennent de la plateforme, le jour de la composition. La médiane d'une étape est celle des dossiers "
            "qui en sont sortis ; elle n'est donnée qu'à partir de trois. Un dossier à cheval sur deux départements "
            "compte dans chacun. Une action est engagée quand elle est en cours ou réalisée le jour du bilan."
        ),
    ]
    if fictifs:
        phrase = Paragraphe(f"{pluriel(fictifs, 'dossier')} de démonstration sont comptés dans ce rapport.")
        blocs.append(Encadre("Contenu fictif", [phrase], ton="attention"))
    return blocs


RAPPORT = Document("rapport-annuel", "Rapport annuel", composer_le_rapport)
