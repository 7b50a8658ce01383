"""Du fichier publié aux mesures : à blanc ou pour de bon, avec un compte rendu ligne à ligne."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from typing import IO, Any

from etabli.territoires.calcul.colonnes_publiees import (
    ValeurIllisibleError,
    additionner,
    nombre_lu,
    reconnaitre_les_colonnes,
    trouver_l_entete,
)
from etabli.territoires.enums import NatureDeCommune
from etabli.territoires.mesures.declaration import JEUX, JeuDeclare, installer_les_indicateurs
from etabli.territoires.mesures.ecrire import Ecrivain
from etabli.territoires.mesures.lire import FichierRefuseError, lignes_de
from etabli.territoires.models import Commune, ImportDeMesures

NB_D_ECARTS_GARDES = 2000
NB_DE_LIGNES_ENTRE_DEUX_NOUVELLES = 2000
Dire = Callable[[int], object]
Valeurs = dict[int, float]


@dataclass
class Ecart:
    """Une ligne que l'on n'a pas prise telle quelle, et pourquoi."""

    ligne: int
    code: str
    genre: str
    phrase: str


@dataclass
class Rapport:
    """Ce que l'on a lu, pris et laissé ; les deux mille premiers écarts sont gardés, les autres comptés."""

    nb_lignes: int = 0
    nb_communes: int = 0
    nb_mesures: int = 0
    nb_colonnes: int = 0
    colonnes: list[dict[str, Any]] = field(default_factory=list)
    nb_ecarts: dict[str, int] = field(default_factory=dict)
    ecarts: list[dict[str, Any]] = field(default_factory=list)
    nb_absentes: int = 0
    absentes: list[str] = field(default_factory=list)

    def ecarter(self, ecart: Ecart) -> None:
        self.nb_ecarts[ecart.genre] = self.nb_ecarts.get(ecart.genre, 0) + 1
        if len(self.ecarts) < NB_D_ECARTS_GARDES:
            self.ecarts.append(asdict(ecart))


@dataclass(frozen=True)
class Connue:
    """Ce qu'il faut savoir d'un code pour ranger sa ligne."""

    code: str
    nom: str
    successeur: str
    est_arrondissement: bool


def importer(
    origine: ImportDeMesures, fichier: IO[bytes], *, a_blanc: bool, dire: Dire = lambda nb: None
) -> Rapport:
    """Idempotent : le même fichier appliqué deux fois laisse les mêmes mesures."""
    jeu, indicateurs = JEUX[origine.jeu], installer_les_indicateurs()
    additifs = {code for code, indicateur in indicateurs.items() if indicateur.est_additif}
    with lignes_de(fichier, origine.nom) as lignes:
        lecture = Lecture(jeu, origine.millesime, lignes, additifs)
        ecrivain = Ecrivain(origine, lecture.colonnes, indicateurs, a_blanc=a_blanc)
        for code, valeurs in lecture.communes(dire):
            ecrivain.ecrire(code, valeurs)
        ecrivain.finir()
    lecture.rapport.nb_mesures = ecrivain.nb_mesures
    return lecture.rapport


