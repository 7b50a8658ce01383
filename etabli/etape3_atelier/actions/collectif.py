"""L'équipe, les comités et leurs réunions, les tâches."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent, Organisation
from etabli.etape3_atelier.models import (
    Atelier,
    Comite,
    Decision,
    Equipier,
    Jalon,
    MembreDeComite,
    Reunion,
    Tache,
)
from etabli.socle.francais import pluriel
from etabli.socle.journal import inscrire


@transaction.atomic
def composer_l_equipe(
    atelier: Atelier,
    nom: str,
    organisation: Organisation,
    fonction: str,
    *,
    equipier: Equipier | None = None,
    arrive_le: date | None = None,
    parti_le: date | None = None,
    sessions: Iterable[Jalon] = (),
    par: Agent,
) -> Equipier:
    """Fait entrer une personne dans l'équipe, ou récrit ce que l'on en sait (`equipier`)."""
    if organisation.pk not in {m.organisation_id for m in atelier.equipe.membres.all()}:
        raise ValidationError(
            {
                "organisation": f"{organisation} n'est pas du groupement « {atelier.equipe} », retenu pour l'atelier."
            }
        )
    memes = atelier.equipiers.filter(nom=nom, organisation=organisation)
    if memes.exclude(pk=equipier.pk if equipier else None).exists():
        raise ValidationError({"nom": "Cette personne est déjà dans l'équipe. Modifiez plutôt sa fiche."})
    est_neuf = equipier is None
    equipier = equipier or Equipier(atelier=atelier)
    equipier.nom, equipier.organisation, equipier.fonction = nom, organisation, fonction
    equipier.arrive_le, equipier.parti_le = arrive_le, parti_le
    equipier.save()
    equipier.sessions.set(sessions)
    acte, verbe = (
        ("faire_entrer_un_equipier", "fait entrer") if est_neuf else ("modifier_un_equipier", "modifié")
    )
    phrase = f"a {verbe} {nom} dans l'équipe projet"
    inscrire(acte, atelier, par=par, phrase=phrase[:300], donnees={"equipier": equipier.pk})
    return equipier


@transaction.atomic
def reunir_un_comite(
    atelier: Atelier,
    nature: str,
    nom: str,
    *,
    mission: str = "",
    comite: Comite | None = None,
    par: Agent,
) -> Comite:
    """Crée un comité, ou en récrit l'objet."""
    if atelier.comites.filter(nom=nom).exclude(pk=comite.pk if comite else None).exists():
        raise ValidationError({"nom": "Un comité de l'atelier porte déjà ce nom. Donnez-en un autre."})
    est_neuf = comite is None
    comite = comite or Comite(atelier=atelier)
    comite.nature, comite.nom, comite.mission = nature, nom, mission
    comite.save()
    acte, verbe = ("creer_un_comite", "créé") if est_neuf else ("modifier_un_comite", "modifié")
    inscrire(
        acte, atelier, par=par, phrase=f"a {verbe} le comité « {nom} »"[:300], donnees={"comite": comite.pk}
    )
    return comite


@transaction.atomic
def faire_sieger(
    comite: Comite, nom: str, college: str, *, qualite: str = "", est_president: bool = False, par: Agent
) -> MembreDeComite:
    """Un comité n'a qu'un président : en nommer un remplace l'autre."""
    if est_president:
        comite.membres.update(est_president=False)
    membre = MembreDeComite.objects.create(
        comite=comite, nom=nom, college=college, qualite=qualite, est_president=est_president
    )
    inscrire(
        "faire_sieger",
        comite.atelier,
        par=par,
        phrase=f"a fait entrer un membre au comité « {comite} »"[:300],
    )
    return membre


@transaction.atomic
def faire_quitter(membre: MembreDeComite, *, par: Agent) -> None:
    comite = membre.comite
    membre.delete()
    inscrire(
        "faire_quitter", comite.atelier, par=par, phrase=f"a retiré un membre du comité « {comite} »"[:300]
    )


