"""L'annuaire en colonnes : la page, le CSV et le classeur disent la même chose."""

from typing import Any

from django.urls import reverse

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
        Colonne("agents", "Agents", lambda o: o.nb_agents, type="entier", tri="nb_agents"),
        Colonne("siret", "SIRET", lambda o: o.siret, secondaire=True, tri="siret"),
    ),
)


def _chez(agent: Any) -> str:
    """L'organisation de sa première fonction en cours : c'est là qu'on trouve un agent."""
    exercees = agent.exercees
    return reverse("annuaire:organisation", args=[exercees[0].organisation_id]) if exercees else ""


AGENTS: JeuDeColonnes = JeuDeColonnes(
    "agents",
    "Agents",
    (
        Colonne("nom", "Agent", str, lien=_chez, tri="nom"),
        Colonne("fonctions", "Fonction", lambda a: ", ".join(f.intitule for f in a.exercees)),
        Colonne(
            "organisations", "Organisation", lambda a: ", ".join(f.organisation.nom_court for f in a.exercees)
        ),
        Colonne(
            "departements",
            "Département",
            lambda a: ", ".join(
                sorted({str(f.organisation.departement) for f in a.exercees if f.organisation.departement})
            ),
            secondaire=True,
        ),
        Colonne("courriel", "Courriel", lambda a: a.email, tri="email"),
        Colonne("telephone", "Téléphone", lambda a: a.telephone, secondaire=True),
        Colonne(
            "depuis_le",
            "Compte ouvert le",
            lambda a: a.cree_le.date(),
            "date",
            tri="cree_le",
            secondaire=True,
        ),
    ),
)
