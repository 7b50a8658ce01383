"""Le monde où la démonstration se joue : références réelles, puis organisations et agents fictifs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management import call_command

from etabli.annuaire.actions import (
    installer_les_services,
    organisation_de_l_epci,
    organisation_de_la_commune,
)
from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.config.demonstration.comptes import COMPTES, MOT_DE_PASSE
from etabli.config.demonstration.contenu import lire
from etabli.dossier.actions import installer_le_programme
from etabli.etape1_candidature.actions import installer_les_criteres
from etabli.etape2_marche.actions import (
    ajouter_un_titulaire,
    creer_un_accord_cadre,
    creer_un_groupement,
    fixer_les_criteres,
)
from etabli.etape2_marche.installation import installer_les_accords_cadres
from etabli.etape2_marche.models import AccordCadre
from etabli.territoires.models import Commune, Epci


def installer_les_references() -> None:
    """Ce qui est vrai : le découpage, les services, le programme, les accords-cadres connus."""
    call_command("charger_territoires")
    installer_les_services()
    installer_le_programme()
    installer_les_criteres()
    installer_les_accords_cadres()
    call_command("charger_realisations")
    call_command("installer_les_pages")


class Monde:
    """Retrouve organisations et agents de la démonstration par leur clé."""

    def __init__(self) -> None:
        self.organisations: dict[str, Organisation] = {}
        self.agents: dict[str, Agent] = {}

    def __getitem__(self, identifiant: str) -> Agent:
        """L'agent, relu : ses fonctions en cours dépendent de la date de l'horloge."""
        return Agent.objects.get(pk=self.agents[identifiant].pk)

    def peupler(self) -> "Monde":
        self._ranger_les_services()
        self._ranger_les_collectivites()
        self._inventer_les_equipes()
        for compte in COMPTES:
            agent = Agent.objects.filter(email=compte.email).first() or Agent.objects.create_user(
                compte.email, MOT_DE_PASSE, prenom=compte.prenom, nom=compte.nom
            )
            Fonction.objects.get_or_create(
                agent=agent,
                organisation=self.organisations[compte.organisation],
                intitule=compte.intitule,
                defaults={"debut_le": date(2023, 1, 2)},
            )
            self.agents[compte.identifiant] = agent
        return self

    def _ranger_les_services(self) -> None:
        self.organisations["dgaln"] = Organisation.objects.get(type=TypeOrganisation.DGALN)
        for code in ("50", "76", "80", "41", "79"):
            self.organisations[f"ddt-{code}"] = Organisation.objects.get(
                type=TypeOrganisation.DDT, departement_id=code
            )
        self.organisations["service-973"] = Organisation.objects.get(
            type=TypeOrganisation.DEAL, departement_id="973"
        )
        self.organisations["prefecture-50"] = Organisation.objects.get(
            type=TypeOrganisation.PREFECTURE, departement_id="50"
        )
        self.organisations["agence-eau"] = inventer(
            TypeOrganisation.OPERATEUR,
            "Agence de l'eau associée (fictive)",
            sigle="Agence de l'eau (fictive)",
        )

    def _ranger_les_collectivites(self) -> None:
        tessy = lire("tessy")
        commune = Commune.objects.get(code=tessy["communes"][0])
        self.organisations["commune"] = organisation_de_la_commune(commune)
        self.organisations["agglo"] = organisation_de_l_epci(Epci.objects.get(pk=tessy["reflexion_epci"]))
        for dossier in lire("autres")["dossiers"]:
            epci = Epci.objects.get(pk=dossier["epci"])
            self.organisations[f"epci-{dossier['cle']}"] = organisation_de_l_epci(epci)

    def _inventer_les_equipes(self) -> None:
        equipes = lire("autres")["equipes"]
        self.accord_cadre = AccordCadre.objects.filter(numero="DEMO-2023").first() or self._inventer_le_cadre(
            equipes["criteres"]
        )
        for rang, (nom, membres) in enumerate(equipes["noms"], 1):
            organisations = [
                (inventer(TypeOrganisation.ENTREPRISE, membre), metier) for membre, metier in membres
            ]
            self.organisations[f"equipe-{rang}"] = organisations[0][0]
            if self.accord_cadre.titulaires.filter(rang=rang).exists():
                continue
            groupement = creer_un_groupement(nom, organisations, par=None, est_fictif=True)
            ajouter_un_titulaire(self.accord_cadre, groupement, par=None)

    def _inventer_le_cadre(self, criteres: list[list[Any]]) -> AccordCadre:
        cadre = creer_un_accord_cadre(
            par=None,
            numero="DEMO-2023",
            intitule="Accord-cadre fictif de démonstration",
            debut_le=date(2023, 9, 1),
            fin_le=date(2027, 8, 31),
            montant_maximum=Decimal(2_000_000),
            note_maximale=5,
            source="Valeurs inventées pour la démonstration",
            est_fictif=True,
        )
        fixer_les_criteres(cadre, [(nom, Decimal(poids), prix) for nom, poids, prix in criteres], par=None)
        return cadre


def inventer(type_: TypeOrganisation, nom: str, sigle: str = "") -> Organisation:
    organisation, _ = Organisation.objects.get_or_create(
        type=type_, nom=nom, defaults={"sigle": sigle, "est_fictive": True}
    )
    return organisation
