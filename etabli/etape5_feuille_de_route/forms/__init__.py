"""Les saisies de l'étape : chaque formulaire dit ce qu'il attend, rien de tapé n'est perdu."""

from etabli.etape5_feuille_de_route.forms.action import ActionForm
from etabli.etape5_feuille_de_route.forms.argent import AnneesFormSet, RegleForm, annees_initiales
from etabli.etape5_feuille_de_route.forms.chaine import AxeForm, EnjeuForm, ObjectifForm, VisionForm
from etabli.etape5_feuille_de_route.forms.cycle import FORMULAIRES_D_ACTE
from etabli.etape5_feuille_de_route.forms.dates import DatesForm
from etabli.etape5_feuille_de_route.forms.decisions import PlafondForm, PrioriteForm
from etabli.etape5_feuille_de_route.forms.filtres import FiltreDeContributionsForm, FiltresForm, PoidsForm
from etabli.etape5_feuille_de_route.forms.importer import ImporterForm
from etabli.etape5_feuille_de_route.forms.lieu import LieuForm
from etabli.etape5_feuille_de_route.forms.lignes import (
    EtapesFormSet,
    PlanFormSet,
    etapes_initiales,
    plan_initial,
)
from etabli.etape5_feuille_de_route.forms.rangement import RangementForm
from etabli.etape5_feuille_de_route.forms.suivi import (
    BilanForm,
    ConfierForm,
    PointForm,
    PointParLienForm,
    RetirerForm,
)
from etabli.etape5_feuille_de_route.forms.vues import CroiserForm, StatutForm

__all__ = [
    "FORMULAIRES_D_ACTE",
    "ActionForm",
    "AnneesFormSet",
    "AxeForm",
    "BilanForm",
    "ConfierForm",
    "CroiserForm",
    "DatesForm",
    "EnjeuForm",
    "EtapesFormSet",
    "FiltreDeContributionsForm",
    "FiltresForm",
    "ImporterForm",
    "LieuForm",
    "ObjectifForm",
    "PlafondForm",
    "PlanFormSet",
    "PoidsForm",
    "PointForm",
    "PointParLienForm",
    "PrioriteForm",
    "RangementForm",
    "RegleForm",
    "RetirerForm",
    "StatutForm",
    "VisionForm",
    "annees_initiales",
    "etapes_initiales",
    "plan_initial",
]
