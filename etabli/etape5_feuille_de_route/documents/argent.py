"""Le plan de financement : le total, qui, quand, action par action."""

from etabli.etape5_feuille_de_route.documents.mots import INCONNU
from etabli.etape5_feuille_de_route.lecture import (
    Financement,
)
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.socle.document.blocs import (
    Bloc,
    ChiffresCles,
    Colonnes,
    Paragraphe,
    Paysage,
    Tableau,
    Titre,
)
from etabli.socle.francais import euros, pluriel


def blocs_du_financement(feuille: FeuilleDeRoute, *, niveau: int = 1) -> list[Bloc]:
    """Ce que coûte la feuille, qui l'apporte, quand, et ce qui reste à trouver action par action."""
    lu = Financement(list(feuille.actions.en_jeu().for_detail()))
    if not lu.actions:
        return []
    total = lu.total
    blocs: list[Bloc] = [
        Titre(niveau, "Le plan de financement"),
        ChiffresCles(
            [
                (euros(total.cout) or INCONNU, "coût HT, haut de la fourchette"),
                (euros(total.obtenu), "obtenus"),
                (euros(total.reste_a_trouver) or INCONNU, "restent à trouver"),
            ]
        ),
        Paragraphe(_dire_le_financement(lu)),
    ]
    if lu.par_financeur:
        graphique = lu.graphique_des_financeurs()
        blocs += [
            Titre(niveau + 1, "Qui apporte quoi"),
            graphique.figure(largeur=0.75),
            _tableau_des_financeurs(lu),
        ]
    blocs.append(Paysage([Titre(niveau + 1, "Action par action"), _tableau_des_actions(lu)]))
    if len(lu.par_annee) > 1:
        # Un prorata du temps : des centimes y feraient croire à une précision que l'estimation n'a pas.
        annees = [(str(annee), euros(round(montant))) for annee, montant in lu.par_annee.items()]
        tableau = Tableau(("Année", "Coût HT"), annees, alignements=("gauche", "droite"))
        figure = lu.graphique_des_annees().figure()
        blocs += [Titre(niveau + 1, "Année par année"), Colonnes([figure], [tableau], part=0.62)]
    return blocs


def _dire_le_financement(lu: Financement) -> str:
    total = lu.total
    phrases = []
    if total.cout is not None and total.cout_bas is not None:
        phrases.append(
            f"Les {pluriel(len(lu.actions), 'action')} sont estimées entre {euros(total.cout_bas)} "
            f"et {euros(total.cout)} HT."
        )
    if total.nb_sans_cout:
        verbe = "n'est pas chiffrée" if total.nb_sans_cout == 1 else "ne sont pas chiffrées"
        phrases.append(f"{pluriel(total.nb_sans_cout, 'action')} {verbe} : le total ne les compte pas.")
    if total.excedent:
        phrases.append(f"{euros(total.excedent)} ont été obtenus au-delà du coût de certaines actions.")
    return " ".join(phrases)


def _tableau_des_financeurs(lu: Financement) -> Tableau:
    return Tableau(
        ("Financeur", "Demandé", "Obtenu", "Payé"),
        [(x.financeur, euros(x.demande), euros(x.obtenu), euros(x.paye)) for x in lu.par_financeur],
        legende="Par financeur, en euros HT",
        total=("Total", euros(lu.total.demande), euros(lu.total.obtenu), euros(lu.total.paye)),
    )


def _tableau_des_actions(lu: Financement) -> Tableau:
    lignes = []
    for action in lu.actions:
        plan = action.plan
        reste = euros(plan.reste_a_trouver) or INCONNU
        montants = (euros(plan.cout) or INCONNU, euros(plan.demande), euros(plan.obtenu), reste)
        lignes.append((str(action), str(action.maitrise_d_ouvrage or "à désigner"), *montants))
    total = lu.total
    return Tableau(
        ("Action", "Maîtrise d'ouvrage", "Coût HT au plus", "Demandé", "Obtenu", "Reste à trouver"),
        lignes,
        legende="Par action, en euros HT",
        largeurs=(6, 3, 2, 2, 2, 2),
        alignements=("gauche", "gauche", "droite", "droite", "droite", "droite"),
        total=(
            "Total",
            "",
            euros(total.cout),
            euros(total.demande),
            euros(total.obtenu),
            euros(total.reste_a_trouver),
        ),
    )