@transaction.atomic
def convoquer(
    comite: Comite,
    debut: datetime,
    fin: datetime,
    ordre_du_jour: str,
    *,
    lieu: str = "",
    reunion: Reunion | None = None,
    par: Agent,
) -> Reunion:
    """Fixe une réunion, ou la déplace ; son rang croît quand l'heure ou le lieu change, pour les agendas."""
    if fin <= debut:
        raise ValidationError({"fin": "La réunion finirait avant d'avoir commencé. Corrigez l'heure de fin."})
    est_neuve = reunion is None
    reunion = reunion or Reunion(comite=comite)
    if not est_neuve:
        ecrite = Reunion.objects.get(pk=reunion.pk)
        reunion.revision += (ecrite.debut, ecrite.fin, ecrite.lieu) != (debut, fin, lieu)
    reunion.debut, reunion.fin, reunion.lieu, reunion.ordre_du_jour = debut, fin, lieu, ordre_du_jour
    reunion.save()
    acte, verbe = ("convoquer", "fixé") if est_neuve else ("modifier_une_reunion", "modifié")
    phrase = f"a {verbe} la réunion « {reunion} »"
    inscrire(acte, comite.atelier, par=par, phrase=phrase[:300], donnees={"reunion": reunion.pk})
    return reunion


@transaction.atomic
def annuler_la_reunion(reunion: Reunion, *, par: Agent) -> Reunion:
    """Elle reste écrite, barrée ; les agendas abonnés l'effacent."""
    if reunion.annulee_le is None:
        reunion.annulee_le, reunion.revision = now(), reunion.revision + 1
        reunion.save(update_fields=["annulee_le", "revision", "modifie_le"])
        inscrire(
            "annuler_la_reunion",
            reunion.comite.atelier,
            par=par,
            phrase=f"a annulé la réunion « {reunion} »"[:300],
        )
    return reunion


@transaction.atomic
def relever_les_decisions(
    reunion: Reunion, presents: Iterable[MembreDeComite], decisions: Collection[str], *, par: Agent
) -> Reunion:
    """Qui était là, et ce qui a été décidé ; une décision inchangée garde ses tâches."""
    if reunion.annulee_le:
        raise ValidationError("Cette réunion est annulée : elle n'a rien décidé.")
    reunion.presents.set(presents)
    ecrites = {decision.texte: decision for decision in reunion.decisions.all()}
    for texte, decision in ecrites.items():
        if texte not in decisions:
            decision.delete()
    Decision.objects.bulk_create(
        Decision(reunion=reunion, texte=texte) for texte in dict.fromkeys(decisions) if texte not in ecrites
    )
    phrase = f"a relevé {pluriel(len(decisions), 'décision')} de la réunion « {reunion} »"
    inscrire("relever_les_decisions", reunion.comite.atelier, par=par, phrase=phrase[:300])
    return reunion


@transaction.atomic
def confier(
    atelier: Atelier,
    libelle: str,
    *,
    confiee_a: Agent | None = None,
    pour_le: date | None = None,
    decision: Decision | None = None,
    tache: Tache | None = None,
    par: Agent,
) -> Tache:
    """Écrit une tâche, ou la récrit (`tache`)."""
    if decision is not None and decision.reunion.comite.atelier_id != atelier.pk:
        raise ValidationError("Cette décision vient d'un autre atelier.")
    est_neuve = tache is None
    tache = tache or Tache(atelier=atelier)
    tache.libelle, tache.confiee_a, tache.pour_le, tache.decision = libelle, confiee_a, pour_le, decision
    tache.save()
    donnees: dict[str, Any] = {"tache": tache.pk, "pour_le": pour_le, "confiee_a": str(confiee_a or "")}
    acte, verbe = ("confier_une_tache", "confié") if est_neuve else ("modifier_une_tache", "modifié")
    inscrire(acte, atelier, par=par, phrase=f"a {verbe} la tâche « {libelle} »"[:300], donnees=donnees)
    return tache


@transaction.atomic
def faire(tache: Tache, *, est_faite: bool = True, par: Agent) -> Tache:
    """La dit faite aujourd'hui, ou la rouvre."""
    tache.faite_le = localdate() if est_faite else None
    tache.save(update_fields=["faite_le", "modifie_le"])
    acte, verbe = ("faire_une_tache", "fait") if est_faite else ("rouvrir_une_tache", "rouvert")
    inscrire(acte, tache.atelier, par=par, phrase=f"a {verbe} « {tache.libelle} »"[:300])
    return tache
