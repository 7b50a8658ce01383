"""Ce qu'un tableau rapporté changerait : lignes ajoutées, modifiées, inchangées, et les cases à corriger."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from etabli.annuaire.models import Organisation
from etabli.etape5_feuille_de_route.calcul import ActionDatee, boucles
from etabli.etape5_feuille_de_route.calcul.cellules import CaseIllisibleError, lire_un_entier
from etabli.etape5_feuille_de_route.colonnes import COLONNES_DES_ACTIONS
from etabli.etape5_feuille_de_route.echange.cases import CALCULEES, LECTEURS, Lecteur
from etabli.etape5_feuille_de_route.echange.lignes import Erreur, LigneLue, lettre
from etabli.etape5_feuille_de_route.echange.references import References, cle
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute


@dataclass
class Essai:
    """Un essai à blanc ; `erreurs` vide, il peut s'écrire."""

    lignes: list[LigneLue] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)
    absentes: int = 0
    axes_a_creer: list[str] = field(default_factory=list)
    objectifs_a_creer: list[tuple[str, str]] = field(default_factory=list)

    @property
    def creations(self) -> list[LigneLue]:
        return [ligne for ligne in self.lignes if ligne.action is None]

    @property
    def modifications(self) -> list[LigneLue]:
        return [ligne for ligne in self.lignes if ligne.action is not None and ligne.ecarts]

    @property
    def inchangees(self) -> list[LigneLue]:
        return [ligne for ligne in self.lignes if ligne.action is not None and not ligne.ecarts]

    @property
    def est_a_ecrire(self) -> bool:
        return not self.erreurs and bool(self.creations or self.modifications)

    @property
    def empreinte(self) -> str:
        """Ce que l'on a montré : si la feuille change avant l'accord, ce n'est plus la même."""
        dites = [(x.rang, x.titre, [(e.champ, e.avant, e.apres) for e in x.ecarts]) for x in self.lignes]
        return repr((dites, [(e.case, e.phrase) for e in self.erreurs], self.axes_a_creer))


def comparer(
    feuille: FeuilleDeRoute,
    rangees: Sequence[Sequence[str]],
    porteurs: Iterable[Organisation],
    *,
    creer_les_maillons: bool = False,
) -> Essai:
    """Ne lit que ce qu'il faut, en un nombre constant de requêtes ; n'écrit rien."""
    essai = Essai()
    if not rangees:
        essai.erreurs.append(
            Erreur(1, "", "A1", "", "Ce tableau est vide : il lui faut une ligne d'en-têtes.")
        )
        return essai
    colonnes = _reconnaitre(rangees[0], essai)
    references = References(feuille, porteurs, creer=creer_les_maillons)
    if "action" not in {nom for _, nom in colonnes}:
        phrase = "La colonne «\u00a0Action\u00a0» manque : c'est elle qui nomme chaque action."
        essai.erreurs.append(Erreur(1, "Action", "A1", rangees[0][0] if rangees[0] else "", phrase))
        return essai
    for rang, rangee in enumerate(rangees[1:], 2):
        if any(case.strip() for case in rangee):
            _lire_la_ligne(rang, rangee, colonnes, references, essai)
    _verifier_l_ensemble(colonnes, references, essai)
    essai.axes_a_creer = references.axes_a_creer
    essai.objectifs_a_creer = references.objectifs_a_creer
    essai.absentes = len(references.actions) - sum(ligne.action is not None for ligne in essai.lignes)
    return essai


def _reconnaitre(entetes: Sequence[str], essai: Essai) -> list[tuple[int, str]]:
    """Chaque colonne par son nom ou son titre, sans accents ni majuscules ; une inconnue est dite, et laissée."""
    connues = {cle(dit): c.nom for c in COLONNES_DES_ACTIONS.colonnes for dit in (c.nom, c.titre)}
    colonnes: list[tuple[int, str]] = []
    for place, entete in enumerate(entetes):
        nom = connues.get(cle(entete))
        if nom is None and entete.strip():
            essai.ignorees.append(entete.strip())
        elif nom and nom in {n for _, n in colonnes}:
            phrase = "Cette colonne figure deux fois : gardez-en une."
            essai.erreurs.append(Erreur(1, entete, f"{lettre(place)}1", entete, phrase))
        elif nom and nom not in CALCULEES:
            colonnes.append((place, nom))
    return colonnes


