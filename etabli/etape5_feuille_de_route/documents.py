"""La feuille de route en document : un axe ouvre, chaque action a sa fiche, puis l'argent et le temps.

Les livrables de l'étape suivante reprennent ces suites de blocs ; `niveau` est celui du premier titre.
"""

from collections.abc import Iterator

from django.utils.timezone import localdate

from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.calcul import PlanDeFinancement
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.lecture import (
    AxeLu,
    Financement,
    frise_des_actions,
    lire_les_axes,
    par_debut,
)
from etabli.etape5_feuille_de_route.models import Action, Enjeu, EtapeDAction, FeuilleDeRoute
from etabli.socle.document import Arbre, Couverture, Document, html_en_blocs
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    ChiffresCles,
    Citation,
    Encadre,
    Fiche,
    Liste,
    Ouverture,
    Paragraphe,
    Paysage,
    Tableau,
    Titre,
)
from etabli.socle.document.couleurs import BLEU, SUITE
from etabli.socle.francais import euros, jour, liste_et, periode, pluriel, pourcent

PAROLES_PAR_ACTION = 3
ACTIONS_PAR_FRISE = 20  # au-delà, la frise ne tient plus sur une page
PAROLES_PAR_ENJEU = 3
INCONNU = "à préciser"


def couleur_de(rang: int) -> str:
    """La couleur d'un axe, la même sur son ouverture et sur les fiches de ses actions."""
    return SUITE[(rang - 1) % len(SUITE)]


def fourchette(plan: PlanDeFinancement) -> str:
    """« 18 000 € à 22 000 € HT » ; un seul montant quand les deux bornes se confondent."""
    if plan.cout is None:
        return INCONNU
    if plan.cout_bas is None or plan.cout_bas == plan.cout:
        return f"{euros(plan.cout)} HT"
    return f"{euros(plan.cout_bas)} à {euros(plan.cout)} HT"


def blocs_de_la_vision(feuille: FeuilleDeRoute, *, niveau: int = 1) -> list[Bloc]:
    if not feuille.vision:
        return []
    return [Titre(niveau, "La vision"), *html_en_blocs(feuille.vision, premier_niveau=niveau + 1)]


def blocs_des_enjeux(feuille: FeuilleDeRoute, *, niveau: int = 1) -> list[Bloc]:
    """Chaque enjeu, les constats qui l'établissent et quelques-unes des paroles qui l'ont fait naître."""
    blocs: list[Bloc] = [Titre(niveau, "Les enjeux")]
    for enjeu in feuille.enjeux.prefetch_related("constats", "contributions"):
        blocs += _un_enjeu(enjeu, niveau + 1)
    return blocs if len(blocs) > 1 else []


def _un_enjeu(enjeu: Enjeu, niveau: int) -> Iterator[Bloc]:
    yield Titre(niveau, enjeu.titre)
    if enjeu.texte:
        yield Paragraphe(enjeu.texte)
    if constats := list(enjeu.constats.all()):
        yield Liste([c.texte for c in constats])
    paroles = [c for c in enjeu.contributions.all() if not c.est_masquee]
    for parole in paroles[:PAROLES_PAR_ENJEU]:
        yield Citation(parole.texte, parole.get_college_display())
    if (reste := len(paroles) - PAROLES_PAR_ENJEU) > 0:
        yield Paragraphe(f"Et {pluriel(reste, 'autre contribution')} dans le même sens.")


def blocs_des_axes(
    feuille: FeuilleDeRoute, *, niveau: int = 1, avec_ouvertures: bool = True, avec_fiches: bool = True
) -> list[Bloc]:
    """Axe par axe : pourquoi, les objectifs, puis la fiche de chaque action."""
    actions = list(feuille.actions.for_detail())
    blocs: list[Bloc] = []
    for lu in lire_les_axes(feuille, actions):
        blocs += _un_axe(lu, niveau, avec_ouvertures)
        if avec_fiches:
            for action in lu.actions:
                blocs += blocs_d_une_action(
                    action, couleur=couleur_de(lu.rang), niveau=niveau + 1, rang=lu.rang
                )
    return blocs


