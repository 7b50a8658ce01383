"""Étape 3, jouée : le calendrier, ce que l'équipe lit et entend entre les sessions, la logistique."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from etabli.config.demonstration.collectif import documenter, reunir
from etabli.config.demonstration.contenu import lire
from etabli.config.demonstration.horloge import Horloge
from etabli.config.demonstration.monde import Monde
from etabli.dossier.enums import College, NatureDePhase
from etabli.dossier.models import Dossier
from etabli.etape3_atelier.actions import (
    ajouter_un_contact,
    depenser,
    deplacer_un_jalon,
    etablir_un_constat,
    lire_un_document,
    mener_un_entretien,
)
from etabli.etape3_atelier.models import Atelier
from etabli.etape3_atelier.workflow import CYCLE

DEPENSES = (
    ("Location de la salle et du matériel", Decimal("420.00"), "commune"),
    ("Déjeuners et pauses, produits du marché", Decimal("1180.50"), "agglo"),
    ("Impression des supports", Decimal("165.30"), "agglo"),
)
CONTACTS = (
    ("Andrée Foucher (fictive)", College.HABITANT, "Habitante du bourg"),
    ("Groupe d'exploitants de la vallée (fictif)", College.ENTREPRISE, "Éleveurs"),
    ("Association de l'épicerie (fictive)", College.ASSOCIATION, "Bénévoles"),
    ("Conseil municipal des jeunes (fictif)", College.HABITANT, "Collégiens"),
    ("Chambre d'agriculture (fictive)", College.TECHNICIEN, "Conseillère de secteur"),
    ("Vice-président à l'habitat (fictif)", College.ELU, "Agglomération"),
)


def lancer(dossier: Dossier, monde: Monde, horloge: Horloge) -> Atelier:
    jour = horloge.il_y_a(410)
    ddtm, equipe = monde["ddtm"], monde["equipe"]
    atelier = CYCLE.avancer("lancer", Atelier.objects.get(dossier=dossier), par=ddtm, lance_le=jour)
    for nom, college, qualite in CONTACTS:
        ajouter_un_contact(
            atelier,
            nom,
            college,
            qualite=qualite,
            a_consenti_le=jour,
            source_du_consentement="de vive voix",
            par=equipe,
        )
    horloge.au(jour + timedelta(days=20))
    premiere = atelier.jalons.get(session=1)
    debut = premiere.debut_le + timedelta(days=7)
    while debut.weekday() > 3:
        debut += timedelta(days=1)
    deplacer_un_jalon(
        premiere,
        debut,
        debut + (premiere.fin_le - premiere.debut_le),
        lieu="Salle des fêtes (lieu fictif)",
        motif="La salle est prise la semaine prévue.",
        par=ddtm,
    )
    reunir(atelier, monde, horloge)
    return atelier


def approfondir(atelier: Atelier, monde: Monde, horloge: Horloge) -> None:
    """Entre les sessions 1 et 2 : lectures, entretiens, et les constats qui en sortent."""
    phase = atelier.jalons.filter(nature=NatureDePhase.APPROFONDISSEMENT).order_by("debut_le")[0]
    for rang, constat in enumerate(lire("tessy")["constats"]):
        horloge.au(phase.debut_le + timedelta(days=5 * rang + 2))
        etablir(atelier, constat, monde)
    for session in (1, 2, 3):
        for objet, montant, payeur in DEPENSES:
            depenser(atelier, session, objet, montant, monde.organisations[payeur], par=monde["agglo"])
    documenter(atelier, monde)


def etablir(atelier: Atelier, constat: dict[str, Any], monde: Monde) -> None:
    equipe = monde["equipe"]
    if constat["source"] == "document":
        document = lire_un_document(
            atelier,
            constat["titre"],
            constat["dit"],
            par=equipe,
            **{cle: constat[cle] for cle in ("auteur", "annee", "page", "contradiction", "manque")},
        )
        etablir_un_constat(atelier, constat["texte"], document=document, par=equipe)
        return
    jour = localdate()
    entretien = mener_un_entretien(
        atelier,
        f"{constat['personne']} (personnage fictif)",
        constat["college"],
        qualite=constat["qualite"],
        mene_le=jour,
        a_consenti_le=jour,
        source_du_consentement="de vive voix",
        est_anonyme=constat["anonyme"],
        notes=constat["texte"],
        verbatim=constat["verbatim"],
        par=equipe,
    )
    etablir_un_constat(atelier, constat["texte"], entretien=entretien, par=equipe)


def passer_en_production(atelier: Atelier, monde: Monde, horloge: Horloge) -> None:
    derniere = atelier.jalons.filter(nature=NatureDePhase.SESSION).order_by("-fin_le")[0]
    horloge.au(derniere.fin_le + timedelta(days=6))
    CYCLE.avancer("passer_en_production", atelier, par=monde["ddtm"])


def achever(atelier: Atelier, monde: Monde, horloge: Horloge, il_y_a: int) -> None:
    jour = horloge.il_y_a(il_y_a)
    CYCLE.avancer("achever", Atelier.objects.get(pk=atelier.pk), par=monde["ddtm"], acheve_le=jour)
