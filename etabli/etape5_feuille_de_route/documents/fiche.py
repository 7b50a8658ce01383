"""La fiche d'une action : une page."""

from collections.abc import Iterator
from dataclasses import replace

from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.calcul import PlanDeFinancement
from etabli.etape5_feuille_de_route.documents.abandon import abandon
from etabli.etape5_feuille_de_route.documents.mots import JEU, LARGE, PAGE, fourchette, se_cite
from etabli.etape5_feuille_de_route.models import Action, EtapeDAction
from etabli.socle.document.blocs import (
    Bloc,
    Citation,
    Fiche,
    Liste,
    Paragraphe,
    Tableau,
)
from etabli.socle.document.couleurs import BLEU
from etabli.socle.document.hauteurs import hauteur
from etabli.socle.francais import euros, jour, liste_et, periode, pourcent

PAROLES_PAR_ACTION = 3


def blocs_d_une_action(
    action: Action, *, couleur: str = BLEU, niveau: int = 2, rang: int = 0, nouvelle_page: bool = True
) -> list[Bloc]:
    """La fiche d'une action ; `rang` est celui de son axe quand on le connaît."""
    axe = f"Axe {rang} · " if rang else ""
    fin = f" · {abandon(action)}" if not action.est_en_jeu else ""
    fiche = Fiche(
        action.titre,
        surtitre=f"{axe}Action {action.numero}{fin}",
        champs=[*_champs_courts(action), *_champs_longs(action)],
        blocs=list(_argent(action)),
        couleur=couleur,
        niveau=niveau,
        ancre=f"action-{action.numero}",
        nouvelle_page=nouvelle_page,
    )
    return [_avec_les_paroles(fiche, action)]


def _avec_les_paroles(fiche: Fiche, action: Action) -> Fiche:
    """En exergue tant que la page les tient ; en liste quand elle est déjà pleine."""
    paroles = [c for c in action.contributions.all() if se_cite(c)][:PAROLES_PAR_ACTION]
    for parole in paroles:
        citation = Citation(f"« {parole.texte.strip()} »", parole.get_college_display() or "Une table")
        citee = replace(fiche, blocs=[*fiche.blocs, citation])
        if hauteur(citee, LARGE) > PAGE - JEU:
            break
        fiche = citee
    if paroles and not any(isinstance(b, Citation) for b in fiche.blocs):
        liste: list[Bloc] = [Liste([_parole(c) for c in paroles])]
        fiche = replace(fiche, champs=[*fiche.champs, ("Dit dans la salle", liste)])
    return fiche


def _champs_courts(action: Action) -> list[tuple[str, str]]:
    porteur = str(action.maitrise_d_ouvrage or "à désigner")
    champs = [
        ("Maîtrise d'ouvrage", porteur),
        ("Référent", action.referent),
        ("Partenaires", action.partenaires),
        ("Thématique", str(action.thematique or "")),
        ("Priorité", action.get_priorite_display()),
        ("Maturité", action.get_maturite_display()),
        ("Calendrier", _quand(action)),
        ("Coût estimé", fourchette(action.plan)),
        ("Communes", liste_et(action.communes.all())),
        ("Indicateur de suivi", action.indicateur),
        ("Prochain pas", action.prochain_pas if action.est_en_jeu else ""),
        ("Liens avec les documents", action.documents_lies),
    ]
    return [(nom, valeur) for nom, valeur in champs if valeur]


def _quand(action: Action) -> str:
    dates = periode(action.debut_le, action.fin_le) if action.debut_le else ""
    return f"{action.get_horizon_display()}, {dates}" if dates else action.get_horizon_display()


def _champs_longs(action: Action) -> Iterator[tuple[str, list[Bloc]]]:
    if action.description:
        yield "Ce qui sera fait", [Paragraphe(p) for p in action.description.splitlines() if p.strip()]
    if etapes := list(action.etapes.all()):
        yield "Étapes", [Liste([_etape(e) for e in etapes], ordonnee=True)]
    if requises := list(action.depend_de.all()):
        yield "Dépend de", [Liste([f"Action {a.numero} : {a.titre}" for a in requises])]


def _parole(contribution: Contribution) -> str:
    qui = contribution.get_college_display()
    return f"« {contribution.texte} »" + (f" ({qui[:1].lower()}{qui[1:]})" if qui else "")


def _etape(etape: EtapeDAction) -> str:
    if etape.faite_le:
        return f"{etape}, faite le {jour(etape.faite_le, semaine=False)}"
    return f"{etape}, prévue le {jour(etape.prevue_le, semaine=False)}" if etape.prevue_le else str(etape)


def _argent(action: Action) -> Iterator[Bloc]:
    plan = action.plan
    if financements := list(action.financements.all()):
        yield Tableau(
            ("Financeur", "Dispositif", "Demandé", "Obtenu", "Payé"),
            [
                (f.financeur, f.dispositif or "–", euros(f.demande), euros(f.obtenu), euros(f.paye))
                for f in financements
            ],
            legende=f"Plan de financement de l'action {action.numero}, en euros HT",
            total=("Total", "", euros(plan.demande), euros(plan.obtenu), euros(plan.paye)),
            note=_reste(plan),
        )


def _reste(plan: PlanDeFinancement) -> str:
    if plan.reste_a_trouver is None:
        return "Le coût n'est pas encore estimé."
    if plan.excedent:
        return f"Attention : {euros(plan.excedent)} obtenus au-delà du coût le plus haut."
    if not plan.reste_a_trouver:
        return "L'action est financée, même au coût le plus haut."
    return (
        f"Reste à trouver au coût le plus haut : {euros(plan.reste_a_trouver)} "
        f"({pourcent(plan.taux_obtenu)} obtenus)."
    )
