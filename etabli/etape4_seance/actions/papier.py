"""Les bulletins de papier, tapés à la suite par l'accueil."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape4_seance.actions.commun import changer_l_ecran
from etabli.etape4_seance.enums import Saisie
from etabli.etape4_seance.models import Activite, Bulletin, TableDeSeance
from etabli.etape4_seance.permissions import peut_saisir_des_bulletins
from etabli.socle.francais import pluriel
from etabli.socle.journal import inscrire
from etabli.socle.verdict import exiger


@transaction.atomic
def saisir_des_bulletins(
    activite: Activite,
    reponses: Sequence[dict[str, Any]],
    *,
    par: Agent,
    table: TableDeSeance | None = None,
    college: str = "",
    lot: UUID | None = None,
) -> int:
    """Dit combien sont gardés. Le même `lot` envoyé deux fois ne compte qu'une."""
    exiger(peut_saisir_des_bulletins(par, activite))
    if lot and Bulletin.objects.filter(pk=lot).exists():
        return 0
    Bulletin.objects.bulk_create(
        Bulletin(
            id=lot if lot and rang == 0 else uuid4(),
            activite=activite,
            table=table,
            college=college,
            saisie=Saisie.PAPIER,
            reponses=une,
        )
        for rang, une in enumerate(reponses)
    )
    phrase = f"a saisi {pluriel(len(reponses), 'bulletin')} de papier dans «\u00a0{activite}\u00a0»"
    donnees = {"table": table.numero if table else None, "college": college}
    inscrire("saisir_des_bulletins", activite.seance, par=par, phrase=phrase, donnees=donnees)
    changer_l_ecran(activite.seance_id)
    return len(reponses)
