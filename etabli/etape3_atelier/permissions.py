"""Qui peut quoi dans un atelier : la DGALN lit tout et n'écrit rien à la place des porteurs."""

from collections.abc import Collection

from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS, Role
from etabli.etape3_atelier.calcul.calendrier import en_clair
from etabli.etape3_atelier.models import Atelier, Entretien
from etabli.socle.verdict import OUI, Verdict, exige

PILOTES = (Role.PILOTE, Role.COPILOTE)
AU_TRAVAIL = (*PORTEURS, Role.EQUIPE)


def _tient(agent: Agent, atelier: Atelier, roles: Collection[str], motif: str) -> Verdict:
    return exige(atelier.dossier.roles_de(agent) & set(roles), motif)


def _ouvert(atelier: Atelier) -> Verdict:
    return exige(
        atelier.est_ouvert,
        f"L'atelier est {atelier.get_etat_display().lower()} : on ne peut plus y écrire.",
    )


def peut_lancer(agent: Agent, atelier: Atelier) -> Verdict:
    return _tient(agent, atelier, [Role.PILOTE], "Seul le pilote local lance l'atelier.") and exige(
        atelier.dossier.format.phases.exists(),
        f"Le format « {atelier.dossier.format} » n'a pas de déroulé type : la DGALN doit le décrire d'abord.",
    )


def peut_passer_en_production(agent: Agent, atelier: Atelier) -> Verdict:
    """Après la dernière session in situ, celle dont la feuille de route sort."""
    derniere = max(atelier.sessions, key=lambda j: j.fin_le, default=None)
    qui = _tient(agent, atelier, [Role.PILOTE], "Seul le pilote local ouvre la phase de production.")
    if not qui or derniere is None:
        return qui
    return exige(
        derniere.fin_le <= localdate(),
        f"La dernière session finit le {en_clair(derniere.fin_le)} : la production commence après elle.",
    )


def peut_achever(agent: Agent, atelier: Atelier) -> Verdict:
    return _tient(agent, atelier, [Role.PILOTE], "Seul le pilote local déclare l'atelier achevé.")


def peut_interrompre(agent: Agent, atelier: Atelier) -> Verdict:
    return _tient(agent, atelier, [Role.PILOTE], "Seul le pilote local interrompt ou reprend l'atelier.")


def peut_reprendre(agent: Agent, atelier: Atelier) -> Verdict:
    return peut_interrompre(agent, atelier) and exige(
        atelier.lance_le, "L'atelier n'avait pas été lancé : reprenez sa préparation."
    )


def peut_reprendre_la_preparation(agent: Agent, atelier: Atelier) -> Verdict:
    return peut_interrompre(agent, atelier) and exige(
        not atelier.lance_le, "L'atelier avait été lancé : reprenez son cours."
    )


def peut_deplacer(agent: Agent, atelier: Atelier) -> Verdict:
    return (
        _ouvert(atelier)
        and exige(atelier.lance_le, "Le calendrier naît au lancement de l'atelier.")
        and _tient(
            agent,
            atelier,
            (*PILOTES, Role.EQUIPE),
            "Seuls les pilotes et l'équipe projet déplacent une phase.",
        )
    )


def peut_contribuer(agent: Agent, atelier: Atelier) -> Verdict:
    """Contacts et documents : tous ceux qui travaillent à l'atelier."""
    return _ouvert(atelier) and _tient(
        agent, atelier, AU_TRAVAIL, "Seuls les porteurs et l'équipe projet complètent l'atelier."
    )


def peut_enqueter(agent: Agent, atelier: Atelier) -> Verdict:
    """Entretiens et constats : ceux qui mènent l'approfondissement."""
    return _ouvert(atelier) and _tient(
        agent,
        atelier,
        (*PILOTES, Role.EQUIPE),
        "Seuls les pilotes et l'équipe projet mènent les entretiens et établissent les constats.",
    )


def peut_composer(agent: Agent, atelier: Atelier) -> Verdict:
    """L'équipe, les comités et leurs réunions : ceux qui conduisent l'atelier."""
    return _ouvert(atelier) and _tient(
        agent,
        atelier,
        (*PILOTES, Role.EQUIPE),
        "Seuls les pilotes et l'équipe projet composent l'équipe et réunissent les comités.",
    )


def peut_tenir_les_comptes(agent: Agent, atelier: Atelier) -> Verdict:
    return _tient(agent, atelier, PORTEURS, "Seuls les co-porteurs tiennent les comptes de la logistique.")


def peut_voir_les_personnes(agent: Agent, atelier: Atelier) -> Verdict:
    """Les coordonnées des contacts : données personnelles, pour ceux qui s'en servent."""
    if agent.est_dgaln:
        return OUI
    return _tient(
        agent,
        atelier,
        AU_TRAVAIL,
        "Les coordonnées des personnes sont réservées aux porteurs et à l'équipe projet.",
    )


def peut_lire_les_notes(agent: Agent, entretien: Entretien) -> Verdict:
    """Les notes d'un entretien anonyme diraient qui parle : l'équipe qui l'a promis les garde pour elle."""
    roles = entretien.atelier.dossier.roles_de(agent)
    if Role.EQUIPE in roles:
        return OUI
    return exige(
        not entretien.est_anonyme,
        "L'entretien est anonyme : seule l'équipe projet, qui l'a promis, lit ses notes.",
    ) and exige(
        roles & set(PORTEURS) or agent.est_dgaln,
        "Les notes d'entretien sont réservées aux porteurs et à l'équipe projet.",
    )


def peut_modifier_l_entretien(agent: Agent, entretien: Entretien) -> Verdict:
    return peut_enqueter(agent, entretien.atelier) and peut_lire_les_notes(agent, entretien)
