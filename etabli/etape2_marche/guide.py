"""Ce qu'il faut faire maintenant, pour qui passe un marché une fois dans sa carrière."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from etabli.etape2_marche.enums import SANS_EQUIPE, Conformite, Etat
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.permissions import defauts_du_cadre, manques_du_college
from etabli.socle.affichage import Etape


@dataclass(frozen=True)
class Geste:
    """Une chose à faire ; `url` mène là où elle se fait."""

    libelle: str
    est_fait: bool
    detail: str = ""
    url: str = ""


# La procédure, pour la frise ; les deux issues sans équipe l'arrêtent là où elle en était.
PARCOURS = (
    Etat.PREPARATION,
    Etat.CONSULTATION,
    Etat.DEPOUILLEMENT,
    Etat.ANALYSE,
    Etat.CONSENSUS,
    Etat.ATTRIBUE,
    Etat.NOTIFIE,
    Etat.SOLDE,
)
COURTS = {
    Etat.DEPOUILLEMENT: "Ouverture des plis",
    Etat.CONSULTATION: "Consultation",
    Etat.PREPARATION: "Préparation",
    Etat.ANALYSE: "Analyse",
    Etat.NOTIFIE: "Exécution",
}


def frise_de(marche: Marche) -> list[Etape]:
    if marche.etat in SANS_EQUIPE:
        return [Etape(marche.get_etat_display(), "arretee", detail=marche.motif)]
    ici = PARCOURS.index(Etat(marche.etat))
    return [
        Etape(
            COURTS.get(etat, etat.label), "faite" if rang < ici else "courante" if rang == ici else "a_venir"
        )
        for rang, etat in enumerate(PARCOURS)
    ]


def a_faire(marche: Marche) -> list[Etape]:
    """Les gestes de l'état présent, dans l'ordre ; le premier qui n'est pas fait est le courant."""
    gestes = GESTES[marche.etat](marche) if marche.etat in GESTES else []
    premier = next((rang for rang, geste in enumerate(gestes) if not geste.est_fait), None)
    return [
        Etape(
            geste.libelle,
            "faite" if geste.est_fait else "courante" if rang == premier else "a_venir",
            geste.url,
            geste.detail,
        )
        for rang, geste in enumerate(gestes)
    ]


def _page(marche: Marche, nom: str) -> str:
    return reverse(f"marche:{nom}", args=[marche.pk])


def _preparer(marche: Marche) -> list[Geste]:
    defauts = defauts_du_cadre(marche.accord_cadre)
    return [
        Geste(
            "Vérifier l'accord-cadre",
            not defauts,
            f"À compléter par la DGALN : {' ; '.join(defauts)}."
            if defauts
            else "Critères et titulaires y sont.",
        ),
        _composer(marche),
        Geste(
            "Télécharger le dossier de consultation et le déposer sur PLACE",
            False,
            "Une archive : cahier des clauses, lettre, acte d'engagement, cadre de réponse.",
            _page(marche, "consultation"),
        ),
        Geste(
            "Lancer la consultation",
            False,
            "Tous les titulaires reçoivent la même lettre, au même instant.",
        ),
    ]


def _composer(marche: Marche) -> Geste:
    manques = manques_du_college(marche)
    return Geste(
        "Désigner les évaluateurs et recueillir leurs déclarations",
        not manques,
        f"{' ; '.join(manques).capitalize()}." if manques else "Le choix collégial est complet.",
        _page(marche, "analyse"),
    )


def _consulter(marche: Marche) -> list[Geste]:
    en_attente = marche.questions.filter(repondue_le=None).count()
    return [
        Geste(
            "Répondre aux questions",
            not en_attente,
            f"{en_attente} en attente." if en_attente else "Aucune question en attente.",
            _page(marche, "consultation"),
        ),
        _composer(marche),
        Geste(
            "Clore la réception, une fois la date limite passée",
            False,
            "La date limite est passée." if marche.est_echu else "La date limite n'est pas passée.",
        ),
    ]


def _ouvrir(marche: Marche) -> list[Geste]:
    nb = marche.offres.count()
    return [
        Geste(
            "Enregistrer les plis du registre de PLACE",
            nb > 0,
            f"{nb} enregistré{'s' if nb > 1 else ''}." if nb else "Aucun pli enregistré.",
            _page(marche, "plis"),
        ),
        Geste(
            "Demander l'ouverture : la première personne",
            marche.ouverture_demandee_par_id is not None,
            f"Par {marche.ouverture_demandee_par}." if marche.ouverture_demandee_par else "",
            _page(marche, "plis"),
        ),
        Geste(
            "Ouvrir les plis : la seconde personne", False, "Deux personnes, dont une du service acheteur."
        ),
    ]


def _analyser(marche: Marche) -> list[Geste]:
    a_verifier = marche.offres.filter(conformite=Conformite.A_VERIFIER).count()
    return [
        _composer(marche),
        Geste(
            "Vérifier la conformité et le prix de chaque offre",
            not a_verifier,
            f"{a_verifier} à vérifier." if a_verifier else "",
            _page(marche, "plis"),
        ),
        Geste(
            "Noter, chacun de son côté",
            False,
            "Personne ne voit les notes des autres avant la réunion de choix.",
            _page(marche, "analyse"),
        ),
        Geste("Ouvrir la réunion de choix", False, "Quand tous les évaluateurs ont tout noté."),
    ]


def _choisir(marche: Marche) -> list[Geste]:
    return [
        Geste("Arrêter ensemble les notes", False, "Le classement s'en déduit.", _page(marche, "consensus")),
        Geste(
            "Enregistrer le choix de l'équipe", False, "La mieux classée, ou une autre avec un motif écrit."
        ),
    ]


def _notifier(marche: Marche) -> list[Geste]:
    restent = marche.offres.exclude(titulaire=marche.titulaire).filter(rejet_envoye_le=None).count()
    suites = _page(marche, "suites")
    return [
        Geste(
            "Vérifier les attestations de l'équipe choisie", marche.attestations_le is not None, "", suites
        ),
        Geste(
            "Prévenir les candidats écartés",
            not restent,
            f"{restent} à prévenir." if restent else "",
            suites,
        ),
        Geste("Faire signer et notifier sur PLACE, puis enregistrer la notification", False, "", suites),
    ]


def _executer(marche: Marche) -> list[Geste]:
    return [
        Geste(
            "Publier les données essentielles, dans les deux mois",
            marche.donnees_publiees_le is not None,
            "",
            _page(marche, "suites"),
        ),
        Geste("Solder le marché, quand tout est payé", False),
    ]


GESTES: dict[str, Callable[[Marche], list[Geste]]] = {
    Etat.PREPARATION: _preparer,
    Etat.CONSULTATION: _consulter,
    Etat.DEPOUILLEMENT: _ouvrir,
    Etat.ANALYSE: _analyser,
    Etat.CONSENSUS: _choisir,
    Etat.ATTRIBUE: _notifier,
    Etat.NOTIFIE: _executer,
}
