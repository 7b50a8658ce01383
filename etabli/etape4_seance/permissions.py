"""Qui peut quoi, avant, pendant et après la séance ; et ce que la salle peut faire, activité par activité."""

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate, localtime

from etabli.annuaire.models import Agent
from etabli.dossier.enums import Role
from etabli.etape4_seance.enums import Etat, EtatActivite, Geste, TypeActivite
from etabli.etape4_seance.models import Activite, Participant, Seance, TableDeSeance
from etabli.socle.verdict import OUI, Verdict, exige, non

ENTREES_AU_PLUS = 5_000
ANIMATEURS = {Role.EQUIPE, Role.PILOTE}
ACCUEIL = {*ANIMATEURS, Role.COPILOTE, Role.COPORTEUR}

# Les temps d'animation : ce que chaque type d'activité ouvre à la salle quand l'animateur l'ouvre.
GESTES: Mapping[TypeActivite, frozenset[Geste]] = {
    TypeActivite.RECUEIL: frozenset({Geste.CONTRIBUER}),
    TypeActivite.AFOM: frozenset({Geste.CONTRIBUER}),
    TypeActivite.CARTE: frozenset({Geste.CONTRIBUER}),
    TypeActivite.NUAGE: frozenset({Geste.CONTRIBUER}),
    TypeActivite.FICHE_ACTION: frozenset({Geste.CONTRIBUER}),
    TypeActivite.GOMMETTES: frozenset({Geste.VOTER}),
    TypeActivite.JUGEMENT: frozenset({Geste.REPONDRE}),
    TypeActivite.MATRICE: frozenset({Geste.REPONDRE}),
    TypeActivite.SONDAGE: frozenset({Geste.REPONDRE}),
}


def gestes_ouverts(activite: Activite) -> frozenset[Geste]:
    """Ce que la salle peut faire maintenant ; rien tant que l'activité n'est pas ouverte."""
    ouverte = activite.etat == EtatActivite.OUVERTE and activite.seance.etat == Etat.OUVERTE
    return GESTES[TypeActivite(activite.type)] if ouverte else frozenset()


def peut_animer(agent: Agent, seance: Seance) -> Verdict:
    return exige(
        _roles(agent, seance) & ANIMATEURS, "Seuls l'équipe projet et le pilote local animent la séance."
    )


def peut_conduire(agent: Agent, seance: Seance) -> Verdict:
    """Le temps imparti ne se lance que devant la salle."""
    return peut_animer(agent, seance) & exige(
        seance.etat == Etat.OUVERTE, "La séance n'est pas ouverte : personne ne verrait le temps passer."
    )


def peut_preparer(agent: Agent, seance: Seance) -> Verdict:
    """Le programme, les tables et les activités se préparent, et s'ajustent encore pendant la séance."""
    return exige(
        _roles(agent, seance) & ANIMATEURS, "Seuls l'équipe projet et le pilote local préparent la séance."
    ) & exige(
        seance.etat in {Etat.PREPARATION, Etat.OUVERTE}, "La séance est close : son programme ne change plus."
    )


def peut_ouvrir(agent: Agent, seance: Seance) -> Verdict:
    return peut_animer(agent, seance) & exige(
        seance.activites.exists(), "Préparez au moins une activité avant d'ouvrir la séance."
    )


def peut_clore(agent: Agent, seance: Seance) -> Verdict:
    animer = peut_animer(agent, seance)
    if not animer:
        return animer
    ouverte = seance.activites.filter(etat=EtatActivite.OUVERTE).first()
    return (
        OUI
        if ouverte is None
        else non(f"L'activité «\u00a0{ouverte}\u00a0» est encore ouverte : fermez-la d'abord.")
    )


def peut_emarger(agent: Agent, seance: Seance) -> Verdict:
    return exige(
        _roles(agent, seance) & ACCUEIL,
        "L'émargement est tenu par l'équipe projet, les pilotes et les co-porteurs.",
    ) & exige(seance.etat != Etat.COMPTE_RENDU, "Le compte rendu est diffusé : l'émargement est clos.")


def peut_lire_les_presents(agent: Agent, seance: Seance) -> Verdict:
    """La feuille nomme des habitants : le lecteur du dossier s'en tient aux nombres, qui sont aux résultats."""
    return exige(
        agent.est_dgaln or _roles(agent, seance) & ACCUEIL,
        "La feuille de présence nomme des personnes : elle se lit par l'équipe projet, les pilotes, les co-porteurs "
        "et la DGALN. Les nombres de présents sont dans les résultats.",
    )


