"""Tous les ateliers que le public peut lire : les réels recensés et les dossiers publiés, en peu de requêtes."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from etabli.annuaire.models import MembreDeGroupement
from etabli.dossier.enums import Role
from etabli.dossier.models import Membre
from etabli.etape3_atelier.models import Atelier
from etabli.etape6_restitution.models import FichePublique
from etabli.territoires.models import Departement
from etabli.vitrine.calcul.catalogue import RECENSE, Fiche, Lieu, classer
from etabli.vitrine.calcul.recensement import lire_les_annees
from etabli.vitrine.enums import Position
from etabli.vitrine.models import Realisation


def toutes_les_fiches() -> list[Fiche]:
    return classer([*fiches_recensees(Realisation.objects.all()), *fiches_publiees()])


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
