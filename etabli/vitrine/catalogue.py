"""Tous les ateliers que le public peut lire : les réels recensés et les dossiers publiés, en peu de requêtes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Prefetch
from django.utils.timezone import localdate

from etabli.annuaire.models import MembreDeGroupement
from etabli.dossier.enums import Role
from etabli.dossier.models import Membre
from etabli.etape3_atelier.models import Atelier
from etabli.etape6_restitution.models import FichePublique
from etabli.socle.models import Fait
from etabli.territoires.models import Departement
from etabli.vitrine.calcul.catalogue import RECENSE, Fiche, Lieu, classer
from etabli.vitrine.calcul.recensement import lire_les_annees
from etabli.vitrine.enums import Position
from etabli.vitrine.models import Realisation


@dataclass(frozen=True)
class Catalogue:
    """Toutes les fiches, les plus récentes d'abord, et les mots qu'elles disent."""

    fiches: tuple[Fiche, ...]

    @cached_property
    def mots(self) -> frozenset[str]:
        return frozenset(mot for fiche in self.fiches for mot in fiche.mots.split())

    @cached_property
    def par_cle(self) -> dict[str, Fiche]:
        return {fiche.cle: fiche for fiche in self.fiches}


class Memoire:
    """Les fiches déjà lues, tant que rien ne s'est écrit qui les change : trois requêtes le disent.

    Le recensement et les dossiers publiés se relisent à part : ce que les agents écrivent chaque minute ne fait
    pas relire dix mille réalisations.
    """

    def __init__(self) -> None:
        self._recensees: tuple[Any, list[Fiche]] = (None, [])
        self._publiees: tuple[Any, list[Fiche]] = (None, [])
        self._catalogue = Catalogue(())

    def lire(self) -> Catalogue:
        recensees = self._recensees
        if (etat := etat_du_recensement()) != recensees[0]:
            recensees = etat, fiches_recensees(Realisation.objects.all())
        publiees = self._publiees
        if (etat := etat_des_publiees()) != publiees[0]:
            publiees = etat, fiches_publiees()
        if recensees is not self._recensees or publiees is not self._publiees:
            self._catalogue = Catalogue(tuple(classer([*recensees[1], *publiees[1]])))
            self._recensees, self._publiees = recensees, publiees
        return self._catalogue


def etat_du_recensement() -> tuple[Any, ...]:
    return tuple(Realisation.objects.aggregate(Count("pk"), Max("pk"), Max("modifie_le")).values())


def etat_des_publiees() -> tuple[Any, ...]:
    """Une fiche change quand on l'écrit, ou quand un acte touche son dossier : tout acte laisse un fait."""
    etat = FichePublique.objects.publiees().aggregate(Count("pk"), Max("pk"), Max("modifie_le"))
    return (*etat.values(), *Fait.objects.aggregate(Max("pk")).values())


_memoire = Memoire()


def catalogue() -> Catalogue:
    return _memoire.lire()


def toutes_les_fiches() -> list[Fiche]:
    return list(catalogue().fiches)


def fiches_recensees(realisations: Any) -> list[Fiche]:
    return [_fiche_recensee(r) for r in realisations.for_list()]


def _fiche_recensee(r: Realisation) -> Fiche:
    departements = [Lieu(d.code, d.nom) for d in r.departements.all()]
    regions = {d.region.code: Lieu(d.region.code, d.region.nom) for d in r.departements.all()}
    return Fiche(
        cle=f"realisation-{r.slug}",
        titre=r.nom,
        url=r.get_absolute_url(),
        format=r.format_id or "",
        nom_du_format=r.format.nom if r.format else "",
        reserve=r.precision_du_format,
        annee_debut=r.annee_debut,
        annee_fin=r.annee_fin,
        annee=r.annee_texte,
        departements=tuple(departements),
        regions=tuple(regions.values()),
        territoire=r.territoire,
        themes=(theme_court(r.theme),) if r.theme else (),
        equipe=r.equipe,
        pilote=r.pilote,
        etape=RECENSE,
        nom_de_l_etape="Réalisation recensée",
        lon=r.lon,
        lat=r.lat,
        position=r.position,
        sources=tuple(r.sources),
        parue_le=localdate(r.cree_le),
    )


