"""Ouvrir un dossier : le premier geste d'un territoire qui se porte candidat."""

from collections.abc import Iterable

from django.db import transaction

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.actions import creer_un_dossier
from etabli.dossier.models import FormatAtelier, Thematique
from etabli.etape1_candidature.enums import CleRubrique
from etabli.etape1_candidature.models import Candidature, Rubrique, dossiers_proches
from etabli.territoires.models import Perimetre

__all__ = ["dossiers_proches", "ouvrir_un_dossier"]


@transaction.atomic
def ouvrir_un_dossier(
    *,
    titre: str,
    format: FormatAtelier,
    perimetre: Perimetre,
    pilote: Organisation,
    coporteurs: Iterable[Organisation],
    par: Agent,
    copilotes: Iterable[Organisation] = (),
    perimetre_de_reflexion: Perimetre | None = None,
    thematiques: Iterable[Thematique] = (),
    resume: str = "",
    est_fictif: bool = False,
) -> Candidature:
    """Crée le dossier, ses membres, la candidature et ses sept rubriques vides."""
    prises = {pilote.pk}
    copilotes = [o for o in copilotes if o.pk not in prises]
    prises |= {o.pk for o in copilotes}
    dossier = creer_un_dossier(
        titre,
        format=format,
        perimetre=perimetre,
        par=par,
        pilote=pilote,
        copilotes=copilotes,
        coporteurs=[o for o in coporteurs if o.pk not in prises],
        perimetre_de_reflexion=perimetre_de_reflexion,
        thematiques=thematiques,
        resume=resume,
        est_fictif=est_fictif,
    )
    candidature = Candidature.objects.create(dossier=dossier)
    Rubrique.objects.bulk_create(Rubrique(candidature=candidature, cle=cle) for cle in CleRubrique)
    return candidature
