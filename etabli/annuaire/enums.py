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