def theme_court(theme: str) -> str:
    """Le thème sans sa parenthèse : les ateliers d'une même session se retrouvent par lui."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", theme)


def publiees() -> Any:
    """Les fiches que la DGALN ou le pilote ont publiées, avec ce que la liste en montre."""
    return (
        FichePublique.objects.filter(publiee_le__isnull=False)
        .select_related("dossier__format", "dossier__perimetre")
        .prefetch_related(
            "dossier__thematiques",
            Prefetch("dossier__membres", Membre.objects.en_cours().select_related("organisation")),
        )
    )


def fiches_publiees() -> list[Fiche]:
    fiches = list(publiees())
    lieux = _departements_des([f.dossier.perimetre_id for f in fiches])
    equipes = _mandataires([f.dossier_id for f in fiches])
    return [_fiche_publiee(f, lieux.get(f.dossier.perimetre_id, []), equipes) for f in fiches]


def _fiche_publiee(f: FichePublique, departements: list[Departement], equipes: dict[int, str]) -> Fiche:
    dossier, annees = f.dossier, lire_les_annees(f.annee)
    regions = {d.region.code: Lieu(d.region.code, d.region.nom) for d in departements}
    centre = dossier.perimetre.centre
    return Fiche(
        cle=f"atelier-{dossier.pk}",
        titre=f.titre,
        url=f.get_absolute_url(),
        format=dossier.format_id,
        nom_du_format=dossier.format.nom,
        annee_debut=annees.debut,
        annee_fin=annees.fin,
        annee=annees.texte,
        departements=tuple(Lieu(d.code, d.nom) for d in departements),
        regions=tuple(regions.values()),
        territoire=dossier.perimetre.nom,
        themes=tuple(t.nom for t in dossier.thematiques.all()),
        equipe=equipes.get(dossier.pk, ""),
        pilote=", ".join(o.nom for o in dossier.organisations(Role.PILOTE)),
        etape=dossier.etape,
        nom_de_l_etape=dossier.get_etape_display(),
        lon=centre[0] if centre else None,
        lat=centre[1] if centre else None,
        position=Position.RECONNUE if centre else Position.INCONNUE,
        nb_habitants=dossier.perimetre.population,
        nb_communes=dossier.perimetre.nb_communes,
        est_fictif=dossier.est_fictif,
        parue_le=f.publiee_le,
    )


def _departements_des(perimetres: Iterable[int]) -> dict[int, list[Departement]]:
    """Les départements de tous ces périmètres, en deux requêtes."""
    ids = set(perimetres)
    couples = Departement.objects.filter(communes__perimetres__in=ids).values_list(
        "pk", "communes__perimetres"
    )
    par_perimetre: dict[int, set[str]] = {}
    for code, perimetre in couples.distinct():
        if perimetre in ids:
            par_perimetre.setdefault(perimetre, set()).add(code)
    tous = Departement.objects.select_related("region").in_bulk(
        {c for s in par_perimetre.values() for c in s}
    )
    return {p: [tous[c] for c in sorted(codes)] for p, codes in par_perimetre.items()}


def _mandataires(dossiers: Iterable[int]) -> dict[int, str]:
    membres = MembreDeGroupement.objects.select_related("organisation")
    ateliers = Atelier.objects.filter(dossier_id__in=list(dossiers)).prefetch_related(
        Prefetch("equipe__membres", membres)
    )
    return {
        a.dossier_id: f"{a.equipe.mandataire} (mandataire)" if a.equipe.mandataire else str(a.equipe)
        for a in ateliers.select_related("equipe")
    }
