"""Qui peut quoi d'une candidature, et la phrase qui le dit quand c'est non."""

from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS, Etape, Role
from etabli.dossier.gardes import le_dossier_se_rouvre
from etabli.etape1_candidature.enums import A_INSTRUIRE, CLOSES, REDIGEABLES, SCELLEES, Etat
from etabli.etape1_candidature.models import (
    Candidature,
    Courrier,
    Proposition,
    Remarque,
    Rubrique,
    peut_etre_versee,
)
from etabli.socle.francais import liste_et
from etabli.socle.verdict import OUI, Verdict, exige, non

NB_MANQUES_CITES = 3


def _est(agent: Agent, candidature: Candidature, *roles: Role) -> bool:
    return bool(candidature.dossier.roles_de(agent) & set(roles))


def peut_ouvrir(agent: Agent, objet: object = None) -> Verdict:
    return exige(
        agent.est_service_deconcentre or agent.est_collectivite or agent.est_dgaln,
        "Un dossier est ouvert par un service de l'État (DDT(M), DREAL…) ou par une collectivité.",
    )


def peut_porter(agent: Agent, candidature: Candidature) -> Verdict:
    return exige(
        _est(agent, candidature, *PORTEURS),
        "Seuls le pilote, le co-pilote et les co-porteurs du dossier le peuvent.",
    )


def peut_piloter(agent: Agent, candidature: Candidature) -> Verdict:
    return exige(_est(agent, candidature, Role.PILOTE), "Seul le service pilote du dossier le peut.")


def peut_signaler(agent: Agent, candidature: Candidature) -> Verdict:
    return exige(
        _est(agent, candidature, Role.PILOTE, Role.COPILOTE),
        "C'est le service pilote ou l'opérateur associé qui prend contact avec la DGALN.",
    )


def peut_instruire(agent: Agent, candidature: Candidature) -> Verdict:
    return exige(agent.est_dgaln, "Seule la DGALN instruit les candidatures.")


def peut_figer(agent: Agent, candidature: Candidature) -> Verdict:
    return peut_piloter(agent, candidature) and note_complete(candidature)


def peut_repondre(agent: Agent, candidature: Candidature) -> Verdict:
    return peut_porter(agent, candidature) and note_complete(candidature)


def peut_deposer(agent: Agent, candidature: Candidature) -> Verdict:
    return peut_piloter(agent, candidature) and courriers_signes(candidature)


def peut_retirer(agent: Agent, candidature: Candidature) -> Verdict:
    return exige(
        _est(agent, candidature, Role.PILOTE, Role.COPORTEUR),
        "Seuls le service pilote et les collectivités co-porteuses peuvent retirer la candidature.",
    ) and exige(
        candidature.dossier.etape in (Etape.CANDIDATURE, Etape.MARCHE),
        "Le marché est attribué : la candidature ne se retire plus.",
    )


def note_complete(candidature: Candidature) -> Verdict:
    manques = candidature.manques_bloquants()
    cites = " ".join(m.phrase for m in manques[:NB_MANQUES_CITES])
    reste = len(manques) - NB_MANQUES_CITES
    suite = (
        f" Et {reste} autre{'s' if reste > 1 else ''} point{'s' if reste > 1 else ''}." if reste > 0 else ""
    )
    return exige(not manques, f"La note n'est pas complète. {cites}{suite}")


def courriers_signes(candidature: Candidature) -> Verdict:
    courriers = list(candidature.courriers.all())
    if not courriers:
        return non("Les courriers ne sont pas encore préparés : préparez-les, puis faites-les signer.")
    noms = ", ".join(f"{c.type_en_suite} ({c.organisation})" for c in courriers if not c.est_signe)
    return exige(not noms, f"Il manque l'exemplaire signé : {noms}.")


def peut_ecrire(agent: Agent, rubrique: Rubrique) -> Verdict:
    candidature = rubrique.candidature
    return (
        peut_porter(agent, candidature)
        and la_note_est_ouverte(candidature)
        and exige(
            _est_confiee_a(agent, rubrique) or _est(agent, candidature, Role.PILOTE),
            f"Cette rubrique est confiée à {liste_et(rubrique.redacteurs)} : proposez une remarque.",
        )
    )