def _un_axe(lu: AxeLu, niveau: int, avec_ouverture: bool) -> Iterator[Bloc]:
    if avec_ouverture:
        yield Ouverture(
            lu.axe.titre, lu.axe.texte, repere=f"Axe {lu.rang}", couleur=couleur_de(lu.rang), niveau=niveau
        )
    else:
        yield Titre(niveau, f"Axe {lu.rang} : {lu.axe.titre}")
        if lu.axe.texte:
            yield Chapo(lu.axe.texte)
    if enjeux := list(lu.axe.enjeux.all()):
        debut = "Cet axe répond à un enjeu" if len(enjeux) == 1 else f"Cet axe répond à {len(enjeux)} enjeux"
        yield Paragraphe(f"{debut} :")
        yield Liste([enjeu.titre for enjeu in enjeux])
    for objectif, actions in lu.objectifs:
        yield Titre(niveau + 1, str(objectif) if objectif else "Sans objectif rattaché")
        yield _actions_de_l_objectif(actions) if actions else Paragraphe("Aucune action pour l'instant.")


def _actions_de_l_objectif(actions: list[Action]) -> Tableau:
    return Tableau(
        ("Action", "Maîtrise d'ouvrage", "Horizon", "Coût HT au plus"),
        [
            (
                str(a),
                str(a.maitrise_d_ouvrage or "à désigner"),
                a.get_horizon_display(),
                euros(a.cout) or INCONNU,
            )
            for a in actions
        ],
        largeurs=(6, 4, 2, 2),
        alignements=("gauche", "gauche", "gauche", "droite"),
    )


def blocs_d_une_action(
    action: Action, *, couleur: str = BLEU, niveau: int = 2, rang: int = 0, nouvelle_page: bool = True
) -> list[Bloc]:
    """La fiche d'une action ; `rang` est celui de son axe quand on le connaît."""
    axe = f"Axe {rang} · " if rang else ""
    return [
        Fiche(
            action.titre,
            surtitre=f"{axe}Action {action.numero}",
            champs=[*_champs_courts(action), *_champs_longs(action)],
            blocs=list(_argent(action)),
            couleur=couleur,
            niveau=niveau,
            ancre=f"action-{action.numero}",
            nouvelle_page=nouvelle_page,
        )
    ]


def _champs_courts(action: Action) -> list[tuple[str, str]]:
    porteur = str(action.maitrise_d_ouvrage or "à désigner")
    champs = [
        ("Maîtrise d'ouvrage", porteur),
        ("Référent", action.referent),
        ("Partenaires", action.partenaires),
        ("Thématique", str(action.thematique or "")),
        ("Priorité", action.get_priorite_display()),
        ("Maturité", action.get_maturite_display()),
        ("Calendrier", _quand(action)),
        ("Coût estimé", fourchette(action.plan)),
        ("Communes", liste_et(action.communes.all())),
        ("Indicateur de suivi", action.indicateur),
        ("Prochain pas", action.prochain_pas),
        ("Liens avec les documents", action.documents_lies),
    ]
    return [(nom, valeur) for nom, valeur in champs if valeur]


def _quand(action: Action) -> str:
    dates = periode(action.debut_le, action.fin_le) if action.debut_le else ""
    return f"{action.get_horizon_display()}, {dates}" if dates else action.get_horizon_display()


def _champs_longs(action: Action) -> Iterator[tuple[str, list[Bloc]]]:
    if action.description:
        yield "Ce qui sera fait", [Paragraphe(p) for p in action.description.splitlines() if p.strip()]
    if etapes := list(action.etapes.all()):
        yield "Étapes", [Liste([_etape(e) for e in etapes], ordonnee=True)]
    if requises := list(action.depend_de.all()):
        yield "Dépend de", [Liste([f"Action {a.numero} : {a.titre}" for a in requises])]
    if paroles := [c for c in action.contributions.all() if not c.est_masquee]:
        yield "Dit dans la salle", [Liste([_parole(c) for c in paroles[:PAROLES_PAR_ACTION]])]


