"""Au nom d'un agent : lire ses dossiers, faire le point sur une action, déposer des entretiens, des contributions.

Chaque écriture passe par la même porte que la page : `visible_to`, le verdict, puis l'action de l'étape. Le journal
nomme le jeton.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.interface.lignes import Pagination
from etabli.donnees_ouvertes.interface.portier import Porteur, RequeteDOutil
from etabli.dossier.enums import College, Etape
from etabli.dossier.models import Dossier
from etabli.etape3_atelier.actions import mener_un_entretien
from etabli.etape3_atelier.forms import EntretienForm
from etabli.etape3_atelier.models import Atelier
from etabli.etape3_atelier.permissions import peut_enqueter
from etabli.etape4_seance.actions import saisir_des_cartes
from etabli.etape4_seance.actions.participer import Carte
from etabli.etape4_seance.enums import CaseAfom, TypeActivite
from etabli.etape4_seance.forms.preparer import SUR_PAPIER
from etabli.etape4_seance.models import Activite, Seance
from etabli.etape4_seance.permissions import peut_saisir_des_cartes
from etabli.etape5_feuille_de_route.actions import faire_le_point
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action
from etabli.etape5_feuille_de_route.permissions import peut_suivre
from etabli.socle.journal import par_le_moyen_de
from etabli.socle.verdict import exiger

CLE_AU_PLUS = 2**63 - 1
Cle = Annotated[int, Path(ge=1, le=CLE_AU_PLUS, description="L'identifiant, tel que la liste le donne.")]
SANS_CONTROLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Texte = Annotated[str, Field(pattern=SANS_CONTROLE, max_length=20_000)]
Ligne = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=200)]

routes = Router(tags=["Au nom d'un agent"])


class Saisie(Schema):
    """Un champ inconnu est une faute de frappe : on la dit plutôt que de l'ignorer."""

    model_config = ConfigDict(extra="forbid")


class DossierResume(Schema):
    id: int
    titre: str
    format: str = Field(alias="format_id")
    etape: Etape = Field(description="Où en est le dossier.")
    etape_depuis_le: date
    est_fictif: bool = Field(description="Vrai pour un contenu de démonstration.")
    page: str = Field(alias="get_absolute_url", description="L'adresse de la page, à la racine du site.")


class PageDeDossiers(Schema):
    total: int = Field(ge=0)
    page: int
    lignes: list[DossierResume]


class ActionResume(Schema):
    id: int
    numero: int
    titre: str
    statut: StatutAction
    debut_le: date | None
    fin_le: date | None


class ActiviteResume(Schema):
    id: int
    seance_id: int
    seance_debut: datetime = Field(alias="seance.debut")
    titre: str
    type: str
    etat: str


class Avancement(Saisie):
    le: date = Field(description="Le jour de ce que l'on dit ; pas dans l'avenir.", examples=["2026-10-15"])
    statut: StatutAction = Field(description="Où en est l'action.", examples=["en_cours"])
    texte: Texte = Field("", description="Ce qui s'est passé.", examples=["Le diagnostic foncier est rendu."])


class PointNote(Schema):
    id: int
    le: date
    statut: StatutAction
    statut_de_l_action: StatutAction = Field(description="Celui du point le plus récent.")


class EntretienDepose(Saisie):
    personne: Ligne = Field(min_length=1, max_length=160, description="La personne rencontrée.")
    college: College = Field(description="À quel titre elle parle.", examples=["habitant"])
    qualite: Ligne = Field("", description="Sa fonction, telle qu'elle la dit.")
    mene_le: date | None = Field(None, description="Le jour de l'entretien.")
    a_consenti_le: date | None = Field(
        None, description="Le jour où elle a accepté d'être citée ; vide : jamais."
    )
    source_du_consentement: Ligne = Field("", description="Comment elle a consenti.")
    est_anonyme: bool = Field(False, description="Vrai : son nom n'est jamais montré.")
    notes: Texte = Field("", description="Les notes de qui a mené l'entretien.")
    verbatim: Texte = Field("", description="Ses mots, un paragraphe par citation.")


