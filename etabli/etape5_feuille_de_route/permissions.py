"""Qui peut quoi d'une feuille de route, et la phrase qui le dit quand c'est non."""

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS, Role
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.socle.verdict import Verdict, exige

REDACTEURS = (*PORTEURS, Role.EQUIPE)
NB_MANQUES_CITES = 3


def _tient(agent: Agent, feuille: FeuilleDeRoute, roles: tuple[Role, ...], motif: str) -> Verdict:
    return exige(feuille.dossier.roles_de(agent) & set(roles), motif)


def peut_rediger(agent: Agent, feuille: FeuilleDeRoute) -> Verdict:
    return _tient(
        agent,
        feuille,
        REDACTEURS,
        "La feuille de route est écrite par l'équipe projet, les pilotes et les co-porteurs.",
    ) and exige(
        feuille.etat in (Etat.REDACTION, Etat.CONCERTATION),
        f"La feuille de route est {feuille.get_etat_display().lower()} : son contenu ne change plus.",
    )


def peut_suivre(agent: Agent, action: Action) -> Verdict:
    """Faire le point : tant que la feuille n'est pas close, par ceux qui la portent ou qui tiennent l'action."""
    feuille = action.feuille
    est_porteur = action.maitrise_d_ouvrage_id in agent.organisations_ids
    return exige(
        feuille.etat != Etat.CLOSE, "La feuille de route est close : le suivi est terminé."
    ) and exige(
        est_porteur or feuille.dossier.roles_de(agent) & set(REDACTEURS),
        "Le suivi est tenu par le maître d'ouvrage de l'action, l'équipe projet, les pilotes et les co-porteurs.",
    )


def peut_replanifier(agent: Agent, feuille: FeuilleDeRoute) -> Verdict:
    """Le contenu adopté ne change plus ; son calendrier, si, et l'on dit pourquoi."""
    return _tient(
        agent,
        feuille,
        REDACTEURS,
        "Les dates sont tenues par l'équipe projet, les pilotes et les co-porteurs.",
    ) and exige(feuille.etat != Etat.CLOSE, "La feuille de route est close : son calendrier ne change plus.")


def peut_publier(agent: Agent, feuille: FeuilleDeRoute) -> Verdict:
    """Ouvrir le suivi à tous, établir les bilans : le pilote local, une fois la feuille adoptée."""
    return _tient(
        agent, feuille, (Role.PILOTE,), "Le suivi public et les bilans sont tenus par le pilote local."
    ) and exige(
        feuille.etat in (Etat.ADOPTEE, Etat.CLOSE),
        "La feuille de route n'est pas encore adoptée : rien n'en est public.",
    )


def peut_regler_les_financements(agent: Agent) -> Verdict:
    return exige(agent.est_dgaln, "Les règles de financement sont tenues par la DGALN.")


def peut_soumettre(agent: Agent, feuille: FeuilleDeRoute) -> Verdict:
    return _tient(
        agent,
        feuille,
        (Role.EQUIPE, Role.PILOTE),
        "Seuls l'équipe projet et le pilote local soumettent la feuille de route.",
    ) and exige(feuille.actions.exists(), "La feuille de route n'a encore aucune action.")


def peut_rendre(agent: Agent, feuille: FeuilleDeRoute) -> Verdict:
    return _tient(
        agent,
        feuille,
        PORTEURS,
        "Seuls les pilotes et les co-porteurs rendent la feuille de route à l'équipe.",
    )


def peut_adopter(agent: Agent, feuille: FeuilleDeRoute) -> Verdict:
    return _tient(
        agent, feuille, (Role.PILOTE,), "Seul le pilote local enregistre l'adoption, au nom des co-porteurs."
    ) and est_adoptable(feuille)


def est_adoptable(feuille: FeuilleDeRoute) -> Verdict:
    """Des axes, des actions, et pour chacune un maître d'ouvrage."""
    axes = list(feuille.axes.prefetch_related("actions"))
    manques = [f"l'axe «\u00a0{axe}\u00a0» n'a pas d'action" for axe in axes if not axe.actions.all()]
    manques += [
        f"l'action {action.numero} n'a pas de maître d'ouvrage"
        for action in feuille.actions.all()
        if action.maitrise_d_ouvrage_id is None
    ]
    if not axes:
        manques.insert(0, "aucun axe n'est écrit")
    cites = ", ".join(manques[:NB_MANQUES_CITES])
    reste = len(manques) - NB_MANQUES_CITES
    suite = (
        f", et {reste} autre{'s' if reste > 1 else ''} point{'s' if reste > 1 else ''}" if reste > 0 else ""
    )
    return exige(not manques, f"La feuille de route n'est pas prête : {cites}{suite}.")


def peut_clore(agent: Agent, feuille: FeuilleDeRoute) -> Verdict:
    return _tient(
        agent, feuille, (Role.PILOTE,), "Seul le pilote local clôt le suivi de la feuille de route."
    )


def peut_rouvrir(agent: Agent, feuille: FeuilleDeRoute) -> Verdict:
    return peut_clore(agent, feuille)
