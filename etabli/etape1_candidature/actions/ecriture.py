"""Écrire une rubrique à plusieurs : recevoir un texte, le réunir à celui d'un autre, trancher, se signaler."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils.timezone import now

from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.etape1_candidature.calcul import Choix, Passage, est_sans_conflit, fusionner, reunir
from etabli.etape1_candidature.models import (
    Candidature,
    EcritureDeRubrique,
    Presence,
    Proposition,
    Rubrique,
)
from etabli.socle.journal import inscrire
from etabli.socle.texte_riche import assainir

DUREE_D_UN_ENVOI = timedelta(seconds=10)


class Conflit(Exception):  # noqa: N818 -- le mot de la procédure
    """Deux personnes ont changé le même passage : le second texte est de côté, à son auteur de choisir."""

    def __init__(self, actuelle: Rubrique, proposition: Proposition) -> None:
        super().__init__(f"« {actuelle} » a changé depuis que vous l'avez ouverte.")
        self.actuelle = actuelle
        self.proposition = proposition


@dataclass(frozen=True)
class Reception:
    """La rubrique après l'envoi. D'autres ont pu écrire entre-temps : le texte envoyé n'est alors plus l'actuel.

    `reunie` : le texte envoyé, réuni au leur ; `ecrite_en` : la version où il avait déjà été écrit.
    """

    rubrique: Rubrique
    reunie: Proposition | None = None
    ecrite_en: int | None = None

    @property
    def est_a_relire(self) -> bool:
        return self.reunie is not None or self.version_du_texte != self.rubrique.version

    @property
    def version_du_texte(self) -> int:
        return self.rubrique.version if self.ecrite_en is None else self.ecrite_en


@dataclass(frozen=True)
class _Envoi:
    contenu: str
    base: str | None
    version_lue: int
    nom: str
    par: Agent


def ecrire_la_rubrique(rubrique: Rubrique, contenu_html: str, *, version_lue: int, par: Agent) -> Rubrique:
    """Ajoute une écriture. Lève `Conflit` si quelqu'un a changé les mêmes passages depuis `version_lue`.

    Le même texte que l'actuel ne fait pas de version : l'enregistrement automatique peut se répéter.
    """
    return recevoir_un_texte(rubrique, contenu_html, version_lue=version_lue, par=par).rubrique


def recevoir_un_texte(
    rubrique: Rubrique,
    contenu_html: str,
    *,
    version_lue: int,
    par: Agent,
    envoi: str = "",
    depuis: Proposition | None = None,
    tentes: Collection[str] = (),
) -> Reception:
    """Écrit, réunit ou met de côté ; le même `envoi` reçu deux fois n'est écrit qu'une.

    `depuis` : le texte que l'auteur a encore sous les yeux alors que le serveur l'a déjà réuni à un autre.
    `tentes` : ses envois d'avant dont la réponse s'est perdue ; arrivés, c'est de là que part celui-ci.
    """
    with transaction.atomic():
        actuelle = _verrouillee(rubrique)
        version_lue, depuis = _depart(actuelle, version_lue, depuis, tentes)
        base = depuis.contenu if depuis else _texte_a_la_version(actuelle, version_lue)
        recu = _Envoi(assainir(contenu_html), base, version_lue, envoi, par)
        issue = _recevoir(actuelle, recu, est_a_jour=depuis is None and _est_a_jour(actuelle, recu))
    # Hors de la transaction : le texte mis de côté doit rester, même si l'on refuse de l'écrire.
    if isinstance(issue, Conflit):
        raise issue
    return issue


def _recevoir(actuelle: Rubrique, recu: _Envoi, *, est_a_jour: bool) -> Reception | Conflit:
    if recu.contenu == actuelle.contenu:
        return Reception(actuelle)
    if recu.nom and (deja := _deja_recu(actuelle, recu.nom)):
        return deja
    if est_a_jour:
        return Reception(_ajouter(actuelle, recu.contenu, par=recu.par, envoi=recu.nom))
    passages = fusionner(recu.base, recu.contenu, actuelle.contenu)
    proposition = _mettre_de_cote(actuelle, recu)
    if not est_sans_conflit(passages):
        return Conflit(actuelle, proposition)
    _ajouter(actuelle, reunir(passages), par=recu.par)
    return Reception(actuelle, _clore(proposition, actuelle))


def _verrouillee(rubrique: Rubrique) -> Rubrique:
    verrouillees = Rubrique.objects.select_for_update(of=("self",))
    trouvee: Rubrique = verrouillees.select_related("candidature__dossier", "modifiee_par").get(
        pk=rubrique.pk
    )
    return trouvee


def _depart(
    rubrique: Rubrique, version_lue: int, depuis: Proposition | None, tentes: Collection[str]
) -> tuple[int, Proposition | None]:
    """D'où part vraiment ce texte, quand un envoi précédent était arrivé sans que son auteur le sache."""
    noms = [nom for nom in tentes if nom]
    if not noms:
        return version_lue, depuis
    ecrite = rubrique.ecritures.filter(envoi__in=noms, version__gt=version_lue).first()
    if ecrite is not None:
        return ecrite.version, None
    reunie = rubrique.propositions.filter(envoi__in=noms, version__gt=version_lue).first()
    return (reunie.version or version_lue, reunie) if reunie else (version_lue, depuis)


