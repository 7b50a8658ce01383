"""Écrire la note à plusieurs sans rien perdre, la relire, la figer."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import PORTEURS, College
from etabli.etape1_candidature.enums import CleRubrique, NatureDeDocument
from etabli.etape1_candidature.models import (
    Acteur,
    Candidature,
    DocumentARemettre,
    EcritureDeRubrique,
    Presence,
    Remarque,
    Rubrique,
    VersionDeNote,
)
from etabli.socle.journal import inscrire
from etabli.socle.texte_riche import assainir
from etabli.territoires.models import Perimetre

DUREE_D_UN_ENVOI = timedelta(seconds=10)
DUREE_D_UNE_PRESENCE = timedelta(minutes=2)


class Conflit(Exception):  # noqa: N818 -- le mot de la procédure
    """Quelqu'un a écrit la rubrique entre-temps : les deux textes, et c'est à l'agent de choisir."""

    def __init__(self, actuelle: Rubrique, propose: str) -> None:
        super().__init__(f"« {actuelle} » a changé depuis que vous l'avez ouverte.")
        self.actuelle = actuelle
        self.propose = propose


@transaction.atomic
def ecrire_la_rubrique(rubrique: Rubrique, contenu_html: str, *, version_lue: int, par: Agent) -> Rubrique:
    """Ajoute une écriture. Lève `Conflit` si la rubrique n'est plus à la version que l'agent a lue.

    Le même texte que l'actuel ne fait pas de version : l'enregistrement automatique peut se répéter.
    """
    actuelle: Rubrique = (
        Rubrique.objects.select_for_update(of=("self",))
        .select_related("candidature__dossier", "modifiee_par")
        .get(pk=rubrique.pk)
    )
    propose = assainir(contenu_html)
    if propose == actuelle.contenu:
        return actuelle
    if actuelle.version != version_lue and not _suit_son_propre_envoi(actuelle, version_lue, par):
        raise Conflit(actuelle, propose)
    premiere_de_la_serie = not _continue_sa_serie(actuelle, par)
    actuelle.contenu, actuelle.version = propose, actuelle.version + 1
    actuelle.modifiee_par, actuelle.modifiee_le = par, now()
    actuelle.save(update_fields=["contenu", "version", "modifiee_par", "modifiee_le"])
    EcritureDeRubrique.objects.create(
        rubrique=actuelle,
        version=actuelle.version,
        contenu=propose,
        auteur=par,
        ecrite_le=actuelle.modifiee_le,
    )
    if premiere_de_la_serie:
        _journaliser(actuelle, "ecrire_la_rubrique", f"a écrit « {actuelle} »", par)
    return actuelle


def _suit_son_propre_envoi(rubrique: Rubrique, version_lue: int, par: Agent) -> bool:
    """Le bouton pressé pendant un enregistrement automatique : le même auteur ne se contredit pas lui-même."""
    return (
        rubrique.version == version_lue + 1
        and rubrique.modifiee_par_id == par.pk
        and rubrique.modifiee_le is not None
        and now() - rubrique.modifiee_le < DUREE_D_UN_ENVOI
    )


def _continue_sa_serie(rubrique: Rubrique, par: Agent) -> bool:
    """L'enregistrement automatique d'un même auteur ne remplit pas le journal : une ligne par demi-heure."""
    return (
        rubrique.modifiee_par_id == par.pk
        and rubrique.modifiee_le is not None
        and now() - rubrique.modifiee_le < timedelta(minutes=30)
    )


def _journaliser(rubrique: Rubrique, acte: str, phrase: str, par: Agent, **donnees: Any) -> None:
    inscrire(acte, rubrique, par=par, phrase=phrase, donnees={"version": rubrique.version, **donnees})


def se_signaler(rubrique: Rubrique, *, par: Agent) -> list[Agent]:
    """Dit que l'agent a la rubrique ouverte, et rend ceux qui l'ont ouverte aussi."""
    Presence.objects.update_or_create(rubrique=rubrique, agent=par, defaults={"vue_le": now()})
    recentes = Presence.objects.filter(rubrique=rubrique, vue_le__gte=now() - DUREE_D_UNE_PRESENCE)
    return [p.agent for p in recentes.exclude(agent=par).select_related("agent")]


@transaction.atomic
def confier_la_rubrique(rubrique: Rubrique, organisation: Organisation | None, *, par: Agent) -> Rubrique:
    rubrique.confiee_a = organisation
    rubrique.save(update_fields=["confiee_a"])
    phrase = (
        f"a confié « {rubrique} » à {organisation}" if organisation else f"a ouvert « {rubrique} » à tous"
    )
    _journaliser(rubrique, "confier_la_rubrique", phrase[:300], par)
    return rubrique


@transaction.atomic
def qualifier(candidature: Candidature, *, type_d_objet: str, echelle: str, par: Agent) -> Candidature:
    """Le type d'objet et l'échelle, choisis dans les listes du programme."""
    candidature.type_d_objet, candidature.echelle = type_d_objet, echelle
    candidature.save(update_fields=["type_d_objet", "echelle", "modifie_le"])
    inscrire(
        "qualifier",
        candidature,
        par=par,
        phrase="a précisé le type d'objet et l'échelle",
        donnees={"type_d_objet": type_d_objet, "echelle": echelle},
    )
    return candidature


@transaction.atomic
def citer_un_acteur(
    candidature: Candidature, nom: str, college: College | str, attente: str = "", *, par: Agent
) -> Acteur:
    acteur = Acteur.objects.create(candidature=candidature, nom=nom, college=college, attente=attente)
    inscrire("citer_un_acteur", candidature, par=par, phrase=f"a cité l'acteur « {nom} »"[:300])
    return acteur


