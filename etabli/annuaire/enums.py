from django.db import models


class TypeOrganisation(models.TextChoices):
    DGALN = "dgaln", "DGALN"
    DDT = "ddt", "DDT(M)"
    DREAL = "dreal", "DREAL"
    DEAL = "deal", "DEAL"
    DTAM = "dtam", "DTAM"
    PREFECTURE = "prefecture", "Préfecture"
    OPERATEUR = "operateur", "Opérateur de l'État"
    COLLECTIVITE = "collectivite", "Collectivité"
    ENTREPRISE = "entreprise", "Entreprise"
    AUTRE = "autre", "Autre organisation"


# Ceux qui peuvent piloter un atelier et passer le marché subséquent.
SERVICES_DECONCENTRES = (
    TypeOrganisation.DDT,
    TypeOrganisation.DREAL,
    TypeOrganisation.DEAL,
    TypeOrganisation.DTAM,
)

SERVICES_DE_L_ETAT = (TypeOrganisation.DGALN, *SERVICES_DECONCENTRES, TypeOrganisation.PREFECTURE)
# Ce qu'un service déconcentré peut inscrire lui-même : jamais un service de l'État, qui donnerait des droits.
INSCRIPTIBLES_PAR_UN_SERVICE = (
    TypeOrganisation.COLLECTIVITE,
    TypeOrganisation.OPERATEUR,
    TypeOrganisation.ENTREPRISE,
    TypeOrganisation.AUTRE,
)


class EtatInvitation(models.TextChoices):
    """Déduit des dates de l'invitation, jamais enregistré."""

    ENVOYEE = "envoyee", "En attente de réponse"
    ACCEPTEE = "acceptee", "Acceptée"
    EXPIREE = "expiree", "Expirée"
    RETIREE = "retiree", "Retirée"
