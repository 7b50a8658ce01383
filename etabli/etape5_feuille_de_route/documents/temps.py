"""Le calendrier : la frise et ses dates."""

from etabli.etape5_feuille_de_route.lecture import (
    frise_des_actions,
    par_debut,
)
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.socle.document.blocs import (
    Bloc,
    Liste,
    Paragraphe,
    Tableau,
    Titre,
)

ACTIONS_PAR_FRISE = 20  # au-delà, la frise ne tient plus sur une page


def blocs_du_calendrier(feuille: FeuilleDeRoute, *, niveau: int = 1) -> list[Bloc]:
    actions = list(feuille.actions.en_jeu().for_detail())
    datees = par_debut(actions)
    if not actions:
        return []
    blocs: list[Bloc] = [Titre(niveau, "Le calendrier")]
    for debut in range(0, len(datees), ACTIONS_PAR_FRISE):
        tranche = datees[debut : debut + ACTIONS_PAR_FRISE]
        blocs += [_tableau_des_dates(tranche), frise_des_actions(tranche).figure()]
    if sans_dates := [a for a in actions if not (a.debut_le and a.fin_le)]:
        blocs.append(Paragraphe("Ces actions n'ont pas encore leurs deux dates :"))
        blocs.append(Liste([f"{a} ({a.get_horizon_display().lower()})" for a in sans_dates]))
    return blocs


def _tableau_des_dates(actions: list[Action]) -> Tableau:
    return Tableau(
        ("Action", "Axe", "Début", "Fin"),
        [(str(a), str(a.axe), f"{a.debut_le:%d/%m/%Y}", f"{a.fin_le:%d/%m/%Y}") for a in actions],
        legende="Les dates prévues",
        largeurs=(6, 4, 2, 2),
        alignements=("gauche", "gauche", "droite", "droite"),
    )