@transaction.atomic
def retirer_un_acteur(acteur: Acteur, *, par: Agent) -> None:
    inscrire(
        "retirer_un_acteur", acteur.candidature, par=par, phrase=f"a retiré l'acteur « {acteur.nom} »"[:300]
    )
    acteur.delete()


@transaction.atomic
def citer_un_document(
    candidature: Candidature,
    titre: str,
    nature: NatureDeDocument | str,
    detenteur: str = "",
    *,
    par: Agent,
    est_disponible: bool = True,
) -> DocumentARemettre:
    document = DocumentARemettre.objects.create(
        candidature=candidature,
        titre=titre,
        nature=nature,
        detenteur=detenteur,
        est_disponible=est_disponible,
    )
    inscrire("citer_un_document", candidature, par=par, phrase=f"a cité le document « {titre} »"[:300])
    return document


@transaction.atomic
def retirer_un_document(document: DocumentARemettre, *, par: Agent) -> None:
    phrase = f"a retiré le document « {document.titre} »"[:300]
    inscrire("retirer_un_document", document.candidature, par=par, phrase=phrase)
    document.delete()


@transaction.atomic
def remarquer(rubrique: Rubrique, texte: str, *, par: Agent) -> Remarque:
    remarque = Remarque.objects.create(rubrique=rubrique, auteur=par, texte=texte.strip())
    _journaliser(rubrique, "remarquer", f"a fait une remarque sur « {rubrique} »", par, remarque=remarque.pk)
    return remarque


@transaction.atomic
def lever_une_remarque(remarque: Remarque, *, par: Agent, reponse: str = "") -> Remarque:
    """Lève la remarque et garde ce qui en a été fait ; la lever deux fois ne change rien."""
    remarque = Remarque.objects.select_for_update(of=("self",)).get(pk=remarque.pk)
    if remarque.levee_le is None:
        remarque.levee_le, remarque.levee_par, remarque.reponse = now(), par, reponse.strip()
        remarque.save(update_fields=["levee_le", "levee_par", "reponse"])
        rubrique = remarque.rubrique
        phrase = f"a levé une remarque sur « {rubrique} »"
        _journaliser(rubrique, "lever_une_remarque", phrase, par, remarque=remarque.pk)
    return remarque


def figer_a_l_avancement(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    """L'effet des transitions qui scellent la note."""
    figer_la_note(candidature, par=par)


def figer_la_note(candidature: Candidature, *, par: Agent) -> VersionDeNote:
    """Ajoute une version figée ; si rien n'a changé depuis la dernière, c'est elle que l'on rend."""
    contenu = contenu_de_la_note(candidature)
    empreinte = empreinte_du_contenu(contenu)
    derniere = candidature.versions.first()
    if derniere is not None and derniere.empreinte == empreinte:
        return derniere
    numero = (candidature.versions.aggregate(n=Max("numero"))["n"] or 0) + 1
    version = VersionDeNote.objects.create(
        candidature=candidature,
        numero=numero,
        contenu=contenu,
        empreinte=empreinte,
        figee_par=par,
        figee_le=now(),
    )
    inscrire(
        "figer_la_note",
        version,
        par=par,
        phrase=f"a figé la version {numero} de la note",
        donnees={"numero": numero, "empreinte": empreinte},
    )
    return version


def empreinte_du_contenu(contenu: dict[str, Any]) -> str:
    """SHA-256 du contenu écrit d'une seule façon : le même contenu a toujours la même empreinte."""
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


def contenu_de_la_note(candidature: Candidature) -> dict[str, Any]:
    """Tout ce que dit la note à cet instant, en valeurs simples : ce qui se fige, s'imprime et se compare."""
    dossier = candidature.dossier
    membres = [m for role in PORTEURS for m in dossier.membres_en_cours() if m.role == role]
    textes = {r.cle: r.contenu for r in candidature.rubriques.all()}
    reflexion = dossier.perimetre_de_reflexion
    return {
        "titre": dossier.titre,
        "format": dossier.format.nom,
        "resume": dossier.resume,
        "est_fictif": dossier.est_fictif,
        "type_d_objet": candidature.get_type_d_objet_display() if candidature.type_d_objet else "",
        "echelle": candidature.get_echelle_display() if candidature.echelle else "",
        "thematiques": sorted(str(t) for t in dossier.thematiques.all()),
        "porteurs": [{"organisation": str(m.organisation), "role": m.get_role_display()} for m in membres],
        "perimetre": _contenu_du_perimetre(dossier.perimetre),
        "perimetre_de_reflexion": _contenu_du_perimetre(reflexion) if reflexion else None,
        "rubriques": [
            {"cle": cle.value, "titre": cle.label, "contenu": textes.get(cle.value, "")}
            for cle in CleRubrique
        ],
        "acteurs": [
            {"nom": a.nom, "college": a.get_college_display(), "attente": a.attente}
            for a in candidature.acteurs.all()
        ],
        "documents": [
            {
                "titre": d.titre,
                "nature": d.get_nature_display(),
                "detenteur": d.detenteur,
                "est_disponible": d.est_disponible,
            }
            for d in candidature.documents.all()
        ],
    }


def _contenu_du_perimetre(perimetre: Perimetre) -> dict[str, Any]:
    communes = perimetre.communes.select_related("departement", "epci").order_by("code")
    return {
        "pk": perimetre.pk,
        "nom": perimetre.nom,
        "millesime": perimetre.millesime,
        "population": perimetre.population,
        "communes": [
            {
                "code": c.code,
                "nom": c.nom,
                "departement": c.departement.nom,
                "epci": c.epci.nom if c.epci else "",
                "population": c.population,
            }
            for c in communes
        ],
    }