class LotDEntretiens(Saisie):
    entretiens: list[EntretienDepose] = Field(min_length=1, max_length=100)


class CarteDeposee(Saisie):
    texte: Texte = Field(min_length=1, max_length=500, description="La phrase, telle quelle.")
    case_afom: CaseAfom | None = Field(None, description="Atout, faiblesse… pour une activité qui les range.")


class LotDeContributions(Saisie):
    lot: UUID = Field(description="Tiré par l'outil : le même lot envoyé deux fois ne compte qu'une.")
    college: College | None = Field(None, description="Si toutes les cartes viennent du même collège.")
    cartes: list[CarteDeposee] = Field(min_length=1, max_length=500)


class Depot(Schema):
    deposes: list[str] = Field(description="Les identifiants de ce qui est désormais gardé.")


def _agir(request: HttpRequest) -> RequeteDOutil:
    return request  # type: ignore[return-value]


@routes.get(
    "/mes-dossiers",
    auth=Porteur(Portee.LIRE),
    response=PageDeDossiers,
    operation_id="mes-dossiers",
    summary="Mes dossiers",
)
def mes_dossiers(request: HttpRequest, parametres: Query[Pagination]) -> dict[str, Any]:
    """Les dossiers que l'agent voit, du plus récent au plus ancien."""
    dossiers = Dossier.objects.visible_to(_agir(request).auth).order_by("-ouvert_le", "-pk")
    debut = (parametres.page - 1) * parametres.par_page
    lignes = dossiers[debut : debut + parametres.par_page]
    return {"total": dossiers.count(), "page": parametres.page, "lignes": list(lignes)}


@routes.get(
    "/mes-dossiers/{dossier_id}/actions",
    auth=Porteur(Portee.LIRE),
    response=list[ActionResume],
    operation_id="mes-actions",
    summary="Les actions d'un de mes dossiers",
)
def mes_actions(request: HttpRequest, dossier_id: Cle) -> list[Action]:
    """Les actions de sa feuille de route, dans leur ordre."""
    dossier = get_object_or_404(Dossier.objects.visible_to(_agir(request).auth), pk=dossier_id)
    actions = Action.objects.visible_to(_agir(request).auth).filter(feuille__dossier=dossier)
    return list(actions.order_by("numero"))


@routes.get(
    "/mes-dossiers/{dossier_id}/activites",
    auth=Porteur(Portee.LIRE),
    response=list[ActiviteResume],
    operation_id="mes-activites",
    summary="Les activités des séances d'un de mes dossiers",
)
def mes_activites(request: HttpRequest, dossier_id: Cle) -> list[Activite]:
    """Là où des contributions se déposent."""
    agent = _agir(request).auth
    dossier = get_object_or_404(Dossier.objects.visible_to(agent), pk=dossier_id)
    activites = Activite.objects.visible_to(agent).filter(seance__atelier__dossier=dossier)
    return list(activites.select_related("seance").order_by("seance__debut", "ordre", "pk"))


@routes.post(
    "/actions/{action_id}/points",
    auth=Porteur(Portee.AVANCEMENT),
    response={201: PointNote},
    operation_id="faire-le-point",
    summary="Faire le point sur une action",
)
def faire_le_point_sur(request: HttpRequest, action_id: Cle, corps: Avancement) -> Status[dict[str, Any]]:
    """Le point le plus récent donne son statut à l'action. Ce qui est dit ici n'est pas rendu public."""
    requete = _agir(request)
    actions = Action.objects.visible_to(requete.auth).select_related("feuille__dossier")
    action = get_object_or_404(actions, pk=action_id)
    exiger(peut_suivre(requete.auth, action))
    with par_le_moyen_de(f"le jeton {requete.jeton}"):
        point = faire_le_point(action, corps.le, corps.statut.value, corps.texte, par=requete.auth)
    action.refresh_from_db(fields=["statut"])
    rendu = {"id": point.pk, "le": point.le, "statut": point.statut, "statut_de_l_action": action.statut}
    return Status(201, rendu)