def peut_saisir_des_cartes(agent: Agent, seance: Seance) -> Verdict:
    """Pendant la séance ou après, tant que le compte rendu n'est pas diffusé."""
    return exige(
        _roles(agent, seance) & ACCUEIL,
        "Les cartes papier sont saisies par l'équipe projet, les pilotes et les co-porteurs.",
    ) & exige(
        seance.etat in {Etat.OUVERTE, Etat.CLOSE},
        "Les cartes papier se saisissent une fois la séance ouverte, et avant la diffusion du compte rendu.",
    )


def peut_saisir_des_bulletins(agent: Agent, activite: Activite) -> Verdict:
    """Comme les cartes, mais une fois le vote ouvert : ce que l'on juge ne change plus."""
    return peut_saisir_des_cartes(agent, activite.seance) & exige(
        Geste.REPONDRE in GESTES[TypeActivite(activite.type)] and activite.etat != EtatActivite.PREPAREE,
        "Les bulletins de papier se saisissent une fois l'activité ouverte.",
    )


def peut_moderer(agent: Agent, seance: Seance) -> Verdict:
    """Masquer, réunir, ranger : pendant la séance et jusqu'à la diffusion du compte rendu."""
    return peut_animer(agent, seance) & exige(
        seance.etat != Etat.COMPTE_RENDU, "Le compte rendu est diffusé : les contributions ne changent plus."
    )


def peut_rediger(agent: Agent, seance: Seance) -> Verdict:
    return (
        exige(
            _roles(agent, seance) & ANIMATEURS,
            "Le compte rendu est rédigé par l'équipe projet et le pilote local.",
        )
        & exige(seance.etat != Etat.COMPTE_RENDU, "Le compte rendu est diffusé : son texte ne change plus.")
        & exige(
            seance.etat != Etat.PREPARATION,
            "Le compte rendu se rédige pendant la séance ou une fois la séance close.",
        )
    )


def peut_diffuser(agent: Agent, seance: Seance) -> Verdict:
    return peut_animer(agent, seance) & exige(
        seance.compte_rendu, "Rédigez le compte rendu avant de le diffuser."
    )


def peut_ouvrir_l_activite(agent: Agent, activite: Activite) -> Verdict:
    return peut_animer(agent, activite.seance) & exige(
        activite.seance.etat == Etat.OUVERTE, "Ouvrez d'abord la séance : la salle n'y est pas encore."
    )


def peut_clore_l_activite(agent: Agent, activite: Activite) -> Verdict:
    return peut_animer(agent, activite.seance)


def peut_retirer(agent: Agent, activite: Activite) -> Verdict:
    return peut_preparer(agent, activite.seance) & exige(
        activite.etat == EtatActivite.PREPAREE and not activite.votes.exists(),
        "Une activité déjà ouverte, ou sur laquelle porte un vote, ne se retire pas.",
    )


def peut_retirer_la_table(agent: Agent, table: TableDeSeance) -> Verdict:
    return peut_preparer(agent, table.seance) & exige(
        not table.contributions.exists() and not table.participants.exists(),
        f"La table {table.numero} a déjà des participants ou des contributions : elle ne se retire pas.",
    )


def peut_arriver(seance: Seance) -> Verdict:
    return exige(
        seance.etat == Etat.OUVERTE,
        "La séance n'est pas encore ouverte. Gardez cette page : vous entrerez dès que l'animateur l'ouvrira."
        if seance.etat == Etat.PREPARATION
        else "La séance est terminée : on n'y entre plus.",
    )


def il_reste_de_la_place(ceux_qui_y_sont: Any) -> Verdict:
    """Entrées, signatures, adresses laissées : plus que n'en aura aucune salle, moins que n'en ferait un programme."""
    return exige(ceux_qui_y_sont.count() < ENTREES_AU_PLUS, "La séance est pleine : prévenez l'accueil.")


def ecrit_a_sa_place(participant: Participant, activite: Activite) -> Verdict:
    """Une activité par table se remplit sur l'appareil de la table, et là seulement."""
    return exige(
        participant.seance_id == activite.seance_id, "Cette activité est celle d'une autre séance."
    ) & exige(
        participant.est_scribe or not activite.est_par_table,
        "Cette activité se remplit par table : dites votre idée à la personne qui écrit pour la vôtre.",
    )


