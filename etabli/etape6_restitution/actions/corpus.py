"""Le corpus de contributions : le proposer, décider phrase par phrase, taire les trop petits groupes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape4_seance.models import Contribution
from etabli.etape4_seance.suites import suites
from etabli.etape6_restitution.enums import DecisionDeCorpus, EtatDeCorpus
from etabli.etape6_restitution.models import Corpus, PhraseDuCorpus
from etabli.etape6_restitution.reidentification import (
    SEUIL_PROPOSE,
    Nature,
    Soupcon,
    groupes_a_nommer,
    masquer,
    mentions_des_lieux,
    soupcons,
)
from etabli.socle.journal import inscrire
from etabli.territoires.models import Commune


@transaction.atomic
def proposer_le_corpus(dossier: Dossier, *, seuil: int = SEUIL_PROPOSE, par: Agent) -> Corpus:
    """Reprend ce que la salle voit. Relancé, il ajoute ce qui manque et retire ce qui a été masqué depuis."""
    corpus, est_neuf = Corpus.objects.select_for_update().get_or_create(
        dossier=dossier, defaults={"seuil": seuil}
    )
    if corpus.etat != EtatDeCorpus.PROPOSE:
        raise ValidationError("Ce corpus est déjà vérifié : reprenez d'abord sa vérification.")
    corpus.seuil = seuil
    corpus.full_clean(exclude=["dossier"])
    corpus.save()
    dites = list(_dites(dossier))
    corpus.phrases.exclude(contribution__in=[c.pk for c in dites]).delete()
    deja = set(corpus.phrases.values_list("contribution", flat=True))
    PhraseDuCorpus.objects.bulk_create(_phrases(corpus, dites, deja))
    taire_les_petits_groupes(corpus)
    geste = "a proposé" if est_neuf else "a repris"
    phrase = f"{geste} le corpus de contributions à publier, {corpus.phrases.count()} phrases"
    inscrire("proposer_le_corpus", corpus, par=par, phrase=phrase, donnees={"seuil": seuil})
    return corpus


def _dites(dossier: Dossier) -> Any:
    montrables = Contribution.objects.montrables().filter(activite__seance__atelier__dossier=dossier)
    return montrables.select_related("activite__seance", "famille").order_by("pk")


def _phrases(corpus: Corpus, dites: list[Contribution], deja: set[Any]) -> Iterable[PhraseDuCorpus]:
    lieux = noms_de_lieux(corpus.dossier)
    mentions = mentions_des_lieux((c.texte for c in dites), lieux)
    devenues = suites(dites)
    for contribution in dites:
        if contribution.pk in deja:
            continue
        trouves = soupcons(contribution.texte, lieux=lieux, mentions=mentions, seuil=corpus.seuil)
        decision = DecisionDeCorpus.A_DECIDER if trouves else DecisionDeCorpus.SANS_SOUPCON
        yield PhraseDuCorpus(
            corpus=corpus,
            contribution=contribution,
            session=contribution.activite.seance.numero,
            activite=contribution.activite.get_type_display(),
            famille=contribution.famille.nom if contribution.famille else "",
            suite=" ; ".join(devenues[contribution.pk]),
            texte=masquer(contribution.texte, trouves),
            soupcons=[_en_donnees(s) for s in trouves],
            decision=decision,
        )


def noms_de_lieux(dossier: Dossier) -> list[str]:
    """Les communes du périmètre et celles de leurs intercommunalités : les lieux que l'on sait reconnaître."""
    ici = Commune.objects.filter(perimetres=dossier.perimetre_id)
    autour = Commune.objects.filter(epci__in=ici.exclude(epci=None).values("epci"))
    return sorted({*ici.values_list("nom", flat=True), *autour.values_list("nom", flat=True)})


def _en_donnees(soupcon: Soupcon) -> list[Any]:
    """Où, et de quelle nature ; pas le passage : effacée, la contribution ne doit survivre nulle part."""
    return [soupcon.nature.name, soupcon.debut, soupcon.fin]


def lire_les_soupcons(phrase: PhraseDuCorpus) -> list[Soupcon]:
    dit = phrase.origine
    return [
        Soupcon(Nature[nature], debut, fin, dit[debut:fin])
        for nature, debut, fin in phrase.soupcons
        if fin <= len(dit)
    ]


