"""Une liste telle qu'une adresse la demande : ce que la page montre, ce que le fichier emporte."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, Q, TextField
from django.http import QueryDict

from etabli.socle.affichage import Onglet
from etabli.socle.colonnes import Colonne, JeuDeColonnes, Tableau
from etabli.socle.listes.declaration import Liste
from etabli.socle.listes.filtre import Filtre, Jeton
from etabli.socle.sans_accents import SansAccents, comme_en_base


class ListeLue:
    """`visibles` est ce que l'agent peut lire ; rien d'autre n'est retiré que ce que l'adresse demande."""

    def __init__(
        self, liste: Liste, parametres: QueryDict, visibles: Any, agent: Any, filtre: Filtre | None = None
    ) -> None:
        self.liste, self.parametres, self.visibles, self.agent = liste, parametres, visibles, agent
        self.filtre = filtre or liste.filtre(parametres, agent=agent)

    # Ce que l'adresse demande

    @cached_property
    def tri(self) -> str:
        demande = str(self.parametres.get("tri", ""))
        return demande if self._colonne_du_tri(demande) else self.liste.tri

    def _colonne_du_tri(self, demande: str) -> Colonne | None:
        nom = demande.removeprefix("-")
        return next((c for c in self.liste.jeu.colonnes if c.tri and c.nom == nom), None)

    @cached_property
    def choisies(self) -> list[str]:
        """Les colonnes demandées, vide quand on n'en a choisi aucune ; la première est toujours là."""
        connues = [c.nom for c in self.liste.jeu.colonnes]
        demandees = set(self.parametres.getlist("colonnes")) & set(connues)
        return [n for rang, n in enumerate(connues) if n in demandees or rang == 0] if demandees else []

    @cached_property
    def refus(self) -> list[tuple[str, str]]:
        """Ce que l'adresse dit d'illisible, et ce que l'on en a fait."""
        phrases = list(self.filtre.refus)
        demande = str(self.parametres.get("tri", ""))
        if demande and not self._colonne_du_tri(demande):
            phrases.append(("Tri", f"« {demande[:40]} » ne se lit pas : la liste garde son tri habituel."))
        connues = {c.nom for c in self.liste.jeu.colonnes}
        if inconnues := [n for n in self.parametres.getlist("colonnes") if n and n not in connues]:
            phrases.append(("Colonnes", f"« {inconnues[0][:40]} » n'est pas une colonne de cette liste."))
        return phrases

    @cached_property
    def propres(self) -> QueryDict:
        """L'adresse sans rien d'inutile ni d'illisible : ce qu'une vue enregistre, ce qu'un export reprend."""
        propres = self.filtre.propres()
        if self.tri != self.liste.tri:
            propres["tri"] = self.tri
        if self.choisies:
            propres.setlist("colonnes", self.choisies)
        return propres

    def adresse(self, *, sans: str = "", **avec: str) -> str:
        """Commence par « ? » : retirer le dernier filtre mène à la liste entière, pas à la même."""
        suite = self.propres.copy()
        suite.pop(sans, None)
        for cle, valeur in avec.items():
            suite[cle] = valeur
        return f"?{suite.urlencode()}"

    # Ce que la page montre

    @cached_property
    def jetons(self) -> list[Jeton]:
        return [Jeton(self.filtre.dire(nom), self.adresse(sans=nom)) for nom in self.filtre.choisis]

    @cached_property
    def sans_filtre(self) -> str:
        """La liste entière, dans le même tri et les mêmes colonnes."""
        suite = self.propres.copy()
        for nom in self.filtre.fields:
            suite.pop(nom, None)
        return f"?{suite.urlencode()}"

    @property
    def sans_choix_de_colonnes(self) -> str:
        return self.adresse(sans="colonnes")

    @property
    def phrase_du_tri(self) -> str:
        colonne = self._colonne_du_tri(self.tri)
        sens = "décroissant" if self.tri.startswith("-") else "croissant"
        return f"Tri : {colonne.titre}, {sens}" if colonne else ""

    @cached_property
    def compteurs(self) -> list[Onglet]:
        """Un lien par valeur de la facette qui compte quelque chose ; les autres filtres y sont gardés."""
        nom = self.liste.facette
        if not nom:
            return []
        retenus = self.visibles.filter(self.filtre.condition(sauf={nom}))
        nombres = dict(retenus.order_by().values_list(nom).annotate(nb=Count("pk")))
        choisi = str(self.filtre.lu(nom) or "")
        onglets = [Onglet(self.liste.toutes, self.adresse(sans=nom), not choisi, sum(nombres.values()))]
        champ: Any = self.filtre.fields[nom]
        for valeur, libelle in champ.choices:
            if nombre := nombres.get(valeur):
                onglets.append(
                    Onglet(str(libelle), self.adresse(**{nom: valeur}), str(valeur) == choisi, nombre)
                )
        return onglets

    @cached_property
    def colonnes(self) -> tuple[Colonne, ...]:
        """Une colonne choisie se montre aussi sur un téléphone : le tableau y défile."""
        toutes = self.liste.jeu.colonnes
        if self.choisies:
            return tuple(replace(c, secondaire=False) for c in toutes if c.nom in self.choisies)
        return tuple(c for c in toutes if c.nom in self.liste.ecran) if self.liste.ecran else toutes

    @property
    def cases(self) -> list[tuple[Colonne, bool]]:
        """Chaque colonne que l'on peut montrer ou non ; la première, qui nomme la ligne, ne s'ôte pas."""
        montrees = {c.nom for c in self.colonnes}
        return [(c, c.nom in montrees) for c in self.liste.jeu.colonnes[1:]]

    @cached_property
    def feuille(self) -> Page[Any]:
        feuille = Paginator(self.lignes(), self.liste.par_page).get_page(self.parametres.get("page"))
        feuille.object_list = list(feuille.object_list)
        self.liste.completer(feuille.object_list, self.agent)
        return feuille

    @cached_property
    def tableau(self) -> Tableau:
        vide = "Aucune ligne ne répond à ces filtres." if self.filtre.choisis else self.liste.vide
        return Tableau(
            self.colonnes, self.feuille, self.liste.jeu.titre, vide, self.propres, False, tri=self.liste.tri
        )

    # Ce que le fichier emporte

    @property
    def jeu(self) -> JeuDeColonnes:
        return self.liste.jeu.avec(self.choisies) if self.choisies else self.liste.jeu

    def lignes_du_fichier(self) -> Iterable[Any]:
        lignes = list(self.lignes())
        self.liste.completer(lignes, self.agent)
        return lignes

    def lignes(self) -> Any:
        """Filtrées et triées ; en base quand ce sont des objets, ici quand l'étape les a calculées."""
        lignes = self.liste.preparer(self.visibles.filter(self.filtre.condition()), self.agent)
        colonne = self._colonne_du_tri(self.tri)
        if colonne is None:
            return lignes
        descend = self.tri.startswith("-")
        if not hasattr(lignes, "order_by"):
            return _trier(lignes, colonne, descend)
        cle: Any = SansAccents(F(colonne.tri)) if _est_un_texte(lignes, colonne.tri) else F(colonne.tri)
        # Dire où vont les vides empêche PostgreSQL de suivre un index : on ne le dit que s'il peut y en avoir.
        vides_a_la_fin = _peut_etre_vide(lignes, colonne.tri) or None
        ordre = cle.desc(nulls_last=vides_a_la_fin) if descend else cle.asc(nulls_last=vides_a_la_fin)
        return lignes.order_by(ordre, "-pk")

    def compter(self, conditions: dict[str, Q]) -> dict[str, int]:
        """Plusieurs comptes en une requête : un par vue enregistrée."""
        if not conditions:
            return {}
        comptes = {cle: Count("pk", filter=q) if q else Count("pk") for cle, q in conditions.items()}
        # On ne lit que ce qui peut compter : l'index y mène, au lieu de relire toute la table.
        retenus = (
            self.visibles.filter(reduce(or_, conditions.values()))
            if all(conditions.values())
            else self.visibles
        )
        trouves: dict[str, int] = retenus.order_by().aggregate(**comptes)
        return trouves


def _est_un_texte(objets: Any, champ: str) -> bool:
    """Un texte se trie comme on le lit : « Étang » avant « zone »."""
    lu = F(champ).resolve_expression(objets.query.chain(), allow_joins=True)
    return isinstance(lu.output_field, CharField | TextField)


def _peut_etre_vide(objets: Any, champ: str) -> bool:
    """Seul un champ obligatoire de la table elle-même ne l'est jamais : une jointure peut ne rien trouver."""
    colonne = next((c for c in objets.model._meta.concrete_fields if c.name == champ), None)
    return colonne is None or colonne.null


def _trier(lignes: Iterable[Any], colonne: Colonne, descend: bool) -> list[Any]:
    """Les cases vides à la fin, dans les deux sens ; les lignes égales gardent leur ordre."""
    valeurs = [(colonne.lire(ligne), ligne) for ligne in lignes]
    pleines = [(v, x) for v, x in valeurs if v not in (None, "")]
    pleines.sort(key=lambda paire: _cle(paire[0]), reverse=descend)
    return [x for _, x in pleines] + [x for v, x in valeurs if v in (None, "")]


def _cle(valeur: Any) -> Any:
    return comme_en_base(valeur) if isinstance(valeur, str) else valeur