def _texte_a_la_version(rubrique: Rubrique, version: int) -> str | None:
    """Ce que l'auteur avait sous les yeux ; inconnu si l'écriture n'a pas été gardée."""
    if version == 0:
        return ""
    ecrits = rubrique.ecritures.filter(version=version).values_list("contenu", flat=True)
    return ecrits.first()


def _est_a_jour(rubrique: Rubrique, recu: _Envoi) -> bool:
    return rubrique.version == recu.version_lue or (not recu.nom and _suit_son_propre_envoi(rubrique, recu))


def _suit_son_propre_envoi(rubrique: Rubrique, recu: _Envoi) -> bool:
    """Le bouton pressé pendant un enregistrement automatique : le même auteur ne se contredit pas lui-même."""
    return (
        rubrique.version == recu.version_lue + 1
        and rubrique.modifiee_par_id == recu.par.pk
        and rubrique.modifiee_le is not None
        and now() - rubrique.modifiee_le < DUREE_D_UN_ENVOI
    )


def _deja_recu(rubrique: Rubrique, envoi: str) -> Reception | None:
    """La réponse s'était perdue en route, pas le texte : il est dans les écritures, ou déjà réuni."""
    if ecriture := rubrique.ecritures.filter(envoi=envoi).first():
        return Reception(rubrique, ecrite_en=ecriture.version)
    reunie = rubrique.propositions.filter(envoi=envoi, tranchee_le__isnull=False).first()
    return Reception(rubrique, reunie) if reunie else None


def _ajouter(rubrique: Rubrique, contenu: str, *, par: Agent, envoi: str = "") -> Rubrique:
    if contenu == rubrique.contenu:
        return rubrique
    premiere_de_la_serie = not _continue_sa_serie(rubrique, par)
    rubrique.contenu, rubrique.version = contenu, rubrique.version + 1
    rubrique.modifiee_par, rubrique.modifiee_le = par, now()
    rubrique.save(update_fields=["contenu", "version", "modifiee_par", "modifiee_le"])
    EcritureDeRubrique.objects.create(
        rubrique=rubrique,
        version=rubrique.version,
        contenu=contenu,
        auteur=par,
        ecrite_le=rubrique.modifiee_le,
        envoi=envoi,
    )
    if premiere_de_la_serie:
        journaliser(rubrique, "ecrire_la_rubrique", f"a écrit « {rubrique} »", par)
    return rubrique


def _continue_sa_serie(rubrique: Rubrique, par: Agent) -> bool:
    """L'enregistrement automatique d'un même auteur ne remplit pas le journal : une ligne par demi-heure."""
    return (
        rubrique.modifiee_par_id == par.pk
        and rubrique.modifiee_le is not None
        and now() - rubrique.modifiee_le < timedelta(minutes=30)
    )