def _lire_la_ligne(
    rang: int,
    rangee: Sequence[str],
    colonnes: Sequence[tuple[int, str]],
    references: References,
    essai: Essai,
) -> None:
    cases = {nom: (place, rangee[place] if place < len(rangee) else "") for place, nom in colonnes}

    def refuser(nom: str, phrase: str) -> None:
        place, valeur = cases.get(nom, (0, ""))
        titre = next(c.titre for c in COLONNES_DES_ACTIONS.colonnes if c.nom == nom)
        essai.erreurs.append(Erreur(rang, titre, f"{lettre(place)}{rang}", valeur[:200], phrase))

    ligne = LigneLue(rang, None, None)
    try:
        ligne.numero = lire_un_entier(cases.get("numero", (0, ""))[1])
    except CaseIllisibleError as illisible:
        refuser("numero", str(illisible))
    if ligne.numero and any(ligne.numero == autre.numero for autre in essai.lignes):
        refuser("numero", f"L'action {ligne.numero} figure deux fois : gardez une seule ligne par numéro.")
    ligne.action = references.actions.get(ligne.numero or 0)
    _lire_les_cases(ligne, cases, references, refuser)
    _verifier_la_ligne(ligne, cases, refuser)
    essai.lignes.append(ligne)


def _lire_les_cases(
    ligne: LigneLue,
    cases: dict[str, tuple[int, str]],
    references: References,
    refuser: Callable[[str, str], None],
) -> None:
    """Dans l'ordre déclaré : l'axe avant l'objectif, qui en dépend ; une colonne absente ne change rien."""
    for nom, lecteur in LECTEURS.items():
        lire: Lecteur = lecteur
        if nom not in cases and not (ligne.action is None and nom in ("axe", "action")):
            continue
        try:
            lire(nom, cases.get(nom, (0, ""))[1], ligne, references)
        except CaseIllisibleError as illisible:
            refuser(nom, str(illisible))


def _verifier_la_ligne(
    ligne: LigneLue, cases: dict[str, tuple[int, str]], refuser: Callable[[str, str], None]
) -> None:
    def vaut(nom: str) -> object:
        return ligne.champs.get(nom, getattr(ligne.action, nom, None))

    for bas, haut, phrase in (
        ("debut_le", "fin_le", "La fin précède le début : corrigez l'une des deux dates."),
        ("cout_min", "cout_max", "Le coût le plus haut est sous le plus bas : corrigez l'un des deux."),
    ):
        petit, grand = vaut(bas), vaut(haut)
        if petit is not None and grand is not None and grand < petit:  # type: ignore[operator]
            refuser(haut if haut in cases else bas, phrase)


def _verifier_l_ensemble(colonnes: Sequence[tuple[int, str]], references: References, essai: Essai) -> None:
    """Les dépendances renvoient à des actions qui existent, et ne tournent pas en rond."""
    place = next((p for p, nom in colonnes if nom == "depend_de"), None)
    if place is None:
        return
    graphe = {numero: [r.numero for r in a.depend_de.all()] for numero, a in references.actions.items()}
    numeros = set(graphe) | {x.numero for x in essai.lignes if x.numero}
    rangs = {x.numero: x.rang for x in essai.lignes if x.numero}

    def refuser(rang: int, valeur: Iterable[int], phrase: str) -> None:
        case = f"{lettre(place)}{rang}"
        essai.erreurs.append(Erreur(rang, "Dépend des actions", case, ", ".join(map(str, valeur)), phrase))

    for ligne in essai.lignes:
        if ligne.depend_de is None:
            continue
        if inconnues := [n for n in ligne.depend_de if n not in numeros]:
            refuser(ligne.rang, ligne.depend_de, f"Aucune action ne porte le numéro {inconnues[0]}.")
        if ligne.numero:
            graphe[ligne.numero] = ligne.depend_de
    datees = [ActionDatee(n, "", depend_de=tuple(requises)) for n, requises in graphe.items()]
    for boucle in boucles(datees):
        rang = next((rangs[n] for n in boucle if n in rangs), 1)
        suite = " → ".join(map(str, [*boucle, boucle[0]]))
        refuser(rang, graphe[boucle[0]], f"Ces dépendances tournent en rond ({suite}) : retirez-en une.")