def _est_confiee_a(agent: Agent, rubrique: Rubrique) -> bool:
    redacteurs = {o.pk for o in rubrique.redacteurs}
    return not redacteurs or bool(redacteurs & agent.organisations_ids)


def peut_trancher(agent: Agent, proposition: Proposition) -> Verdict:
    return (
        exige(
            proposition.auteur_id == agent.pk,
            "Ce texte appartient à quelqu'un d'autre : c'est à lui de choisir.",
        )
        and exige(proposition.tranchee_le is None, "Le choix est déjà fait.")
        and peut_ecrire(agent, proposition.rubrique)
    )


def peut_completer_la_note(agent: Agent, candidature: Candidature) -> Verdict:
    """Les champs structurés : type d'objet, échelle, acteurs, documents."""
    return peut_porter(agent, candidature) and la_note_est_ouverte(candidature)


def peut_repartir(agent: Agent, candidature: Candidature) -> Verdict:
    """Confier les rubriques à l'un ou à l'autre."""
    return peut_piloter(agent, candidature) and la_note_est_ouverte(candidature)


def la_note_est_ouverte(candidature: Candidature) -> Verdict:
    if candidature.etat in REDIGEABLES:
        return OUI
    if candidature.etat in (Etat.OUVERTE, Etat.SIGNALEE):
        return non("La note s'ouvre à la rédaction quand la DGALN a caractérisé l'opportunité.")
    if candidature.etat == Etat.RELECTURE:
        return non("La note est en relecture à la DGALN : elle se rouvrira avec ses remarques.")
    if candidature.etat == Etat.FIGEE:
        return non("La note est figée pour signature : le pilote peut en reprendre la rédaction.")
    return non(f"La note ne se modifie plus à l'état « {candidature.get_etat_display()} ».")


def la_note_laisse_le_perimetre(candidature: Candidature) -> Verdict:
    """Le périmètre est dans la note : figée ou déposée, elle le tient. Retenue, la DGALN seule le corrige."""
    if candidature.etat == Etat.RELECTURE:
        return non(
            "La note est en relecture à la DGALN : le périmètre se retracera quand elle l'aura rendue."
        )
    if candidature.etat == Etat.FIGEE:
        return non(
            "La note est figée pour signature, et le périmètre avec elle : le pilote doit d'abord en reprendre "
            "la rédaction."
        )
    return exige(
        candidature.etat not in SCELLEES,
        "La candidature est déposée, et le périmètre avec elle : il se retrace quand la DGALN demande un "
        "complément.",
    )


def peut_remarquer(agent: Agent, rubrique: Rubrique) -> Verdict:
    candidature = rubrique.candidature
    return exige(
        agent.est_dgaln or _est(agent, candidature, *PORTEURS),
        "Les remarques sont réservées à la DGALN et aux porteurs.",
    ) and exige(
        candidature.etat in (*REDIGEABLES, Etat.RELECTURE, Etat.FIGEE),
        "Les remarques se font pendant la rédaction et la relecture de la note.",
    )


def peut_lever(agent: Agent, remarque: Remarque) -> Verdict:
    return exige(remarque.levee_le is None, "Cette remarque est déjà levée.") and (
        peut_remarquer(agent, remarque.rubrique)
    )


def peut_rouvrir_la_remarque(agent: Agent, remarque: Remarque) -> Verdict:
    return exige(remarque.levee_le is not None, "Cette remarque n'est pas levée.") and (
        peut_remarquer(agent, remarque.rubrique)
    )


def peut_preparer_les_courriers(agent: Agent, candidature: Candidature) -> Verdict:
    return peut_porter(agent, candidature) and exige(
        candidature.etat in (Etat.REDACTION, Etat.RELECTURE, Etat.FIGEE, Etat.COMPLEMENT),
        "Les courriers se préparent pendant la rédaction de la note, jusqu'au dépôt.",
    )


def peut_joindre_le_courrier(agent: Agent, courrier: Courrier) -> Verdict:
    """Le pilote rassemble ; chaque signataire peut aussi joindre le sien."""
    candidature = courrier.candidature
    return exige(
        courrier.organisation_id in agent.organisations_ids or _est(agent, candidature, Role.PILOTE),
        f"Ce courrier est joint par son signataire ({courrier.organisation}) ou par le pilote.",
    ) and exige(
        candidature.etat in (Etat.FIGEE, Etat.COMPLEMENT),
        "On signe une note figée : le courrier signé se joint une fois la note figée, jusqu'au dépôt.",
    )


