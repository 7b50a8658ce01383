"""Reprendre dans la feuille une fiche-action écrite en séance : ses champs, son lieu, et la trace."""

from django.core.exceptions import ValidationError
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape4_seance.calcul.geometrie import positions_de
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.actions.action import ajouter_une_action
from etabli.etape5_feuille_de_route.actions.chaine import de_ce_dossier
from etabli.etape5_feuille_de_route.calcul.reprise import depuis_la_fiche, le_meme_nom
from etabli.etape5_feuille_de_route.models import Action, Axe, FeuilleDeRoute
from etabli.etape5_feuille_de_route.porteurs import porteurs_possibles
from etabli.socle.journal import inscrire


@transaction.atomic
def reprendre_une_fiche(feuille: FeuilleDeRoute, fiche: Contribution, axe: Axe, *, par: Agent) -> Action:
    """Une action par fiche : la reprendre une seconde fois se refuse, l'action existe déjà."""
    de_ce_dossier(feuille, [fiche])
    deja = fiche.actions.filter(feuille=feuille).first()
    if deja:
        raise ValidationError(f"Cette fiche est déjà reprise : c'est l'action {deja.numero}.")
    lue = depuis_la_fiche(fiche.texte.strip(), fiche.fiche)
    porteurs = list(porteurs_possibles(feuille).distinct().values_list("pk", "nom"))
    lon, lat = positions_de(fiche.geometrie)[0] if fiche.geometrie else (None, None)
    action = ajouter_une_action(
        feuille,
        axe,
        lue.titre,
        description=lue.description,
        partenaires=lue.partenaires,
        prochain_pas=lue.prochain_pas,
        maitrise_d_ouvrage_id=le_meme_nom(fiche.fiche.get("porteur", ""), porteurs),
        lon=lon,
        lat=lat,
        contributions=[fiche],
        communes=[fiche.commune] if fiche.commune else [],
        par=par,
    )
    inscrire(
        "reprendre_une_fiche",
        action,
        par=par,
        phrase=f"a repris une fiche de la séance dans {action.nommee}"[:300],
        donnees={"contribution": str(fiche.pk), "fiche": fiche.fiche},
    )
    return action
