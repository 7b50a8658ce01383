"""Ce qu'une page lit de plusieurs dossiers à la fois, en un nombre constant de requêtes."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet

from etabli.annuaire.models import Agent
from etabli.dossier.actions import USAGE
from etabli.dossier.enums import APPLICATIONS_RESERVEES_AUX_PORTEURS, Etape, Role, Visibilite
from etabli.dossier.models import Dossier
from etabli.dossier.permissions import est_porteur
from etabli.dossier.volets import DateDuDossier, Resume, volets
from etabli.socle import affichage
from etabli.socle.models import Fait, Fichier, VersionDeFichier
from etabli.territoires.models import Commune


def faits_visibles(dossiers: Iterable[Dossier], agent: Agent) -> QuerySet[Fait]:
    """Le journal tel que cet agent peut le lire : l'équipe et les lecteurs n'ont pas celui du choix."""
    tout: list[str] = []
    partage: list[str] = []
    for dossier in dossiers:
        (tout if agent.est_dgaln or est_porteur(agent, dossier) else partage).append(dossier.fil)
    reserve = Q(sujet_type__app_label__in=APPLICATIONS_RESERVEES_AUX_PORTEURS)
    lisible = Q(fil__in=tout) | (Q(fil__in=partage) & ~reserve)
    return Fait.objects.filter(lisible).select_related("par", "sujet_type")


def visibilites_lues(dossier: Dossier, agent: Agent) -> list[str]:
    if est_porteur(agent, dossier):
        return list(Visibilite.values)
    return [Visibilite.DGALN, Visibilite.EQUIPE] if agent.est_dgaln else [Visibilite.EQUIPE]


def fichiers_visibles(dossier: Dossier, agent: Agent) -> QuerySet[Fichier]:
    """Les fichiers déposés sur le dossier lui-même ; ceux des étapes passent par la porte de leur étape."""
    deposes_par_lui = VersionDeFichier.objects.filter(depose_par=agent).values("fichier_id")
    return (
        Fichier.objects.filter(
            sujet_type=ContentType.objects.get_for_model(Dossier), sujet_id=dossier.pk, usage=USAGE
        )
        .filter(Q(visibilite__in=visibilites_lues(dossier, agent)) | Q(pk__in=deposes_par_lui))
        .prefetch_related("versions__depose_par")
    )


def frise(dossier: Dossier, agent: Agent) -> list[affichage.Etape]:
    """Les étapes du programme, avec ce que chacune dit d'elle-même."""
    resumes: dict[Etape, Resume | None] = {
        volet.etape: volet.resumes([dossier], agent).get(dossier.pk) for volet in volets()
    }
    ordre = list(Etape)
    rang = ordre.index(Etape(dossier.etape))
    etapes = []
    for numero, etape in enumerate(ordre):
        resume = resumes.get(etape)
        etat: affichage.EtatDEtape = "faite" if numero < rang else "courante" if numero == rang else "a_venir"
        if resume and resume.niveau == "error":
            etat = "arretee"
        detail = " – ".join(filter(None, (resume.libelle, resume.detail))) if resume else ""
        etapes.append(affichage.Etape(etape.label, etat, resume.url if resume else "", detail))
    return etapes


@dataclass(frozen=True)
class DateDatee:
    """Une date et le dossier dont elle vient."""

    dossier: Dossier
    date: DateDuDossier

    @property
    def finit_le(self) -> datetime.date:
        return self.date.fin_le or self.date.debut_le


def dates_de(
    dossiers: Sequence[Dossier], *, depuis: datetime.date | None = None, avec_annulees: bool = False
) -> list[DateDatee]:
    """Les dates de toutes les étapes, dans l'ordre ; `depuis` laisse de côté ce qui est fini avant.

    Une date annulée ne se montre pas, mais un agenda doit l'apprendre : `avec_annulees`.
    """
    trouvees = [
        DateDatee(dossier, datee)
        for volet in volets()
        for par_dossier in (volet.dates(dossiers),)
        for dossier in dossiers
        for datee in par_dossier.get(dossier.pk, ())
        if avec_annulees or not datee.est_annulee
    ]
    gardees = [d for d in trouvees if depuis is None or d.finit_le >= depuis]
    return sorted(gardees, key=lambda d: (d.date.debut_le, d.date.libelle, d.dossier.pk))


def poser_les_departements(dossiers: Iterable[Dossier]) -> None:
    """Donne à chaque dossier `noms_des_departements`, le plus présent d'abord : une requête pour tous."""
    liste = list(dossiers)
    par_perimetre: dict[int, list[str]] = {}
    presences = (
        Commune.objects.filter(perimetres__in={d.perimetre_id for d in liste})
        .values("perimetres", "departement_id", "departement__nom")
        .annotate(nb=Count("pk"))
        .order_by("-nb", "departement_id")
    )
    for ligne in presences:
        nom = f"{ligne['departement__nom']} ({ligne['departement_id']})"
        par_perimetre.setdefault(ligne["perimetres"], []).append(nom)
    for dossier in liste:
        dossier.noms_des_departements = par_perimetre.get(dossier.perimetre_id, [])  # type: ignore[attr-defined]


CHAMPS_DITS = {"role": "rôle", "titre": "intitulé", "thematiques": "thématiques", "resume": "résumé"}
# Le journal garde les codes ; la page les dit en français.
VALEURS_DITES = {str(c): str(lib) for c, lib in (*Role.choices, *Etape.choices, *Visibilite.choices)}


def changements(fait: Fait) -> list[tuple[str, str, str]]:
    """(ce qui change, avant, après), lus dans les données du fait."""
    donnees: dict[str, Any] = fait.donnees or {}
    lus = [
        (CHAMPS_DITS.get(cle, cle.replace("_", " ")), _dire(valeur[0]), _dire(valeur[1]))
        for cle, valeur in donnees.items()
        if isinstance(valeur, list) and len(valeur) == 2 and not isinstance(valeur[0], dict | list)
    ]
    if isinstance(donnees.get("de"), str) and isinstance(donnees.get("vers"), str):
        lus.append(("état", _dire(donnees["de"]), _dire(donnees["vers"])))
    return lus


def _dire(valeur: Any) -> str:
    return VALEURS_DITES.get(str(valeur), str(valeur).replace("_", " ") if valeur is not None else "")


def motif_du_fait(fait: Fait) -> str:
    motif = (fait.donnees or {}).get("motif", "")
    return motif if isinstance(motif, str) else ""