def peut_signer(seance: Seance) -> Verdict:
    """La feuille de présence tenue par chacun : à partir du jour de la séance, tant qu'elle n'est pas close."""
    return exige(
        seance.etat == Etat.OUVERTE
        or (seance.etat == Etat.PREPARATION and localtime(seance.debut).date() <= localdate()),
        "La séance est terminée : on ne signe plus la feuille de présence."
        if seance.etat in {Etat.CLOSE, Etat.COMPTE_RENDU}
        else "La feuille de présence s'ouvre le jour de la séance.",
    )


def peut_laisser_son_adresse(seance: Seance) -> Verdict:
    return exige(
        seance.etat != Etat.COMPTE_RENDU, "Le compte rendu est déjà diffusé : lisez-le sur cette page."
    ) & exige(seance.purgee_le is None, "Les données de cette séance sont effacées.")


def peut_contribuer(participant: Participant, activite: Activite) -> Verdict:
    return ecrit_a_sa_place(participant, activite) & exige(
        Geste.CONTRIBUER in gestes_ouverts(activite),
        "Cette activité est fermée : l'animateur ne recueille plus de contributions.",
    )


def peut_contribuer_en_retard(participant: Participant, activite: Activite) -> Verdict:
    """Ce qui fut écrit sans réseau arrive quand il peut : on le garde jusqu'au compte rendu."""
    return ecrit_a_sa_place(participant, activite) & exige(
        Geste.CONTRIBUER in GESTES[TypeActivite(activite.type)]
        and activite.etat != EtatActivite.PREPAREE
        and activite.seance.etat in {Etat.OUVERTE, Etat.CLOSE},
        "La séance est terminée et son compte rendu diffusé : votre contribution n'a pas pu être ajoutée.",
    )


def peut_voter(participant: Participant, activite: Activite) -> Verdict:
    return (
        exige(participant.seance_id == activite.seance_id, "Cette activité est celle d'une autre séance.")
        & exige(
            not participant.est_scribe,
            "L'appareil d'une table recueille des idées ; chacun vote depuis le sien.",
        )
        & exige(
            Geste.VOTER in gestes_ouverts(activite), "Le vote est fermé : cette gommette n'est pas comptée."
        )
    )


def peut_repondre(participant: Participant, activite: Activite) -> Verdict:
    return _a_son_bulletin(participant, activite) & exige(
        Geste.REPONDRE in gestes_ouverts(activite), "Cette activité est fermée : on n'y répond plus."
    )


def peut_repondre_en_retard(participant: Participant, activite: Activite) -> Verdict:
    """Un bulletin rempli sans réseau compte encore tant que la séance est ouverte, et les résultats le disent."""
    return _a_son_bulletin(participant, activite) & exige(
        Geste.REPONDRE in GESTES[TypeActivite(activite.type)]
        and activite.etat != EtatActivite.PREPAREE
        and activite.seance.etat == Etat.OUVERTE,
        "La séance est terminée : votre bulletin est arrivé trop tard pour être compté.",
    )


def peut_envoyer(participant: Participant, activite: Activite, *, est_differee: bool) -> Verdict:
    """Le droit de l'unique adresse d'envoi : une phrase ou un bulletin, à temps ou parti sans réseau."""
    a_temps, en_retard = peut_contribuer, peut_contribuer_en_retard
    if Geste.REPONDRE in GESTES[TypeActivite(activite.type)]:
        a_temps, en_retard = peut_repondre, peut_repondre_en_retard
    verdict = a_temps(participant, activite)
    return verdict | en_retard(participant, activite) if est_differee else verdict


def _a_son_bulletin(participant: Participant, activite: Activite) -> Verdict:
    return ecrit_a_sa_place(participant, activite) & exige(
        activite.est_par_table or not participant.est_scribe,
        "L'appareil d'une table ne répond pas à la place de chacun : chacun répond depuis le sien.",
    )


def sont_visibles_les_resultats(activite: Activite) -> bool:
    """Pendant un vote masqué, personne ne lit les totaux : ni la salle, ni le pupitre, ni l'écran."""
    return not (activite.est_masquee and activite.etat == EtatActivite.OUVERTE)


def _roles(agent: Agent, seance: Seance) -> set[str]:
    return seance.atelier.dossier.roles_de(agent)


def peut_emporter(agent: Agent, seance: Seance) -> Verdict:
    return peut_animer(agent, seance) & exige(
        seance.etat in {Etat.PREPARATION, Etat.OUVERTE},
        "La séance est close : il n'y a plus rien à tenir hors ligne.",
    )


def peut_rapporter(agent: Agent, seance: Seance) -> Verdict:
    return peut_animer(agent, seance) & exige(
        seance.etat != Etat.COMPTE_RENDU,
        "Le compte rendu est diffusé : plus rien ne s'ajoute à la séance.",
    )