def _mettre_de_cote(rubrique: Rubrique, recu: _Envoi) -> Proposition:
    """Un texte à trancher par auteur et par version lue : qui continue d'écrire ne multiplie pas les choix."""
    proposition, _ = Proposition.objects.update_or_create(
        rubrique=rubrique,
        auteur=recu.par,
        version_lue=recu.version_lue,
        tranchee_le=None,
        defaults={
            "contenu": recu.contenu,
            "base": recu.base,
            "envoi": recu.nom,
            "proposee_le": now(),
        },
    )
    proposition.rubrique = rubrique
    return proposition


def _clore(proposition: Proposition, rubrique: Rubrique) -> Proposition:
    proposition.tranchee_le, proposition.version = now(), rubrique.version
    proposition.save(update_fields=["tranchee_le", "version"])
    return proposition


def passages_a_trancher(proposition: Proposition) -> list[Passage]:
    """Le texte mis de côté face à la rubrique telle qu'elle est maintenant."""
    return fusionner(proposition.base, proposition.contenu, proposition.rubrique.contenu)


@transaction.atomic
def trancher(
    proposition: Proposition, choix: Mapping[int, Choix], *, version_lue: int, par: Agent
) -> Rubrique:
    """Écrit le texte choisi ; lève `Conflit` si la rubrique a encore changé, `ValidationError` s'il manque un choix.

    Les deux textes de départ restent dans les écritures et les textes mis de côté.
    """
    rubrique = _verrouillee(proposition.rubrique)
    proposition.rubrique = rubrique
    if proposition.tranchee_le is not None:
        return rubrique
    if rubrique.version != version_lue:
        raise Conflit(rubrique, proposition)
    try:
        texte = reunir(passages_a_trancher(proposition), choix)
    except ValueError:
        raise ValidationError("Choisissez, pour chaque passage, le texte que la note doit garder.") from None
    _ajouter(rubrique, texte, par=par)
    _clore(proposition, rubrique)
    journaliser(rubrique, "trancher", f"a choisi entre deux textes pour « {rubrique} »", par)
    return rubrique


def journaliser(rubrique: Rubrique, acte: str, phrase: str, par: Agent, **donnees: Any) -> None:
    inscrire(acte, rubrique, par=par, phrase=phrase, donnees={"version": rubrique.version, **donnees})


def se_signaler(rubrique: Rubrique, *, par: Agent) -> list[Agent]:
    """Dit que l'agent a la rubrique ouverte, et rend ceux qui l'ont ouverte aussi.

    Une base occupée ailleurs n'est pas une panne : la présence se redira dans une demi-minute.
    """
    with suppress(OperationalError), transaction.atomic():
        Presence.objects.update_or_create(rubrique=rubrique, agent=par, defaults={"vue_le": now()})
    return [p.agent for p in Presence.objects.recentes().filter(rubrique=rubrique).exclude(agent=par)]


def presences(candidature: Candidature) -> dict[str, list[Agent]]:
    """Qui écrit où en ce moment : clé de la rubrique → agents."""
    par_rubrique: dict[str, list[Agent]] = {}
    for presence in Presence.objects.recentes().filter(rubrique__candidature=candidature):
        par_rubrique.setdefault(presence.rubrique.cle, []).append(presence.agent)
    return par_rubrique


def organisations_des(agents: Iterable[int]) -> dict[int, str]:
    """Où chacun travaille aujourd'hui, en une requête : un nom seul ne dit pas au nom de qui l'on écrit."""
    en_poste = Fonction.objects.en_cours().filter(agent__in=agents).select_related("organisation")
    return {f.agent_id: f.organisation.nom_court for f in en_poste.order_by("-debut_le")}


@transaction.atomic
def confier_la_rubrique(
    rubrique: Rubrique, organisation: Organisation | None, *, par: Agent, avec: Iterable[Organisation] = ()
) -> Rubrique:
    """Réserve l'écriture à une organisation et à celles qui l'aident ; sans organisation, à tous les porteurs."""
    avec = [o for o in avec if organisation is not None and o != organisation]
    rubrique.confiee_a = organisation
    rubrique.save(update_fields=["confiee_a"])
    rubrique.associees.set(avec)
    noms = " et ".join(str(o) for o in [organisation, *avec] if o)
    phrase = f"a confié « {rubrique} » à {noms}" if noms else f"a ouvert « {rubrique} » à tous"
    journaliser(rubrique, "confier_la_rubrique", phrase[:300], par)
    return rubrique
