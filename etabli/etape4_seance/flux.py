"""Ce que le direct envoie à chaque public : peu aux téléphones, les totaux au pupitre, tout à l'écran.

L'état des téléphones ne dit rien qui change à chaque contribution : trois mille appareils suivent alors la séance
pour presque rien, et seuls le pupitre et l'écran vivent au rythme de la salle.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.template.loader import render_to_string

from etabli.etape4_seance.actions import canal
from etabli.etape4_seance.calcul.codes import lisible, normaliser_le_code
from etabli.etape4_seance.depouillement import A_BULLETINS
from etabli.etape4_seance.enums import Etat, EtatActivite, TypeActivite, VueDEcran
from etabli.etape4_seance.essais import CODES_INCONNUS
from etabli.etape4_seance.models import Activite, Seance
from etabli.etape4_seance.resultats import montrables, par_case, par_famille, synthese_de
from etabli.socle.direct import Lecture
from etabli.socle.flux import Flux

SALLE, PUPITRE, ECRAN = "salle", "pupitre", "ecran"
NB_A_L_ECRAN = 18  # au-delà, on ne lit plus de loin
MONTRES_TELS_QUELS = {*A_BULLETINS, TypeActivite.NUAGE, TypeActivite.CARTE, TypeActivite.FICHE_ACTION}
PUBLICS = (SALLE, PUPITRE, ECRAN)
ADRESSE = r"/s/(?P<code>[-\w]+)/flux/"


def lecture(seance_id: int) -> Lecture:
    """Ce que le canal relit : rien si la révision n'a pas bougé, sinon l'état pour chaque public présent."""

    def lire(publics: Sequence[str], connue: int | None) -> tuple[int, dict[str, str]] | None:
        seance = (
            Seance.objects.filter(pk=seance_id)
            .select_related("atelier__dossier__perimetre", "projetee__porte_sur")
            .first()
        )
        if seance is None or seance.revision == connue:
            return None
        composer = {SALLE: etat_de_la_salle, PUPITRE: etat_du_pupitre, ECRAN: html_de_l_ecran}
        return seance.revision, {public: composer[public](seance) for public in publics}

    return lire


def ouvrir_le_flux(groupes: dict[str, str], parametres: dict[str, str], adresse: str) -> Flux | None:
    """L'adresse `/s/<code>/flux/`, telle que l'aiguillage la lit ; Django compte et refuse qui devine."""
    if CODES_INCONNUS.est_arrete(adresse):
        return None
    code = normaliser_le_code(groupes["code"])
    cle = Seance.objects.filter(code=code).values_list("pk", flat=True).first()
    return flux_de(cle, parametres.get("public", SALLE)) if cle is not None else None


def flux_de(seance_id: int, public: str) -> Flux:
    """Un public inconnu suit comme un téléphone."""
    return Flux(canal(seance_id), public if public in PUBLICS else SALLE, lecture(seance_id))


def etat_de_la_salle(seance: Seance) -> str:
    """Quelques octets : où en est la séance, quelles activités sont ouvertes."""
    ouvertes = seance.activites.filter(etat=EtatActivite.OUVERTE).order_by("ordre")
    return _json({"etat": seance.etat, "ouvertes": list(ouvertes.values_list("pk", flat=True))})


def etat_du_pupitre(seance: Seance) -> str:
    """La révision, pour savoir si la liste affichée est en retard, et les totaux de chaque activité."""
    activites = (
        seance.activites.order_by("ordre")
        .annotate(
            nb=Count("contributions", filter=Q(contributions__est_masquee=False), distinct=True),
            nb_collees=Count("gommettes", distinct=True),
            nb_bulletins=Count("bulletins", distinct=True),
        )
        .values_list("pk", "nb", "nb_collees", "nb_bulletins")
    )
    # Une activité ne reçoit que d'une sorte : les deux autres comptes sont nuls.
    totaux = {str(pk): sum(comptes) for pk, *comptes in activites}
    return _json({"revision": seance.revision, "etat": seance.etat, "totaux": totaux})


def _json(donnees: dict[str, Any]) -> str:
    return json.dumps(donnees, separators=(",", ":"))


def html_de_l_ecran(seance: Seance) -> str:
    """Le fragment de l'écran, composé une fois et partagé par tous ceux qui le regardent."""
    html = render_to_string("seance/ecran.html#ecran", contexte_de_l_ecran(seance))
    return "\n".join(ligne.strip() for ligne in html.splitlines() if ligne.strip())


def contexte_de_l_ecran(seance: Seance) -> dict[str, Any]:
    activite = seance.projetee
    vue = seance.vue_de_l_ecran if activite else VueDEcran.ACCUEIL
    contexte: dict[str, Any] = {
        "seance": seance,
        "code_lisible": lisible(seance.code),
        "activite": activite,
        "vue": vue,
        "nb_participants": seance.participants.filter(est_scribe=False).count(),
        "est_terminee": seance.etat in {Etat.CLOSE, Etat.COMPTE_RENDU},
        "minuteur": seance.minuteur_fin_le if seance.etat == Etat.OUVERTE else None,
    }
    if activite is not None and vue != VueDEcran.ACCUEIL:
        contexte |= _contenu(activite, vue)
    return contexte


def _contenu(activite: Activite, vue: str) -> dict[str, Any]:
    """Les résultats d'un vote, un nuage, une carte, des fiches ; sinon des familles ou ce qui vient d'arriver."""
    if vue == VueDEcran.CLASSEMENT or activite.type in MONTRES_TELS_QUELS:
        return {"resultat": synthese_de(activite)}
    source = activite.porte_sur or activite
    contributions = montrables(source)
    if vue == VueDEcran.FAMILLES:
        groupes = par_famille(contributions)
    elif source.type == TypeActivite.AFOM:
        groupes = par_case(contributions)
    else:
        # Les dernières dites en tête : l'écran montre ce qui vient d'arriver.
        return {
            "nb_contributions": len(contributions),
            "contributions": contributions[: -NB_A_L_ECRAN - 1 : -1],
            "nb_de_plus": max(len(contributions) - NB_A_L_ECRAN, 0),
        }
    return {"nb_contributions": len(contributions), "groupes": groupes}
