"""Les filtres des ateliers vivent dans l'adresse : la liste, la carte, le fil, les alertes, les exports les lisent."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django import forms
from django.http import QueryDict

from etabli.socle.affichage import Lien
from etabli.vitrine.calcul.catalogue import (
    NON_RENSEIGNE,
    RECENSE,
    TRIS,
    Fiche,
    Filtre,
    classer,
    corriger,
    facettes,
    filtrer,
    lire_la_zone,
)
from etabli.vitrine.catalogue import Catalogue, catalogue

Choix = list[tuple[str, str]]
CHAMPS = ("q", "format", "annee", "region", "departement", "theme", "etape", "zone", "tri")
TRI_PROPOSES = (
    ("", "Les plus récents"), ("titre", "Titre"), ("departement", "Département"), ("parution", "Arrivés ici"),
)  # fmt: skip
TOUTES = {"format": "Tous", "theme": "Tous", "departement": "Tous"}


class FiltreDAteliers(forms.Form):
    """Les choix viennent des fiches : on ne propose que ce qui existe. Une valeur inconnue est ignorée."""

    q = forms.CharField(label="Mots du titre, du territoire ou de l'équipe", required=False, max_length=80)
    format = forms.ChoiceField(label="Format", required=False)
    annee = forms.ChoiceField(label="Année", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    departement = forms.ChoiceField(label="Département", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    etape = forms.ChoiceField(label="Étape", required=False)
    tri = forms.ChoiceField(label="Trier par", required=False, choices=TRI_PROPOSES)
    zone = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, parametres: QueryDict, fiches: Sequence[Fiche]) -> None:
        super().__init__(parametres)
        self._choix = choix_des(fiches)
        for nom, proposes in self._choix.items():
            self._champ(nom).choices = [("", TOUTES.get(nom, "Toutes")), *proposes]
        self.is_valid()

    def _champ(self, nom: str) -> forms.ChoiceField:
        champ = self.fields[nom]
        assert isinstance(champ, forms.ChoiceField)  # noqa: S101 -- déclarés ci-dessus
        return champ

    def compter_les_choix(self, comptes: dict[str, Counter[str]]) -> None:
        """Dit après chaque valeur ce qu'elle donnerait ; celles qui ne donneraient rien s'effacent."""
        for nom, proposes in self._choix.items():
            retenue, nombres = self.lu(nom), comptes[nom]
            self._champ(nom).choices = [
                ("", TOUTES.get(nom, "Toutes")),
                *((v, f"{dit} ({nombres[v]})") for v, dit in proposes if nombres[v] or v == retenue),
            ]

    def lu(self, nom: str) -> str:
        return str(self.cleaned_data.get(nom) or "")

    def clean_zone(self) -> str:
        zone = lire_la_zone(self.cleaned_data["zone"])
        return str(zone) if zone else ""

    @property
    def filtre(self) -> Filtre:
        lu = {nom: self.lu(nom) for nom in CHAMPS if nom != "tri"}
        return Filtre(texte=lu.pop("q"), **lu)

    def adresse_avec(self, **autres: str) -> str:
        """Les filtres retenus, ceux-ci changés ; vide sans filtre."""
        retenus = {nom: autres.get(nom, self.lu(nom)) for nom in CHAMPS}
        parametres = QueryDict(mutable=True)
        parametres.update({nom: v for nom, v in retenus.items() if v})
        return f"?{parametres.urlencode()}" if parametres else ""

    @property
    def adresse(self) -> str:
        """Pour les liens vers la carte, le fil, l'alerte et les exports."""
        return self.adresse_avec()

    @property
    def retenus(self) -> list[Lien]:
        """Chaque filtre en place, et l'adresse de la page sans lui."""
        noms = [nom for nom in CHAMPS if nom != "tri" and self.lu(nom)]
        return [Lien(self._dit(nom), self.adresse_avec(**{nom: ""}) or "?") for nom in noms]

    def _dit(self, nom: str) -> str:
        if nom == "zone":
            return "Zone de la carte"
        return dict(self._choix.get(nom, [])).get(self.lu(nom), self.lu(nom))

    @property
    def intitule(self) -> str:
        """La recherche en une phrase : le titre d'un fil, l'objet d'une alerte."""
        dits = [lien.libelle for lien in self.retenus]
        return " · ".join(dits) if dits else "Tous les ateliers"


class Selection:
    """Les filtres lus dans une adresse et les fiches qui y répondent."""

    def __init__(self, parametres: QueryDict, tout: Catalogue | None = None) -> None:
        self.catalogue = tout or catalogue()
        self.form = FiltreDAteliers(parametres, self.catalogue.fiches)
        self.filtre = self.form.filtre
        trouvees = filtrer(self.catalogue.fiches, self.filtre)
        self.corrigee = ""
        if not trouvees and self.filtre.texte:
            juste = corriger(self.filtre, self.catalogue.fiches, self.catalogue.mots)
            trouvees = filtrer(self.catalogue.fiches, juste)
            if trouvees:
                self.filtre, self.corrigee = juste, juste.texte
        tri = self.form.lu("tri")
        self.fiches = classer(trouvees, tri) if tri in TRIS and tri else trouvees

    def compter_les_choix(self) -> None:
        self.form.compter_les_choix(facettes(self.catalogue.fiches, self.filtre))


def choix_des(fiches: Sequence[Fiche]) -> dict[str, Choix]:
    formats = {f.format or NON_RENSEIGNE: f.nom_du_format or "Format non renseigné" for f in fiches}
    etapes = {f.etape: f.nom_de_l_etape for f in fiches}
    return {
        "format": sorted(formats.items(), key=lambda c: (c[0] == NON_RENSEIGNE, c[1])),
        "annee": _annees(fiches),
        "region": _par_nom((r.code, r.nom) for f in fiches for r in f.regions),
        "departement": sorted({(d.code, f"{d.code} – {d.nom}") for f in fiches for d in f.departements}),
        "theme": _par_nom((t, t) for f in fiches for t in f.themes),
        "etape": sorted(etapes.items(), key=lambda c: (c[0] != RECENSE, c[1])),
    }


def _annees(fiches: Iterable[Fiche]) -> Choix:
    annees = {a for f in fiches for a in f.valeurs["annee"]} - {NON_RENSEIGNE}
    return [(a, a) for a in sorted(annees, reverse=True)] + [(NON_RENSEIGNE, "Année non renseignée")]


def _par_nom(couples: Iterable[tuple[str, str]]) -> Choix:
    return sorted(set(couples), key=lambda c: c[1])
