"""Ce qu'il faut faire maintenant, pour qui passe un marché une fois dans sa carrière."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from etabli.etape2_marche.enums import SANS_EQUIPE, Conformite, Etat, NatureDOrdre
from etabli.etape2_marche.models import DemandeAuCandidat, DossierDeConsultation, Marche
from etabli.etape2_marche.permissions import defauts_du_cadre, manques_du_college
from etabli.etape2_marche.permissions.execution import manques_pour_solder
from etabli.etape2_marche.place import POINTS
from etabli.socle.affichage import Etape


@dataclass(frozen=True)
class Geste:
    """Une chose à faire ; `url` mène là où elle se fait."""

    libelle: str
    est_fait: bool
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Raison:
    """Pourquoi l'état présent demande ce qu'il demande, et le texte qui le dit ; « à vérifier » quand il n'a
    pas été relu dans sa version en vigueur."""

    pourquoi: str
    texte: str


CCP = "du code de la commande publique"
RAISONS: dict[str, tuple[Raison, ...]] = {
    Etat.PREPARATION: (
        Raison(
            "Le marché précise ce que l'accord-cadre n'a pas fixé, sans jamais le modifier substantiellement.",
            f"Article R. 2162-7 {CCP}.",
        ),
        Raison(
            "Il se passe quand le besoin survient : ici, quand la candidature est retenue.",
            f"Article R. 2162-8 {CCP}.",
        ),
        Raison(
            "Plusieurs titulaires : tous sont remis en concurrence, par écrit, sur les critères de l'accord-cadre.",
            f"Article R. 2162-10 {CCP}, à vérifier.",
        ),
    ),
    Etat.CONSULTATION: (
        Raison(
            "Le délai doit être suffisant pour la complexité de la commande ; aucun minimum n'est fixé.",
            f"Article R. 2162-10 {CCP}, à vérifier.",
        ),
        Raison(
            "Une réponse faite à l'un est faite à tous, sinon les candidats ne sont plus à égalité.",
            "Égalité de traitement des candidats.",
        ),
    ),
    Etat.DEPOUILLEMENT: (
        Raison(
            "Les offres restent confidentielles jusqu'à la date limite ; l'ouverture à deux le prouve.",
            f"Article R. 2162-10 {CCP}, à vérifier.",
        ),
    ),
    Etat.ANALYSE: (
        Raison(
            "Chaque critère annoncé est noté, et rien que ceux-là : le rapport doit pouvoir s'expliquer.",
            f"Article R. 2162-10 {CCP}, à vérifier.",
        ),
    ),
    Etat.CONSENSUS: (
        Raison(
            "Le choix est collégial : service pilote, opérateur associé, collectivités.",
            "Règle du programme des Ateliers Locaux.",
        ),
    ),
    Etat.ATTRIBUE: (
        Raison(
            "On vérifie d'abord la situation de l'équipe choisie, puis on prévient les autres, motifs à l'appui.",
            f"Articles R. 2181-1 et R. 2181-3 {CCP} pour les procédures formalisées.",
        ),
        Raison(
            "Le délai d'attente avant signature n'est pas exigé d'un marché subséquent : il se choisit.",
            f"Article R. 2182-2, 2° {CCP}.",
        ),
    ),
    Etat.NOTIFIE: (
        Raison(
            "Un marché d'au moins 40 000 € HT publie ses données essentielles dans les deux mois.",
            f"Article R. 2196-1 {CCP}.",
        ),
        Raison(
            "Chaque livrable remis appelle une décision : admission, ajournement, réfaction ou rejet.",
            "CCAG des prestations intellectuelles, si le marché y renvoie, à vérifier.",
        ),
        Raison(
            "Ce qui change se fait par avenant et se publie à son tour : on ajoute, on n'édite pas.",
            f"Article R. 2196-1 {CCP} ; données essentielles, version 2.0.3.",
        ),
    ),
}

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
            "Régler le dossier de consultation, relire ses pièces",
            DossierDeConsultation.objects.filter(marche=marche).exists(),
            "Contact, délai des questions, précisions, annexes ; le reste est déjà composé.",
            _page(marche, "consultation"),
        ),
        Geste(
            "Déposer l'archive sur PLACE, en suivant la liste",
            marche.points_de_controle.count() == len(POINTS),
            f"{marche.points_de_controle.count()} point(s) cochés sur {len(POINTS)}.",
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
    demandes = DemandeAuCandidat.objects.filter(offre__marche=marche, close_le=None).count()
    return [
        _composer(marche),
        Geste(
            "Vérifier la conformité et le prix de chaque offre",
            not a_verifier,
            f"{a_verifier} à vérifier." if a_verifier else "",
            _page(marche, "plis"),
        ),
        Geste(
            "Donner suite aux demandes faites aux candidats",
            not demandes,
            f"{demandes} sans suite." if demandes else "Aucune demande en attente.",
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
        Geste("Faire signer l'acte d'engagement", marche.signe_le is not None, "", suites),
        Geste("Notifier sur PLACE, puis enregistrer la date de réception par l'équipe", False, "", suites),
    ]


def _executer(marche: Marche) -> list[Geste]:
    execution = _page(marche, "execution")
    chiffrees = marche.phases.filter(montant_ht__isnull=False).exists()
    manques = manques_pour_solder(marche)
    return [
        Geste(
            "Répartir le prix de l'offre par phase",
            chiffrees,
            "" if chiffrees else "Sans cela, aucune facture ne s'enregistre.",
            execution,
        ),
        Geste(
            "Donner l'ordre de démarrer",
            marche.ordres.filter(nature=NatureDOrdre.DEMARRAGE).exists(),
            "Facultatif si le marché prend effet à sa notification.",
            execution,
        ),
        Geste(
            "Publier les données essentielles, dans les deux mois",
            marche.donnees_publiees_le is not None,
            "",
            _page(marche, "suites"),
        ),
        Geste(
            "Décider de chaque livrable, payer chaque facture",
            not manques,
            f"{' ; '.join(manques).capitalize()}." if manques else "Rien ne reste ouvert.",
            execution,
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