@routes.post(
    "/mes-dossiers/{dossier_id}/entretiens",
    auth=Porteur(Portee.ENTRETIENS),
    response={201: Depot},
    operation_id="deposer-des-entretiens",
    summary="Déposer des entretiens",
)
def deposer_des_entretiens(
    request: HttpRequest, dossier_id: Cle, corps: LotDEntretiens
) -> Status[dict[str, Any]]:
    """Tous ou aucun : si l'un est refusé, rien n'est gardé."""
    requete = _agir(request)
    ateliers = Atelier.objects.visible_to(requete.auth).select_related("dossier")
    atelier = get_object_or_404(ateliers, dossier_id=dossier_id)
    exiger(peut_enqueter(requete.auth, atelier))
    saisies = [_verifie(atelier, rang, e) for rang, e in enumerate(corps.entretiens)]
    with transaction.atomic(), par_le_moyen_de(f"le jeton {requete.jeton}"):
        deposes = [mener_un_entretien(atelier, **saisie, par=requete.auth) for saisie in saisies]
    return Status(201, {"deposes": [str(e.pk) for e in deposes]})


def _verifie(atelier: Atelier, rang: int, entretien: EntretienDepose) -> dict[str, Any]:
    """Les règles sont celles du formulaire de la page : elles ne se disent pas deux fois."""
    form = EntretienForm(entretien.dict(), atelier=atelier)
    if not form.is_valid():
        raise ValidationError({f"entretiens.{rang}.{champ}": dites for champ, dites in form.errors.items()})
    return form.cleaned_data


@routes.post(
    "/activites/{activite_id}/contributions",
    auth=Porteur(Portee.CONTRIBUTIONS),
    response={201: Depot},
    operation_id="deposer-des-contributions",
    summary="Déposer des contributions",
)
def deposer_des_contributions(
    request: HttpRequest, activite_id: Cle, corps: LotDeContributions
) -> Status[dict[str, Any]]:
    """Des cartes recueillies hors de la plateforme, à la suite de celles de la salle."""
    requete = _agir(request)
    activites = Activite.objects.visible_to(requete.auth)
    activite = get_object_or_404(activites, pk=activite_id)
    activite.seance = Seance.objects.for_detail().get(pk=activite.seance_id)
    exiger(peut_saisir_des_cartes(requete.auth, activite.seance))
    cartes = _cartes(activite, corps)
    with par_le_moyen_de(f"le jeton {requete.jeton}"):
        deposees = saisir_des_cartes(
            activite,
            cartes,
            par=requete.auth,
            college=corps.college.value if corps.college else "",
            lot=corps.lot,
        )
    return Status(201, {"deposes": [str(c.pk) for c in deposees]})


def _cartes(activite: Activite, corps: LotDeContributions) -> list[Carte]:
    """Une activité qui range en atouts, faiblesses, opportunités, menaces attend la case ; les autres n'en ont pas."""
    if activite.type not in SUR_PAPIER:
        raise ValidationError(
            "Cette activité ne recueille pas de cartes : choisissez un recueil, un AFOM ou un nuage."
        )
    est_afom = activite.type == TypeActivite.AFOM
    cartes = []
    for rang, carte in enumerate(corps.cartes):
        if est_afom and carte.case_afom is None:
            raise ValidationError(
                {f"cartes.{rang}.case_afom": "Pour un AFOM, dites de quelle case est cette carte."}
            )
        if not carte.texte.strip():
            raise ValidationError({f"cartes.{rang}.texte": "Écrivez au moins un mot."})
        cartes.append(
            Carte(carte.texte.strip(), carte.case_afom.value if est_afom and carte.case_afom else "")
        )
    return cartes