class Lecture:
    """Parcourt les lignes une fois ; ne garde en mémoire que les communes nées d'une fusion."""

    def __init__(
        self, jeu: JeuDeclare, millesime: int, lignes: Iterator[Sequence[str]], additifs: set[str]
    ) -> None:
        debut = list(islice(lignes, 20))
        entete = trouver_l_entete(debut, jeu.colonnes_du_code)
        if entete is None:
            attendue = " ou ".join(jeu.colonnes_du_code)
            raise FichierRefuseError(
                f"Aucune ligne d'en-tête ne porte la colonne {attendue} : ce n'est pas ce jeu de données."
            )
        self.rang, noms = entete
        codes = [nom.lower() for nom in jeu.colonnes_du_code]
        self.place_du_code = next(p for p, nom in enumerate(noms) if nom.lower() in codes)
        self.colonnes = reconnaitre_les_colonnes(noms, jeu.motifs, millesime)
        if not self.colonnes:
            raise FichierRefuseError("Aucune des colonnes attendues n'est dans ce fichier.")
        self.lignes = chain(debut[self.rang + 1 :], lignes)
        self.connues = communes_connues()
        self.cibles = {c.successeur for c in self.connues.values() if c.successeur}
        self.additives = {c.place for c in self.colonnes if c.indicateur in additifs}
        self.rapport = Rapport(
            nb_colonnes=len(noms),
            colonnes=[{"nom": c.nom, "indicateur": c.indicateur, "annee": c.annee} for c in self.colonnes],
        )

    def communes(self, dire: Dire) -> Iterator[tuple[str, Valeurs]]:
        """Chaque commune d'aujourd'hui et ses valeurs ; les lignes d'hier sont reportées sur elle."""
        propres: dict[str, Valeurs] = {}
        reports: dict[str, list[tuple[int, Connue, Valeurs]]] = defaultdict(list)
        vues: set[str] = set()
        for numero, ligne in enumerate(self.lignes, self.rang + 2):
            if not any(ligne):
                continue
            self.rapport.nb_lignes += 1
            if self.rapport.nb_lignes % NB_DE_LIGNES_ENTRE_DEUX_NOUVELLES == 0:
                dire(self.rapport.nb_lignes)
            code = ligne[self.place_du_code].strip().upper() if len(ligne) > self.place_du_code else ""
            connue = self.connues.get(code.zfill(5))
            if connue is None:
                self._ecarter(numero, code, "inconnue", "ce code n'est celui d'aucune commune connue.")
            elif connue.code in vues:
                self._ecarter(
                    numero, code, "double", "cette commune a déjà une ligne ; la première est gardée."
                )
            else:
                vues.add(connue.code)
                valeurs = self._valeurs(numero, connue.code, ligne)
                if connue.successeur:
                    reports[connue.successeur].append((numero, connue, valeurs))
                elif connue.code in self.cibles:
                    propres[connue.code] = valeurs
                else:
                    yield connue.code, valeurs
        yield from self._reunies(propres, reports)
        self._dire_les_absentes(vues | reports.keys())

    def _valeurs(self, numero: int, code: str, ligne: Sequence[str]) -> Valeurs:
        valeurs: Valeurs = {}
        for colonne in self.colonnes:
            try:
                lu = nombre_lu(ligne[colonne.place]) if colonne.place < len(ligne) else None
            except ValeurIllisibleError as erreur:
                phrase = f"colonne {colonne.nom} : «\u00a0{str(erreur)[:40]}\u00a0» n'est pas un nombre."
                self._ecarter(numero, code, "illisible", phrase)
                continue
            if lu is not None:
                valeurs[colonne.place] = lu
        return valeurs

    def _reunies(
        self, propres: dict[str, Valeurs], reports: dict[str, list[tuple[int, Connue, Valeurs]]]
    ) -> Iterator[tuple[str, Valeurs]]:
        for code in sorted(propres.keys() | reports.keys()):
            propre, hier = propres.get(code), reports.get(code, [])
            if propre is not None:
                # La ville entière est dans le fichier : ses arrondissements y sont déjà comptés.
                hier = [h for h in hier if not h[1].est_arrondissement]
            valeurs, perdues = additionner(propre, [v for *_, v in hier], self.additives)
            if not hier:
                valeurs, perdues = propre or {}, set()
            for numero, connue, _ in hier:
                nom = self.connues[code].nom
                suite = (
                    f" ; {len(perdues)} colonnes ne s'additionnent pas ou sont incomplètes" if perdues else ""
                )
                phrase = f"{connue.nom} fait aujourd'hui partie de {nom} ({code}) : valeurs reportées{suite}."
                self._ecarter(numero, connue.code, "reportee", phrase)
            yield code, valeurs

    def _dire_les_absentes(self, vues: set[str]) -> None:
        actuelles = {c.code for c in self.connues.values() if not c.successeur}
        absentes = sorted(actuelles - vues)
        self.rapport.nb_absentes = len(absentes)
        self.rapport.absentes = [f"{self.connues[c].nom} ({c})" for c in absentes[:50]]
        self.rapport.nb_communes = len(actuelles & vues)

    def _ecarter(self, numero: int, code: str, genre: str, phrase: str) -> None:
        self.rapport.ecarter(Ecart(numero, code[:20], genre, phrase))


def communes_connues() -> dict[str, Connue]:
    """Toutes les communes d'hier et d'aujourd'hui, en une requête (quatre mégaoctets)."""
    lues = Commune.objects.values_list("code", "nom", "successeur_id", "nature")
    return {
        code: Connue(code, nom, successeur or "", nature == NatureDeCommune.ARRONDISSEMENT)
        for code, nom, successeur, nature in lues.iterator(chunk_size=5000)
    }
