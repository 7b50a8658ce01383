"""Ce que la démonstration ne montre pas et que des adresses attendent : un objet de chaque sorte.

À poser avant de copier les jumeaux, qui ont alors chacun le leur.
"""

from datetime import timedelta
from decimal import Decimal

from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.donnees_ouvertes.actions import creer_un_abonnement, creer_un_jeton
from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.evenements import EVENEMENTS
from etabli.dossier.models import Dossier
from etabli.etape2_marche.actions.dce import joindre_une_annexe
from etabli.etape2_marche.models import DemandeAuCandidat, Marche, Offre
from etabli.etape5_feuille_de_route.models import Action, LienDeSuivi, RegleDeFinancement
from etabli.pilotage.models import RapportAnnuel
from etabli.socle.models import DemandeSurSesDonnees
from etabli.territoires.models import ImportDeMesures
from etabli.vitrine.models import QuestionDAutoTest

BIENTOT = timedelta(days=30)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def completer(dossier: Dossier, *, pilote: Agent, dgaln: Agent) -> None:
    _le_marche(dossier, pilote)
    action = Action.objects.filter(feuille__dossier=dossier).order_by("numero").first()
    LienDeSuivi.objects.create(
        action=action, adresse="moa@b.example", cree_par=pilote, expire_le=localdate() + BIENTOT
    )
    RegleDeFinancement.objects.create(libelle="Part publique", taux=Decimal("80"), source="Essai")
    creer_un_jeton("outil", [Portee.LIRE], localdate() + BIENTOT, par=pilote)
    creer_un_abonnement("outil", "https://outil.example/appel", [EVENEMENTS[0].nom], par=dgaln)
    QuestionDAutoTest.objects.create(cle="essai", texte="Prêts ?", si_oui="Bien.", sinon="Attendez.")
    RapportAnnuel.objects.create(annee=localdate().year)
    ImportDeMesures.objects.create(
        jeu="population", nom="mesures.csv", sha256="0" * 64, taille=1, millesime=2022, source="Essai"
    )
    DemandeSurSesDonnees.objects.create(
        nature="effacement", demandee_par=pilote, reponse_avant_le=localdate() + BIENTOT
    )


def _le_marche(dossier: Dossier, pilote: Agent) -> None:
    marche = Marche.objects.filter(dossier=dossier).order_by("pk").first()
    offre = Offre.objects.filter(marche=marche).order_by("pk").last()
    DemandeAuCandidat.objects.create(
        offre=offre, nature="precision", texte="Précisez la phase 2.", demandee_par=pilote, demandee_le=now(),
        reponse_attendue_le=localdate() + BIENTOT, close_le=now(), suite="satisfaisante", motif="Claire.",
    )  # fmt: skip
    joindre_une_annexe(marche, "Annexe", PDF, "annexe.pdf", par=pilote)
