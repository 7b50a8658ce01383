"""De quoi montrer chaque composant dans la galerie : des valeurs inventées, et qui le disent."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.timezone import localdate, now

from etabli.socle.affichage import DateDeFrise, Etape, Lien, LienDeFichier, Onglet
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.cycle import ActePossible, Transition
from etabli.socle.formulaires import ChampEuros, ChampRiche
from etabli.socle.models import EtatTravail, Fait, Travail
from etabli.socle.verdict import OUI, Verdict, non

ICI = "/composants/"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 96" role="img" aria-label="Barres fictives">'
    '<g fill="#6a6af4"><rect x="90" y="8" width="210" height="20"/>'
    '<rect x="90" y="38" width="140" height="20"/><rect x="90" y="68" width="70" height="20"/></g>'
    '<g fill="currentColor" font-size="13"><text x="0" y="23">Élus</text>'
    '<text x="0" y="53">Habitants</text><text x="0" y="83">Entreprises</text></g></svg>'
)


@dataclass(frozen=True)
class ExempleDeGraphique:
    titre: str = "Participants par collège (exemple fictif)"
    description: str = "Trois barres décroissantes."
    svg: str = SVG
    entetes: tuple[str, ...] = ("Collège", "Participants")
    lignes: tuple[tuple[str, str], ...] = (("Élus", "30"), ("Habitants", "20"), ("Entreprises", "10"))


@dataclass(frozen=True)
class ActionFictive:
    intitule: str
    etat: str
    niveau: str
    cout: Decimal | None
    fin: date | None


@dataclass
class Exemple:
    """Le contexte des exemples ; aucun objet n'est enregistré."""

    parametres: QueryDict
    themes: tuple[str, ...] = ("Eau", "Centre-bourg")
    montant: Decimal = Decimal("123456.70")
    graphique: ExempleDeGraphique = field(default_factory=ExempleDeGraphique)

    @property
    def liens(self) -> list[Lien]:
        return [Lien("Mes dossiers", ICI), Lien("Val-Fictif", ICI)]

    @property
    def onglets(self) -> list[Onglet]:
        return [
            Onglet("Vue d'ensemble", ICI, actif=True),
            Onglet("Pièces", ICI, nombre=4),
            Onglet("Journal", ICI),
        ]

    @property
    def etapes(self) -> list[Etape]:
        return [
            Etape("Dépôt", "faite", ICI, "reçu le 3 mars"),
            Etape("Marché", "courante", ICI, "consultation ouverte"),
            Etape("Travaux", detail="dix à quinze mois"),
            Etape("Mise en œuvre"),
            Etape("Restitution"),
        ]

    @property
    def dates(self) -> list[DateDeFrise]:
        aujourd_hui = localdate()
        return [
            DateDeFrise("Réunion de cadrage", aujourd_hui - timedelta(days=20)),
            DateDeFrise("Session 1", aujourd_hui + timedelta(9), aujourd_hui + timedelta(10), "à la halle"),
            DateDeFrise("Remise de la note de cadrage", aujourd_hui + timedelta(40), url=ICI),
        ]

    @property
    def fichiers(self) -> list[LienDeFichier]:
        return [
            LienDeFichier("Note d'opportunité", ICI, "PDF, 340 ko, version 2 du 3 mars 2026"),
            LienDeFichier("Courrier de soutien de la collectivité", detail="attendu"),
        ]

    @property
    def faits(self) -> list[Fait]:
        return [
            Fait(quand=now() - timedelta(hours=2), phrase="a terminé le calcul des portraits."),
            Fait(quand=now() - timedelta(days=1, hours=3), phrase="a envoyé deux lettres."),
        ]

    @property
    def travail(self) -> Travail:
        return Travail(
            titre="Livret de capitalisation", etat=EtatTravail.EN_COURS, avancement=40, etape="mise en page"
        )

    @property
    def actes(self) -> list[ActePossible]:
        def acte(nom: str, libelle: str, verdict: Verdict = OUI, **options: Any) -> ActePossible:
            return ActePossible(
                Transition(nom, libelle, (), "", lambda agent, objet: OUI, **options), verdict
            )

        return [
            acte("deposer", "Déposer le dossier", non("Il manque le courrier de soutien du préfet.")),
            acte("instruire", "Rendre un avis", saisie=True),
            acte("retirer", "Retirer la demande", est_principale=False, est_grave=True),
        ]

    @property
    def page(self) -> Any:
        return Paginator(range(230), 20).page(4)

    @property
    def proprietes(self) -> list[tuple[str, str]]:
        return [("Format", "Étude"), ("Mandataire", "Équipe fictive"), ("Durée", "12 mois"), ("Budget", "")]

    @property
    def form(self) -> forms.Form:
        return FormulaireFictif({"montant": "beaucoup"})

    @property
    def tableau(self) -> Any:
        lignes = [
            ActionFictive("Rouvrir la halle", "Engagée", "success", Decimal(185000), date(2027, 6, 1)),
            ActionFictive("Relier la gare à vélo", "À chiffrer", "warning", None, None),
            ActionFictive("Atlas des haies", "Terminée", "neutre", Decimal("12345.6"), date(2026, 3, 1)),
        ]
        return ACTIONS.tableau(lignes, "Actions (exemple fictif)", parametres=self.parametres)


ACTIONS = JeuDeColonnes(
    nom="actions",
    titre="Actions (exemple fictif)",
    colonnes=(
        Colonne("intitule", "Intitulé", lambda a: a.intitule, lien=lambda a: ICI, tri="intitule"),
        Colonne("etat", "État", lambda a: a.etat, type="badge", niveau=lambda a: a.niveau),
        Colonne("cout", "Coût HT", lambda a: a.cout, type="euros", tri="cout"),
        Colonne("fin", "Fin prévue", lambda a: a.fin, type="date"),
    ),
)


class FormulaireFictif(forms.Form):
    intitule = forms.CharField(label="Intitulé", help_text="Une phrase, comme on le dirait au téléphone.")
    echeance = forms.DateField(label="Échéance", required=False)
    niveau = forms.ChoiceField(
        label="Priorité",
        choices=[("1", "Forte"), ("2", "Moyenne"), ("3", "Faible")],
        widget=forms.RadioSelect,
    )
    montant = ChampEuros(label="Coût HT", required=False, help_text="Une estimation suffit.")
    description = ChampRiche(label="Description", required=False)
    accord = forms.BooleanField(label="Le maître d'ouvrage a donné son accord", required=False)
