"""Étape 5, jouée : des paroles aux enjeux, des enjeux aux axes, des axes aux actions financées et suivies."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from etabli.annuaire.models import Agent
from etabli.config.demonstration.contenu import lire
from etabli.config.demonstration.horloge import Horloge
from etabli.config.demonstration.monde import Monde
from etabli.dossier.models import Dossier
from etabli.etape3_atelier.models import Constat
from etabli.etape4_seance.models import Contribution, Seance
from etabli.etape5_feuille_de_route.actions import (
    LigneDEtape,
    ajouter_un_axe,
    ajouter_un_enjeu,
    ajouter_un_objectif,
    ajouter_une_action,
    ajouter_une_etape,
    ecrire_la_vision,
    faire_le_point,
    financer,
    modifier_une_action,
    ouvrir_le_suivi,
    tenir_les_etapes,
)
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action, Axe, FeuilleDeRoute
from etabli.etape5_feuille_de_route.workflow import CYCLE

NOUVELLES = {
    StatutAction.REALISEE: "L'action est terminée ; le bilan est joint au dossier.",
    StatutAction.EN_COURS: "Le premier pas est fait ; la suite est engagée comme prévu.",
}


def dites(seance: Seance, familles: list[str]) -> list[Contribution]:
    trouvees = Contribution.objects.filter(activite__seance=seance, famille__nom__in=familles)
    return list(trouvees.montrables())


def ecrire_les_enjeux(dossier: Dossier, seance: Seance, monde: Monde, horloge: Horloge) -> None:
    contenu, feuille = lire("feuille_de_route"), FeuilleDeRoute.objects.get(dossier=dossier)
    horloge.au(seance.fin.date() + timedelta(days=25))
    constats = list(Constat.objects.filter(atelier__dossier=dossier))
    for rang, enjeu in enumerate(contenu["enjeux"]):
        ajouter_un_enjeu(
            feuille,
            enjeu["titre"],
            enjeu["texte"],
            contributions=dites(seance, enjeu["familles"]),
            constats=constats[rang : rang + 2],
            par=monde["equipe"],
        )


def ecrire_les_axes(dossier: Dossier, seance: Seance, monde: Monde, horloge: Horloge) -> None:
    contenu, feuille = lire("feuille_de_route"), FeuilleDeRoute.objects.get(dossier=dossier)
    horloge.au(seance.fin.date() + timedelta(days=20))
    equipe, enjeux = monde["equipe"], list(feuille.enjeux.all())
    ecrire_la_vision(feuille, contenu["vision"], par=equipe)
    for axe in contenu["axes"]:
        cree = ajouter_un_axe(
            feuille,
            axe["titre"],
            axe["texte"],
            enjeux=[enjeux[numero - 1] for numero in axe["enjeux"]],
            contributions=dites(seance, axe["familles"]),
            par=equipe,
        )
        for objectif in axe["objectifs"]:
            ajouter_un_objectif(cree, objectif, par=equipe)


def ecrire_les_actions(dossier: Dossier, seance: Seance, monde: Monde, horloge: Horloge) -> FeuilleDeRoute:
    feuille = FeuilleDeRoute.objects.get(dossier=dossier)
    depart = seance.fin.date()
    horloge.au(depart + timedelta(days=12))
    axes = list(feuille.axes.prefetch_related("objectifs"))
    creees: list[Action] = []
    for declaree in lire("feuille_de_route")["actions"]:
        action = ecrire_une_action(feuille, axes[declaree["axe"] - 1], declaree, seance, monde)
        if numeros := declaree.get("depend"):
            modifier_une_action(
                action, par=monde["equipe"], depend_de=[creees[numero - 1] for numero in numeros]
            )
        creees.append(action)
    return feuille


def ecrire_une_action(
    feuille: FeuilleDeRoute, axe: Axe, declaree: dict[str, Any], seance: Seance, monde: Monde
) -> Action:
    equipe, depart = monde["equipe"], seance.fin.date()
    porteur = monde.organisations["commune" if declaree["porteur"] == "commune" else "agglo"]
    action = ajouter_une_action(
        feuille,
        axe,
        declaree["titre"],
        par=equipe,
        objectif=next((o for o in axe.objectifs.all() if o.titre == declaree["objectif"]), None),
        description=declaree["description"],
        priorite=declaree["priorite"],
        maturite=declaree["maturite"],
        horizon=declaree["horizon"],
        maitrise_d_ouvrage=porteur,
        referent=declaree["referent"],
        partenaires=declaree["partenaires"],
        debut_le=mois_apres(depart, declaree["debut"]),
        fin_le=mois_apres(depart, declaree["fin"]),
        cout_min=Decimal(declaree["cout"][0]),
        cout_max=Decimal(declaree["cout"][1]),
        indicateur=declaree["indicateur"],
        prochain_pas=declaree["prochain_pas"],
        documents_lies=declaree["documents"],
        communes=[porteur.commune] if porteur.commune_id else [],
        contributions=paroles_de(declaree, seance),
    )
    faites = declaree.get("faites", 0)
    for rang, etape in enumerate(declaree["etapes"]):
        prevue_le = mois_apres(depart, declaree["debut"] + (rang if faites else 3 * rang) + 1)
        ajouter_une_etape(action, etape, prevue_le=prevue_le, par=equipe)
    for financeur, dispositif, *montants in declaree["financements"]:
        demande, obtenu, paye = map(Decimal, montants)
        financer(
            action, financeur, dispositif=dispositif, demande=demande, obtenu=obtenu, paye=paye, par=equipe
        )
    return action


def paroles_de(declaree: dict[str, Any], seance: Seance) -> list[Contribution]:
    """Celles des familles citées dont un mot dit l'action ; à défaut, aucune : la trace n'est pas décorative."""
    mots = Q()
    for mot in declaree["mots"]:
        mots |= Q(texte__icontains=mot)
    candidates = Contribution.objects.filter(activite__seance=seance, famille__nom__in=declaree["familles"])
    return list(candidates.filter(mots).montrables())


def mois_apres(depart: date, nb: int) -> date:
    annee, mois = divmod(depart.year * 12 + depart.month - 1 + nb, 12)
    return date(annee, mois + 1, 1)


def adopter(feuille: FeuilleDeRoute, seance: Seance, monde: Monde, horloge: Horloge) -> FeuilleDeRoute:
    horloge.au(seance.fin.date() + timedelta(days=24))
    feuille = CYCLE.avancer("soumettre", feuille, par=monde["equipe"])
    jour = seance.fin.date() + timedelta(days=45)
    horloge.au(jour)
    return CYCLE.avancer("adopter", feuille, par=monde["ddtm"], adoptee_le=jour)


def suivre(feuille: FeuilleDeRoute, monde: Monde, horloge: Horloge) -> None:
    """Ce qui s'est passé depuis l'adoption, dit par ceux qui tiennent les actions."""
    ouvrir_le_suivi(feuille, par=monde["ddtm"])
    horloge.il_y_a(6)
    tenants: dict[str, Agent] = {"commune": monde["commune"], "epci": monde["agglo"]}
    declarees = lire("feuille_de_route")["actions"]
    actions = feuille.actions.select_related("feuille__dossier").order_by("numero")
    for action, declaree in zip(actions, declarees, strict=True):
        if nouvelle := NOUVELLES.get(declaree["statut"]):
            noter_les_etapes_faites(action, declaree.get("faites", 0), tenants[declaree["porteur"]])
            faire_le_point(
                action,
                horloge.aujourd_hui - timedelta(days=7),
                declaree["statut"],
                nouvelle,
                par=tenants[declaree["porteur"]],
            )


def noter_les_etapes_faites(action: Action, faites: int, par: Agent) -> None:
    """Les premières étapes, le jour où elles étaient prévues."""
    etapes = action.etapes.order_by("ordre")
    lignes = [
        LigneDEtape(e.libelle, e.prevue_le, e.prevue_le if rang < faites else None)
        for rang, e in enumerate(etapes)
    ]
    if faites:
        tenir_les_etapes(action, lignes, par=par)