def peut_lire_l_exemplaire(agent: Agent, courrier: Courrier) -> Verdict:
    """Le courrier signé porte une signature : il se lit comme il a été déposé, « pilotes, co-porteurs et DGALN »."""
    return exige(
        agent.est_dgaln
        or _est(agent, courrier.candidature, *PORTEURS)
        or courrier.organisation_id in agent.organisations_ids,
        "Un courrier signé se lit par son signataire, les porteurs du dossier et la DGALN.",
    )


def peut_faire_signer(agent: Agent, courrier: Courrier) -> Verdict:
    """Compléter le projet, l'envoyer à la signature : les porteurs, tant qu'il n'est pas signé."""
    return peut_porter(agent, courrier.candidature) and exige(
        courrier.candidature.etat in (Etat.REDACTION, Etat.RELECTURE, Etat.FIGEE, Etat.COMPLEMENT),
        "Les courriers se préparent pendant la rédaction de la note, jusqu'au dépôt.",
    )


def peut_relancer(agent: Agent, courrier: Courrier) -> Verdict:
    candidature = courrier.candidature
    return (
        exige(
            agent.est_dgaln or _est(agent, candidature, *PORTEURS),
            "Seuls les porteurs du dossier et la DGALN relancent un signataire.",
        )
        and exige(
            courrier.organisation_id not in agent.organisations_ids,
            "C'est à votre organisation de signer ce courrier.",
        )
        and exige(not courrier.est_signe, "Ce courrier est signé : il n'y a plus à relancer.")
        and exige(
            candidature.etat in (Etat.FIGEE, Etat.COMPLEMENT),
            "On relance un signataire une fois la note figée, jusqu'au dépôt.",
        )
        and exige(
            not courrier.est_relance_le(localdate()),
            "Ce courrier a déjà été relancé aujourd'hui : une relance par jour suffit.",
        )
    )


def peut_donner_un_avis(agent: Agent, candidature: Candidature) -> Verdict:
    return peut_instruire(agent, candidature) and exige(
        candidature.etat in A_INSTRUIRE,
        "Les avis se donnent entre le dépôt et la décision.",
    )


def peut_lire_les_avis_des_autres(agent: Agent, candidature: Candidature, *, a_tout_dit: bool) -> Verdict:
    """Chacun se prononce sans avoir lu les autres ; la décision prise, tout se lit."""
    return peut_instruire(agent, candidature) and exige(
        a_tout_dit or candidature.etat not in A_INSTRUIRE,
        "Donnez d'abord votre avis sur chaque critère : ceux des autres instructeurs s'afficheront ensuite.",
    )


def peut_regler_les_criteres(agent: Agent, objet: object = None) -> Verdict:
    return exige(agent.est_dgaln, "Seule la DGALN règle les critères d'éligibilité.")


def peut_retenir(agent: Agent, candidature: Candidature) -> Verdict:
    return exige(agent.est_dgaln, "Seule la DGALN retient les candidatures de l'année.")


def peut_rouvrir(agent: Agent, candidature: Candidature) -> Verdict:
    return (
        exige(_est(agent, candidature, *PORTEURS), "Seuls les porteurs du dossier peuvent le rouvrir.")
        and exige(candidature.etat in CLOSES, "Le dossier n'est pas clos.")
        and le_dossier_se_rouvre(candidature.dossier)
    )


def peut_reunir(agent: Agent, candidature: Candidature) -> Verdict:
    """La DGALN, ou le pilote : il devra piloter l'autre aussi, ce que l'acte vérifie."""
    return exige(
        agent.est_dgaln or _est(agent, candidature, Role.PILOTE),
        "Seuls la DGALN et le service qui pilote les deux dossiers peuvent les réunir.",
    ) and exige(
        peut_etre_versee(candidature, agent),
        "Vous ne pilotez aucun autre dossier dont la candidature ne soit pas déposée.",
    )


def peut_tenir_la_liste(agent: Agent, objet: object = None) -> Verdict:
    return exige(agent.est_dgaln, "Seule la DGALN tient la liste d'attente.")
