"""L'annuaire en colonnes : la page, le CSV et le classeur disent la même chose."""

from etabli.annuaire.models import Organisation
from etabli.socle.colonnes import Colonne, JeuDeColonnes

ORGANISATIONS: JeuDeColonnes = JeuDeColonnes(
    "organisations",
    "Organisations",
    (
        Colonne("nom", "Organisation", lambda o: o.nom, lien=Organisation.get_absolute_url, tri="nom"),
        Colonne("type", "Type", lambda o: o.get_type_display(), tri="type"),
        Colonne("sigle", "Sigle", lambda o: o.sigle, secondaire=True),
        Colonne(
            "departement",
            "Département",
            lambda o: f"{o.departement.nom} ({o.departement_id})" if o.departement else "",
            tri="departement_id",
        ),
        Colonne("region", "Région", lambda o: o.region.nom if o.region else "", secondaire=True),
        Colonne("agents", "Agents", lambda o: o.nb_agents, type="entier"),
        Colonne("siret", "SIRET", lambda o: o.siret, secondaire=True),
    ),
)
