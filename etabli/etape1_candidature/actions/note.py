"""Les champs structurés de la note, et ce que l'on en fige."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS, College
from etabli.etape1_candidature import calcul
from etabli.etape1_candidature.enums import CleRubrique, Echelle, NatureDeDocument, TypeObjet
from etabli.etape1_candidature.models import (
    Acteur,
    Candidature,
    DocumentARemettre,
    VersionDeNote,
)
from etabli.socle.journal import inscrire
from etabli.socle.models import Fait
from etabli.territoires.documents import figer_le_portrait
from etabli.territoires.models import Perimetre


@transaction.atomic
def qualifier(
    candidature: Candidature,
    *,
    type_d_objet: str,
    echelle: str,
    par: Agent,
    lus: Mapping[str, object] | None = None,
) -> Candidature:
    """Le type d'objet et l'échelle, choisis dans les listes du programme.

    `lus` : les valeurs que l'agent avait sous les yeux ; un champ changé par lui et par un autre lui revient.
    """
    actuelle = Candidature.objects.select_for_update(of=("self",)).get(pk=candidature.pk)
    leurs = {"type_d_objet": actuelle.type_d_objet, "echelle": actuelle.echelle}
    miens = {"type_d_objet": type_d_objet, "echelle": echelle}
    reunis, conflits = calcul.fusionner_les_champs(leurs if lus is None else lus, miens, leurs)
    if conflits:
        raise ValidationError({champ: _choisi_par_un_autre(actuelle, champ) for champ in conflits})
    candidature.type_d_objet, candidature.echelle = str(reunis["type_d_objet"]), str(reunis["echelle"])
    candidature.save(update_fields=["type_d_objet", "echelle", "modifie_le"])
    if reunis != leurs:
        phrase = "a précisé le type d'objet et l'échelle"
        inscrire("qualifier", candidature, par=par, phrase=phrase, donnees=reunis)
    return candidature


def _choisi_par_un_autre(candidature: Candidature, champ: str) -> str:
    choisie, auteur = getattr(candidature, champ), None
    # L'auteur de ce choix-ci, pas du dernier acte : un autre a pu choisir l'autre champ depuis.
    for fait in Fait.objects.sur(candidature).filter(acte="qualifier").select_related("par"):
        if fait.donnees.get(champ) != choisie:
            break
        auteur = fait.par
    qui = str(auteur) if auteur else "Quelqu'un"
    libelles = dict({"type_d_objet": TypeObjet, "echelle": Echelle}[champ].choices)
    choisi = libelles.get(choisie, "aucun")
    return f"{qui} a choisi « {choisi} » pendant que vous remplissiez : choisissez de nouveau."


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


def figer_a_l_avancement(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    """L'effet des transitions qui scellent la note."""
    figer_la_note(candidature, par=par)


def figer_la_note(candidature: Candidature, *, par: Agent) -> VersionDeNote:
    """Ajoute une version figée ; si rien n'a changé depuis la dernière, c'est elle que l'on rend."""
    contenu = contenu_de_la_note(candidature)
    derniere = candidature.versions.first()
    if derniere is not None and _disent_la_meme_chose(derniere.contenu, contenu):
        return derniere
    empreinte = calcul.empreinte(contenu)
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


def _disent_la_meme_chose(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> bool:
    """Des mesures importées entre-temps ne font pas signer de nouveau ce que les porteurs n'ont pas changé."""
    return {**avant, "portrait": None} == {**apres, "portrait": None}


def version_deposee(candidature: Candidature) -> VersionDeNote | None:
    """La version figée quand la candidature a été déposée pour la dernière fois ; le journal sait quand."""
    depot = Fait.objects.sur(candidature).filter(acte="deposer").first()
    if depot is None:
        return None
    return candidature.versions.filter(figee_le__lte=depot.quand).select_related("figee_par").first()


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
        "portrait": figer_le_portrait(dossier.perimetre),
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
