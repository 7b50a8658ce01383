"""Qui tient les accords-cadres, et ce qui leur manque pour remettre en concurrence."""

from etabli.annuaire.models import Agent
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier
from etabli.etape2_marche.models import AccordCadre
from etabli.socle.verdict import Verdict, exige


def peut_tenir_les_accords_cadres(agent: Agent, cadre: AccordCadre | None = None) -> Verdict:
    return exige(agent.est_dgaln, "Seule la DGALN tient les accords-cadres.")


def peut_voir_les_accords_cadres(agent: Agent) -> Verdict:
    return exige(
        agent.est_dgaln or agent.est_service_deconcentre,
        "Les accords-cadres se lisent par la DGALN et les services qui achètent.",
    )


def peut_voir_la_consommation(agent: Agent, cadre: AccordCadre) -> Verdict:
    """Un titulaire ne lit pas ce que les autres ont obtenu."""
    return peut_voir_les_accords_cadres(agent)


def peut_ouvrir_un_marche(agent: Agent, dossier: Dossier) -> Verdict:
    return exige(
        agent.est_dgaln or Role.PILOTE in dossier.roles_de(agent),
        "Le marché est ouvert par le pilote local ou par la DGALN.",
    )


def defauts_du_cadre(cadre: AccordCadre) -> list[str]:
    """Ce qui empêche de remettre en concurrence, dit à qui doit y remédier."""
    criteres, titulaires = list(cadre.criteres.all()), [t for t in cadre.titulaires.all() if t.est_en_cours]
    defauts = []
    if cadre.total_des_poids != 100:
        defauts.append("les poids des critères ne font pas 100 %")
    if not any(c.est_prix for c in criteres) or all(c.est_prix for c in criteres):
        defauts.append("il faut un critère de prix et au moins un autre critère")
    if not titulaires:
        defauts.append("aucun titulaire n'y est saisi")
    elif cadre.nb_titulaires_inconnus:
        defauts.append(f"seuls {len(titulaires)} des {cadre.nb_titulaires_attendus} titulaires y sont saisis")
    return defauts
