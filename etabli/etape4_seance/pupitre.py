"""Ce que le pupitre montre : les activités et leurs boutons, les contributions, les suggestions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from etabli.annuaire.models import Agent
from etabli.etape4_seance.calcul.familles import doublons_probables, proposer
from etabli.etape4_seance.depouillement import A_BULLETINS
from etabli.etape4_seance.enums import EtatActivite, MotifDeMasquage, TypeActivite
from etabli.etape4_seance.models import Activite, Contribution, Seance
from etabli.etape4_seance.permissions import peut_moderer, peut_preparer
from etabli.etape4_seance.resultats import par_famille, synthese_de
from etabli.etape4_seance.workflow import CYCLE_DE_L_ACTIVITE
from etabli.socle.cycle import ActePossible

# Au-delà, la suggestion attendrait trop : l'animateur range d'abord les premières.
NB_TEXTES_COMPARES = 500
VOTES = {*A_BULLETINS, TypeActivite.GOMMETTES}
# Un vote se lit par ses résultats ; un nuage aussi, au-dessus des mots que l'on modère.
RESULTATS = {*VOTES, TypeActivite.NUAGE}


@dataclass(frozen=True)
class LigneDActivite:
    activite: Activite
    actes: list[ActePossible]
    nb: int
    est_choisie: bool


@dataclass(frozen=True)
class FamilleProposee:
    nom: str
    contributions: list[Contribution]


@dataclass(frozen=True)
class DoublonPropose:
    garde: Contribution
    autre: Contribution


def contexte_du_pupitre(
    seance: Seance, agent: Agent, choisie: str | None, veut_des_propositions: bool
) -> dict[str, Any]:
    activites = list(seance.activites.order_by("ordre"))
    totaux = _totaux(seance)
    activite = _choisir(seance, activites, choisie)
    contributions = _contributions(activite)
    visibles = [c for c in contributions if not c.est_masquee and not c.doublon_de_id]
    return {
        "seance": seance,
        "activite": activite,
        "lignes": [
            LigneDActivite(
                a,
                CYCLE_DE_L_ACTIVITE.actes_possibles(a, agent),
                totaux[a.pk],
                bool(activite) and a == activite,
            )
            for a in activites
        ],
        "groupes": par_famille(visibles),
        "ecartees": [c for c in contributions if c.est_masquee or c.doublon_de_id],
        "nb_visibles": len(visibles),
        "familles": list(seance.familles.all()),
        "resultat": synthese_de(activite) if activite and activite.type in RESULTATS else None,
        "nb_preselectionnees": sum(c.est_preselectionnee for c in visibles),
        "sans_contributions": VOTES,
        "motifs": MotifDeMasquage.choices,
        "peut_moderer": peut_moderer(agent, seance),
        "peut_preparer": peut_preparer(agent, seance),
        "veut_des_propositions": veut_des_propositions,
        "propositions": _familles_proposees(visibles) if veut_des_propositions else [],
        "doublons": _doublons_proposes(visibles) if veut_des_propositions else [],
    }


def _totaux(seance: Seance) -> dict[int, int]:
    """Par activité, les contributions à l'écran, les gommettes collées ou les bulletins : une seule sorte chacune."""
    comptes = seance.activites.annotate(
        nb=Count("contributions", filter=Q(contributions__est_masquee=False), distinct=True),
        nb_collees=Count("gommettes", distinct=True),
        nb_bulletins=Count("bulletins", distinct=True),
    ).values_list("pk", "nb", "nb_collees", "nb_bulletins")
    return {pk: sum(nombres) for pk, *nombres in comptes}


def _choisir(seance: Seance, activites: list[Activite], choisie: str | None) -> Activite | None:
    """Celle demandée, sinon une ouverte, sinon celle de l'écran, sinon la première."""
    par_pk = {str(a.pk): a for a in activites}
    ouvertes = [a for a in activites if a.etat == EtatActivite.OUVERTE]
    projetee = par_pk.get(str(seance.projetee_id))
    candidates = [par_pk.get(choisie or ""), *ouvertes, projetee, *activites]
    return next((a for a in candidates if a is not None), None)


def _contributions(activite: Activite | None) -> list[Contribution]:
    if activite is None or activite.type in VOTES:
        return []
    return list(
        activite.contributions.select_related(
            "famille", "table", "participant", "doublon_de", "commune"
        ).order_by("-recue_le", "-pk")
    )


def _familles_proposees(visibles: list[Contribution]) -> list[FamilleProposee]:
    par_pk = {c.pk: c for c in visibles if not c.famille_id}
    textes = {pk: c.texte for pk, c in list(par_pk.items())[:NB_TEXTES_COMPARES]}
    return [FamilleProposee(p.nom, [par_pk[cle] for cle in p.cles]) for p in proposer(textes)]


def _doublons_proposes(visibles: list[Contribution]) -> list[DoublonPropose]:
    """La première dite est gardée."""
    anciennes = {c.pk: c for c in sorted(visibles, key=lambda c: (c.recue_le, c.pk))}
    textes = {pk: c.texte for pk, c in list(anciennes.items())[:NB_TEXTES_COMPARES]}
    return [DoublonPropose(anciennes[a], anciennes[b]) for a, b, _ in doublons_probables(textes)]
