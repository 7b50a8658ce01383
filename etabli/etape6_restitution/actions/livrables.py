"""Les écritures d'un livrable : l'attendre, écrire ses sections, y faire des remarques, dater ses actes."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.actions.plans import appliquer_le_plan, plan_de
from etabli.etape6_restitution.models import Livrable, Observation, Section
from etabli.socle.journal import inscrire
from etabli.socle.texte_riche import assainir


class SectionModifieeEntreTemps(Exception):  # noqa: N818 -- ce n'est pas une erreur, c'est un choix à faire
    """La section n'est plus celle que l'agent a lue : il choisit entre les deux textes."""

    def __init__(self, actuelle: Section, propose: str) -> None:
        super().__init__("Cette section a été modifiée entre-temps.")
        self.actuelle, self.propose = actuelle, propose


@transaction.atomic
def attendre_les_livrables(dossier: Dossier, lance_le: date | None) -> list[Livrable]:
    """Crée les livrables du format avec leur date attendue et leurs sections ; rejouable."""
    attendus = []
    for type_ in dossier.format.livrables.all():
        attendu_le = lance_le + timedelta(weeks=type_.decalage_semaines) if lance_le else None
        livrable, est_neuf = Livrable.objects.get_or_create(
            dossier=dossier, type=type_.type, defaults={"attendu_le": attendu_le}
        )
        if est_neuf:
            appliquer_le_plan(livrable, plan_de(type_.type, dossier.format))
        attendus.append(livrable)
    return attendus


@transaction.atomic
def ecrire_la_section(section: Section, contenu: str, *, version_lue: int, par: Agent) -> Section:
    actuelle = Section.objects.select_for_update(of=("self",)).select_related("livrable").get(pk=section.pk)
    propose = assainir(contenu)
    if propose == actuelle.contenu:
        return actuelle
    if actuelle.version != version_lue:
        raise SectionModifieeEntreTemps(actuelle, propose)
    avant, actuelle.contenu = actuelle.contenu, propose
    actuelle.version += 1
    actuelle.modifiee_par, actuelle.modifiee_le = par, now()
    actuelle.save(update_fields=["contenu", "version", "modifiee_par", "modifiee_le"])
    inscrire(
        "ecrire_la_section",
        actuelle.livrable,
        par=par,
        phrase=f"a écrit «\u00a0{actuelle}\u00a0» ({actuelle.livrable})"[:300],
        # L'ancien texte reste au journal : rien de ce qui fut écrit ne se perd.
        donnees={"section": actuelle.cle, "version": actuelle.version, "avant": avant},
    )
    return actuelle


@transaction.atomic
def ecarter_la_section(section: Section, *, par: Agent) -> Section:
    """La partie ne s'imprime plus ; son texte reste, et elle se remet d'un geste."""
    return _imprimer(section, False, "a écarté", par)


@transaction.atomic
def remettre_la_section(section: Section, *, par: Agent) -> Section:
    return _imprimer(section, True, "a remis", par)


def _imprimer(section: Section, imprimee: bool, verbe: str, par: Agent) -> Section:
    section.est_ecartee = not imprimee
    section.save(update_fields=["est_ecartee"])
    inscrire(
        "remettre_la_section" if imprimee else "ecarter_la_section",
        section.livrable,
        par=par,
        phrase=f"{verbe} «\u00a0{section}\u00a0» ({section.livrable})"[:300],
    )
    return section


@transaction.atomic
def observer(livrable: Livrable, texte: str, *, section: Section | None = None, par: Agent) -> Observation:
    observation = Observation.objects.create(
        livrable=livrable, section=section, texte=texte.strip(), auteur=par
    )
    ou = f"«\u00a0{section}\u00a0», {livrable}" if section else str(livrable)
    inscrire("observer", livrable, par=par, phrase=f"a fait une remarque sur {ou}"[:300])
    return observation


@transaction.atomic
def lever_l_observation(observation: Observation, *, par: Agent) -> Observation:
    observation.levee_le = now()
    observation.save(update_fields=["levee_le"])
    inscrire(
        "lever_l_observation",
        observation.livrable,
        par=par,
        phrase=f"a levé une remarque sur {observation.livrable}"[:300],
    )
    return observation


def noter_la_soumission(livrable: Livrable, *, par: Agent, **_: Any) -> None:
    livrable.soumis_le = localdate()
    livrable.save(update_fields=["soumis_le"])


def noter_l_acceptation(livrable: Livrable, *, par: Agent, **_: Any) -> None:
    livrable.accepte_le = localdate()
    livrable.save(update_fields=["accepte_le"])


def noter_la_publication(livrable: Livrable, *, par: Agent, **_: Any) -> None:
    livrable.publie_le = localdate()
    livrable.save(update_fields=["publie_le"])
    if version := livrable.derniere_version:
        version.publiee_le = livrable.publie_le
        version.save(update_fields=["publiee_le"])


def garder_le_motif(livrable: Livrable, *, par: Agent, motif: str = "", **_: Any) -> None:
    livrable.motif = motif.strip()
    livrable.save(update_fields=["motif"])
