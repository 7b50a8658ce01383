"""Les états suivent ceux du portable, mais par la porte de tous : chaque acte se joue ici, avec ses suites."""

from typing import Any

from django.core.exceptions import PermissionDenied

from etabli.annuaire.models import Agent
from etabli.etape4_seance.calcul.fusion import Releve
from etabli.etape4_seance.enums import Etat, EtatActivite
from etabli.etape4_seance.models import Activite, Seance
from etabli.etape4_seance.valise.rangement import Rangement
from etabli.etape4_seance.workflow import CYCLE, CYCLE_DE_L_ACTIVITE
from etabli.socle.cycle import Cycle

# L'acte qui mène de chaque état au suivant. Diffuser le compte rendu reste à faire ici : c'est d'ici qu'il part.
EN_SEANCE = {Etat.PREPARATION: "ouvrir", Etat.OUVERTE: "clore"}
EN_ACTIVITE = {EtatActivite.PREPAREE: "ouvrir_l_activite", EtatActivite.OUVERTE: "clore_l_activite"}
RANGS = {str(etat): rang for etats in (Etat, EtatActivite) for rang, etat in enumerate(etats)}


def rattraper_les_etats(seance: Seance, venu: Releve, rangement: Rangement, par: Agent) -> None:
    """La séance s'ouvre, ses activités aussi, puis tout se ferme comme là-bas ; jamais l'inverse."""
    ((_, ligne),) = venu[Seance._meta.label_lower].items()
    seance = Seance.objects.for_detail().get(pk=seance.pk)
    cible = min(ligne["etat"], Etat.CLOSE, key=RANGS.__getitem__)
    seance = _mener(CYCLE, seance, min(cible, Etat.OUVERTE, key=RANGS.__getitem__), EN_SEANCE, rangement, par)
    for cle, activite_venue in venu.get(Activite._meta.label_lower, {}).items():
        pk = rangement.cles.pk(Activite, cle)
        activite = Activite.objects.filter(pk=pk).select_related("seance__atelier__dossier").first()
        if activite is not None:
            _mener(CYCLE_DE_L_ACTIVITE, activite, activite_venue["etat"], EN_ACTIVITE, rangement, par)
    _mener(CYCLE, seance, cible, EN_SEANCE, rangement, par)


def _mener(cycle: Cycle[Any], objet: Any, cible: str, actes: Any, rangement: Rangement, par: Agent) -> Any:
    while RANGS[objet.etat] < RANGS[cible]:
        try:
            objet = cycle.avancer(actes[objet.etat], objet, par=par)
        except PermissionDenied as refus:
            rangement.conflits.append(f"«\u00a0{objet}\u00a0» reste comme ici. {refus}")
            break
    return objet