def _parole(contribution: Contribution) -> str:
    qui = contribution.get_college_display()
    return f"« {contribution.texte} »" + (f" ({qui.lower()})" if qui else "")


def _etape(etape: EtapeDAction) -> str:
    if etape.faite_le:
        return f"{etape}, faite le {jour(etape.faite_le, semaine=False)}"
    return f"{etape}, prévue le {jour(etape.prevue_le, semaine=False)}" if etape.prevue_le else str(etape)


def _argent(action: Action) -> Iterator[Bloc]:
    plan = action.plan
    if financements := list(action.financements.all()):
        yield Tableau(
            ("Financeur", "Dispositif", "Demandé", "Obtenu", "Payé"),
            [
                (f.financeur, f.dispositif or "–", euros(f.demande), euros(f.obtenu), euros(f.paye))
                for f in financements
            ],
            legende=f"Plan de financement de l'action {action.numero}, en euros HT",
            total=("Total", "", euros(plan.demande), euros(plan.obtenu), euros(plan.paye)),
            note=_reste(plan),
        )


def _reste(plan: PlanDeFinancement) -> str:
    if plan.reste_a_trouver is None:
        return "Le coût n'est pas encore estimé."
    if plan.excedent:
        return f"Attention : {euros(plan.excedent)} obtenus au-delà du coût le plus haut."
    if not plan.reste_a_trouver:
        return "L'action est financée, même au coût le plus haut."
    return (
        f"Reste à trouver au coût le plus haut : {euros(plan.reste_a_trouver)} "
        f"({pourcent(plan.taux_obtenu)} obtenus)."
    )


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
        blocs += [Titre(niveau + 1, "Qui apporte quoi"), graphique.figure(), _tableau_des_financeurs(lu)]
    if len(lu.par_annee) > 1:
        annees = [(str(annee), euros(montant)) for annee, montant in lu.par_annee.items()]
        tableau = Tableau(("Année", "Coût HT"), annees, alignements=("gauche", "droite"))
        figure = lu.graphique_des_annees().figure()
        blocs += [Titre(niveau + 1, "Année par année"), figure, tableau]
    return [*blocs, Paysage([Titre(niveau + 1, "Action par action"), _tableau_des_actions(lu)])]


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


def blocs_du_calendrier(feuille: FeuilleDeRoute, *, niveau: int = 1) -> list[Bloc]:
    actions = list(feuille.actions.en_jeu().for_detail())
    datees = par_debut(actions)
    if not actions:
        return []
    blocs: list[Bloc] = [Titre(niveau, "Le calendrier")]
    for debut in range(0, len(datees), ACTIONS_PAR_FRISE):
        tranche = datees[debut : debut + ACTIONS_PAR_FRISE]
        blocs += [frise_des_actions(tranche).figure(), _tableau_des_dates(tranche)]
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


def composer(feuille: FeuilleDeRoute) -> Arbre:
    dossier = feuille.dossier
    blocs = [
        *blocs_de_la_vision(feuille),
        *blocs_des_enjeux(feuille),
        *blocs_des_axes(feuille),
        *blocs_du_financement(feuille),
        *blocs_du_calendrier(feuille),
    ]
    est_adoptee = feuille.etat in (Etat.ADOPTEE, Etat.CLOSE) and feuille.adoptee_le
    etat = f"Adoptée le {jour(feuille.adoptee_le, semaine=False)}" if est_adoptee else "Document de travail"
    return Arbre(
        titre="Feuille de route",
        sous_titre=dossier.titre,
        date=feuille.adoptee_le or localdate(),
        gabarit="rapport",
        blocs=blocs or [Encadre("Rien n'est encore écrit", [Paragraphe("La feuille de route est vide.")])],
        couverture=Couverture(surtitre="Ateliers Locaux", mentions=[etat]),
        sommaire=True,
        mentions="Contenu fictif de démonstration" if dossier.est_fictif else etat,
        numerote=False,
    )


FEUILLE_DE_ROUTE = Document("feuille-de-route", "Feuille de route", composer)