def taire_les_petits_groupes(corpus: Corpus) -> None:
    """Par session, un collège ne se nomme que s'il réunit assez de personnes, et qu'aucun autre ne s'en déduit."""
    auteurs: dict[int, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    phrases = list(corpus.phrases.exclude(decision=DecisionDeCorpus.ECARTER).select_related("contribution"))
    for phrase in phrases:
        if phrase.contribution:
            dite = phrase.contribution
            qui = dite.participant_id or (dite.table_id and f"table-{dite.table_id}") or dite.pk
            auteurs[phrase.session][dite.get_college_display()].add(qui)
    nommes = {
        session: groupes_a_nommer({c: len(qui) for c, qui in groupes.items() if c}, corpus.seuil)
        for session, groupes in auteurs.items()
    }
    for phrase in phrases:
        college = phrase.contribution.get_college_display() if phrase.contribution else ""
        phrase.college = college if college in nommes.get(phrase.session, ()) else ""
    PhraseDuCorpus.objects.bulk_update(phrases, ["college"])


@transaction.atomic
def decider_d_une_phrase(
    phrase: PhraseDuCorpus, decision: str, motif: str, *, texte: str = "", par: Agent
) -> PhraseDuCorpus:
    """Garder, masquer, réécrire ou écarter, avec une raison ; le texte publié est celui que l'on a décidé."""
    if phrase.corpus.etat != EtatDeCorpus.PROPOSE:
        raise ValidationError("Ce corpus est vérifié : reprenez d'abord sa vérification.")
    if not motif.strip():
        raise ValidationError(
            {"motif": "Dites en une phrase pourquoi : une autre personne doit pouvoir relire."}
        )
    textes = {
        DecisionDeCorpus.GARDER: phrase.origine,
        DecisionDeCorpus.MASQUER: masquer(phrase.origine, lire_les_soupcons(phrase)),
        DecisionDeCorpus.REECRIRE: texte.strip(),
        DecisionDeCorpus.ECARTER: "",
    }
    choisie = DecisionDeCorpus(decision)
    if choisie not in textes:
        raise ValidationError(
            {"decision": "Choisissez de garder, masquer, réécrire ou écarter cette phrase."}
        )
    if choisie in (DecisionDeCorpus.GARDER, DecisionDeCorpus.MASQUER) and not phrase.origine:
        raise ValidationError(
            {"decision": "La contribution a été effacée : réécrivez cette phrase, ou écartez-la."}
        )
    if choisie == DecisionDeCorpus.REECRIRE:
        _verifier_la_reecriture(textes[choisie])
    avant = phrase.decision
    phrase.decision, phrase.texte, phrase.motif = choisie, textes[choisie][:600], motif.strip()
    phrase.decidee_par, phrase.decidee_le = par, now()
    phrase.full_clean(exclude=["corpus", "contribution", "decidee_par"])
    phrase.save()
    # Le journal ne garde ni la phrase ni ce qu'on y a caché : il ferait reconnaître qui l'on protège.
    inscrire(
        "decider_d_une_phrase",
        phrase.corpus,
        par=par,
        phrase=f"a décidé d'une phrase du corpus : {phrase.get_decision_display().lower()}"[:300],
        donnees={"phrase": str(phrase.cle), "avant": avant, "apres": phrase.decision, "motif": phrase.motif},
    )
    return phrase


def _verifier_la_reecriture(texte: str) -> None:
    if not texte:
        raise ValidationError({"texte": "Écrivez la phrase à publier, ou choisissez de l'écarter."})
    for soupcon in soupcons(texte):
        if soupcon.nature.est_certaine:
            reste = f"{soupcon.nature.dit} («\u00a0{soupcon.extrait}\u00a0»)"
            raise ValidationError({"texte": f"La phrase contient encore {reste} : retirez-la."})


def noter_la_verification(corpus: Corpus, *, par: Agent, **_: Any) -> None:
    taire_les_petits_groupes(corpus)
    corpus.verifie_le = localdate()
    corpus.save(update_fields=["verifie_le"])


def noter_la_publication_du_corpus(corpus: Corpus, *, par: Agent, **_: Any) -> None:
    corpus.publie_le = localdate()
    corpus.save(update_fields=["publie_le"])


def reprendre_le_corpus(corpus: Corpus, *, par: Agent, motif: str = "", **_: Any) -> None:
    """Publié, il est retiré : ce que d'autres en ont copié, personne ne le rappelle."""
    corpus.motif, corpus.verifie_le, corpus.publie_le = motif.strip(), None, None
    corpus.save(update_fields=["motif", "verifie_le", "publie_le"])
