"""Les évènements dont on peut prévenir une adresse : des actes des cycles, et ce que l'on en dit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.timezone import localtime, now

from etabli.dossier.models import Dossier
from etabli.etape1_candidature.models import Candidature
from etabli.etape2_marche.models import Marche
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.models import Seance
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.etape6_restitution.models import Livrable

ESSAI = "essai"


@dataclass(frozen=True)
class Evenement:
    """`est_public` : ce qui est dit se lit aussi sans compte ; les autres ne vont qu'à qui y est autorisé."""

    nom: str
    libelle: str
    modele: type[Model]
    acte: str
    dossier: Callable[[Any], Dossier]
    est_public: bool = False

    def charge(self, objet: Any) -> dict[str, Any]:
        """Des identifiants et des titres : aucun nom de personne ne sort par là."""
        dossier = self.dossier(objet)
        return {
            "le": localtime(now()).isoformat(timespec="seconds"),
            "objet": {"type": objet._meta.model_name, "id": objet.pk, "titre": str(objet)[:200]},
            "dossier": {
                "id": dossier.pk,
                "titre": dossier.titre,
                "etape": dossier.etape,
                "est_fictif": dossier.est_fictif,
                "page": f"{settings.ADRESSE_DU_SITE}{dossier.get_absolute_url()}",
            },
        }


def _du_sien(objet: Any) -> Dossier:
    return objet.dossier  # type: ignore[no-any-return]


EVENEMENTS = (
    Evenement("candidature.deposee", "Une candidature est déposée", Candidature, "deposer", _du_sien),
    Evenement(
        "candidature.eligible", "Une candidature est éligible", Candidature, "declarer_eligible", _du_sien
    ),
    Evenement("candidature.retenue", "Une candidature est retenue", Candidature, "retenir", _du_sien),
    Evenement("marche.notifie", "Un marché est notifié", Marche, "notifier", _du_sien, est_public=True),
    Evenement("atelier.lance", "Un atelier est lancé", Atelier, "lancer", _du_sien),
    Evenement("atelier.acheve", "Un atelier est achevé", Atelier, "achever", _du_sien),
    Evenement("seance.close", "Une séance est close", Seance, "clore", lambda s: s.atelier.dossier),
    Evenement(
        "feuille_de_route.adoptee",
        "Une feuille de route est adoptée",
        FeuilleDeRoute,
        "adopter",
        _du_sien,
        est_public=True,
    ),
    Evenement(
        "action.statut_change",
        "Une action d'une feuille de route change de statut",
        Action,
        "faire_le_point",
        lambda a: a.feuille.dossier,
    ),
    Evenement("livrable.publie", "Un livrable est publié", Livrable, "publier", _du_sien, est_public=True),
)
PAR_ACTE = {(e.modele, e.acte): e for e in EVENEMENTS}
PAR_NOM = {e.nom: e for e in EVENEMENTS}
CHOIX = [(e.nom, e.libelle if e.est_public else f"{e.libelle} (réservé)") for e in EVENEMENTS]
