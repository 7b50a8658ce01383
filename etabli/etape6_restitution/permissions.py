"""Qui peut quoi d'un livrable, et la phrase qui le dit quand c'est non."""

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS, Role
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.enums import Etat, EtatDeCorpus
from etabli.etape6_restitution.models import Corpus, FichePublique, Livrable, Section
from etabli.socle.francais import liste_et, pluriel
from etabli.socle.verdict import Verdict, exige

ECRIVABLES = (Etat.ATTENDU, Etat.A_CORRIGER)


def _tient(agent: Agent, dossier: Dossier, roles: tuple[Role, ...], motif: str) -> Verdict:
    return exige(dossier.roles_de(agent) & set(roles), motif)


def peut_ecrire(agent: Agent, livrable: Livrable) -> Verdict:
    return _tient(
        agent,
        livrable.dossier,
        (Role.EQUIPE, Role.PILOTE),
        "Les livrables sont écrits par l'équipe projet et le pilote local.",
    ) and exige(
        livrable.etat in ECRIVABLES,
        f"Ce livrable est {livrable.get_etat_display().lower()} : il ne s'écrit plus.",
    )


def peut_soumettre(agent: Agent, livrable: Livrable) -> Verdict:
    return _tient(
        agent,
        livrable.dossier,
        (Role.EQUIPE, Role.PILOTE),
        "Seuls l'équipe projet et le pilote local soumettent un livrable.",
    ) and exige(
        not (manquent := [f"«\u00a0{s}\u00a0»" for s in livrable.sections_vides if s.est_obligatoire]),
        f"Il reste à écrire {liste_et(manquent)}, que le plan rend obligatoire.",
    )


def peut_regler_les_plans(agent: Agent) -> Verdict:
    return exige(agent.est_dgaln, "Seule la DGALN règle le plan des livrables.")


def peut_ecarter(agent: Agent, livrable: Livrable, section: Section) -> Verdict:
    return peut_ecrire(agent, livrable) and exige(
        not section.est_obligatoire,
        f"Le plan rend «\u00a0{section}\u00a0» obligatoire : elle ne s'écarte pas.",
    )


def peut_observer(agent: Agent, livrable: Livrable) -> Verdict:
    return exige(
        agent.est_dgaln or livrable.dossier.roles_de(agent) & set(PORTEURS),
        "Les remarques sont réservées aux pilotes, aux co-porteurs et à la DGALN.",
    ) and exige(
        livrable.etat in (Etat.SOUMIS, Etat.A_CORRIGER), "Les remarques se font sur un livrable soumis."
    )


def peut_lever(agent: Agent, livrable: Livrable) -> Verdict:
    return exige(
        agent.est_dgaln or livrable.dossier.roles_de(agent) & {*PORTEURS, Role.EQUIPE},
        "Une remarque est levée par l'équipe projet, les pilotes, les co-porteurs ou la DGALN.",
    )


def peut_relire(agent: Agent, livrable: Livrable) -> Verdict:
    """Demander des corrections, accepter : les pilotes, au nom de l'acheteur."""
    return _tient(
        agent,
        livrable.dossier,
        (Role.PILOTE, Role.COPILOTE),
        "Seuls les pilotes de l'atelier relisent et acceptent les livrables.",
    )


def peut_accepter(agent: Agent, livrable: Livrable) -> Verdict:
    ouvertes = len(livrable.remarques_ouvertes)
    return peut_relire(agent, livrable) and exige(
        not ouvertes,
        f"{ouvertes} remarque{'s' if ouvertes > 1 else ''} reste{'nt' if ouvertes > 1 else ''} à lever : "
        "demandez des corrections, ou levez-les.",
    )


def peut_publier(agent: Agent, livrable: Livrable) -> Verdict:
    return exige(
        agent.est_dgaln or livrable.dossier.roles_de(agent) & {Role.PILOTE},
        "Seuls le pilote local et la DGALN publient un livrable.",
    ) and exige(
        (derniere := livrable.derniere_version) and derniere.est_prete,
        "Les fichiers de la version acceptée sont encore en cours d'écriture : réessayez dans un instant.",
    )


def peut_illustrer(agent: Agent, dossier: Dossier) -> Verdict:
    return _tient(
        agent,
        dossier,
        (Role.EQUIPE, *PORTEURS),
        "Les photos sont ajoutées par l'équipe projet, les pilotes et les co-porteurs.",
    )


def peut_presenter(agent: Agent, dossier: Dossier) -> Verdict:
    return exige(
        agent.est_dgaln or dossier.roles_de(agent) & {Role.PILOTE},
        "La fiche publique est écrite par le pilote local et la DGALN.",
    )


def peut_reecrire(agent: Agent, livrable: Livrable) -> Verdict:
    """Reprendre l'écriture des fichiers d'une version gelée, quand elle a échoué."""
    return exige(
        agent.est_dgaln or livrable.dossier.roles_de(agent) & {*PORTEURS, Role.EQUIPE},
        "Les fichiers d'une version sont réécrits à la demande de l'équipe, des pilotes ou des co-porteurs.",
    )


def peut_verifier_le_corpus(agent: Agent, dossier: Dossier) -> Verdict:
    """Décider phrase par phrase : l'équipe et le pilote local, qui savent de qui l'on parle."""
    return _tient(
        agent,
        dossier,
        (Role.PILOTE, Role.EQUIPE),
        "Le corpus est vérifié par l'équipe projet et le pilote local, qui savent ce qui ferait reconnaître quelqu'un.",
    )


def peut_decider_d_une_phrase(agent: Agent, corpus: Corpus) -> Verdict:
    return peut_verifier_le_corpus(agent, corpus.dossier) and exige(
        corpus.etat == EtatDeCorpus.PROPOSE,
        "Ce corpus est vérifié : reprenez d'abord sa vérification pour décider d'une phrase.",
    )


def peut_dire_le_corpus_verifie(agent: Agent, corpus: Corpus) -> Verdict:
    a_decider = corpus.phrases.a_decider().count()
    return peut_verifier_le_corpus(agent, corpus.dossier) and exige(
        not a_decider, f"Il reste {pluriel(a_decider, 'phrase')} à décider."
    )


def peut_publier_le_corpus(agent: Agent, corpus: Corpus) -> Verdict:
    return exige(
        agent.est_dgaln or corpus.dossier.roles_de(agent) & {Role.PILOTE},
        "Le corpus est publié par le pilote local ou la DGALN.",
    ) and exige(
        FichePublique.objects.publiees().filter(dossier=corpus.dossier_id).exists(),
        "La fiche publique de l'atelier n'est pas publiée : le corpus paraîtrait sans elle.",
    )


def peut_reprendre_le_corpus(agent: Agent, corpus: Corpus) -> Verdict:
    return exige(
        agent.est_dgaln or corpus.dossier.roles_de(agent) & {Role.PILOTE, Role.EQUIPE},
        "Le corpus est repris par l'équipe projet, le pilote local ou la DGALN.",
    )
