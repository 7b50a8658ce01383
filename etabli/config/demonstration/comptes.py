"""Les comptes de la démonstration : un par rôle, le même mot de passe pour tous."""

from dataclasses import dataclass

MOT_DE_PASSE = "demonstration"
DOMAINE = "demo.etabli.example"


@dataclass(frozen=True)
class Compte:
    """`organisation` est la clé sous laquelle `monde.py` la range."""

    identifiant: str
    prenom: str
    nom: str
    intitule: str
    organisation: str
    role: str
    est_annonce: bool = True

    @property
    def email(self) -> str:
        return f"{self.identifiant}@{DOMAINE}"


COMPTES = (
    Compte("dgaln", "Claire", "Aubrac", "Cheffe de projet Ateliers", "dgaln", "DGALN, pilote national"),
    Compte("instructeur", "Hugo", "Verdon", "Instructeur", "dgaln", "DGALN, second instructeur"),
    Compte(
        "communication", "Anouk", "Ferrand", "Chargée de communication", "dgaln", "Rédaction du site public"
    ),
    Compte("ddtm", "Solène", "Lerond", "Chargée d'aménagement", "ddt-50", "DDTM 50, pilote de Tessy-Bocage"),
    Compte(
        "ddtm2", "Bruno", "Hamel", "Adjoint au chef de service", "ddt-50", "DDTM 50, second ouvreur des plis"
    ),
    Compte("eau", "Inès", "Kerven", "Chargée d'intervention", "agence-eau", "Opérateur de l'État, co-pilote"),
    Compte("prefecture", "Paul", "Ganne", "Chargé de mission", "prefecture-50", "Préfecture, lecteur"),
    Compte("commune", "Maryse", "Dubosc", "Maire", "commune", "Commune, co-porteuse"),
    Compte(
        "agglo", "Karim", "Levallois", "Directeur de l'aménagement", "agglo", "Agglomération, co-porteuse"
    ),
    Compte("equipe", "Nadège", "Roussin", "Cheffe de projet", "equipe-1", "Équipe projet (mandataire)"),
    Compte("candidat", "Yann", "Pellerin", "Gérant", "equipe-2", "Groupement consulté, non retenu"),
    Compte("ddtm76", "Aude", "Normand", "Cheffe de bureau", "ddt-76", "DDTM 76, pilote interdépartemental"),
    Compte("ddtm80", "Rémi", "Picard", "Chargé de mission", "ddt-80", "DDTM 80, co-pilote", False),
    Compte("bresle", "Élise", "Tanguy", "Directrice", "epci-bresle", "Communauté de communes", False),
    Compte("guyane", "Marc", "Étienne", "Chef de projet", "service-973", "Service de l'État en Guyane"),
    Compte("oyapock", "Rose", "Antoine", "Directrice", "epci-oyapock", "Communauté de communes", False),
    Compte("ddt41", "Léa", "Chambon", "Chargée d'études", "ddt-41", "DDT 41, dossier non éligible"),
    Compte("sologne", "Jean", "Morin", "Directeur", "epci-sologne", "Communauté de communes", False),
    Compte("ddt79", "Noé", "Garnier", "Chargé d'études", "ddt-79", "DDT 79, dossier en liste d'attente"),
    Compte("thouarsais", "Sara", "Blin", "Directrice", "epci-thouarsais", "Communauté de communes", False),
)
