"""Avant les bilans à 6, 12 et 24 mois, une lettre à qui tient les actions : où en sont-elles ? Jamais deux fois.

Un agent du maître d'ouvrage reçoit ses actions réunies ; une adresse à qui l'on a confié un suivi reçoit son lien.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet

from etabli.annuaire.models import Fonction
from etabli.dossier.calcul import palier
from etabli.dossier.enums import Etape
from etabli.dossier.models import RefusDeRappel
from etabli.etape5_feuille_de_route.actions import date_du_bilan
from etabli.etape5_feuille_de_route.enums import Echeance, Etat, StatutAction
from etabli.etape5_feuille_de_route.liens import adresse_du_lien
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute, LienDeSuivi
from etabli.socle.courriel import Lettre

A_DEMANDER = ("bientot", "jour")


@dataclass
class Rappel:
    """Une lettre à écrire : à qui, avant quel bilan, pour quelles actions."""

    feuille: FeuilleDeRoute
    echeance: Echeance
    prevu_le: date
    adresse: str
    actions: list[Action] = field(default_factory=list)
    lien: LienDeSuivi | None = None

    @property
    def fil(self) -> str:
        return self.feuille.fil

    @property
    def url(self) -> str:
        """Sans compte, le lien de l'action ; avec un compte, le tableau des actions."""
        return adresse_du_lien(self.lien) if self.lien else ""

    @property
    def occasion(self) -> str:
        a_qui = f"lien-{self.lien.pk}" if self.lien else "agent"
        return f"{self.feuille.pk}-{self.echeance.value}-{a_qui}"


LETTRE = Lettre(
    "rappel-de-bilan",
    "Bilan {{ objet.echeance.label }} : où en {% if objet.actions|length > 1 %}sont vos actions{% else %}est votre "
    "action{% endif %} ?",
    "feuille_de_route/lettres/rappel_de_bilan.txt",
    lambda rappel: [rappel.adresse],
)


def rappels_du_jour(jour: date) -> list[Rappel]:
    """Ce qui est à demander ce jour-là ; un nombre de requêtes constant."""
    feuilles = list(_feuilles_a_demander(jour))
    ecrits: list[Rappel] = []
    agents = _agents({a.maitrise_d_ouvrage_id for f, _, _ in feuilles for a in f.a_suivre})  # type: ignore[attr-defined]
    for feuille, echeance, prevu_le in feuilles:
        par_adresse: dict[str, Rappel] = {}
        for action in feuille.a_suivre:  # type: ignore[attr-defined]
            for adresse in agents.get(action.maitrise_d_ouvrage_id or 0, ()):
                rappel = par_adresse.setdefault(adresse, Rappel(feuille, echeance, prevu_le, adresse))
                rappel.actions.append(action)
            ecrits += [
                Rappel(feuille, echeance, prevu_le, lien.adresse, [action], lien)
                for lien in action.liens_de_suivi.all()
                if lien.revoque_le is None and lien.expire_le >= jour
            ]
        ecrits += par_adresse.values()
    return ecrits


def rappeler(jour: date) -> int:
    """Écrit les lettres du jour ; rend combien sont nouvelles. Rejouable : la boîte d'envoi garde l'occasion."""
    return sum(len(LETTRE.envoyer(rappel, occasion=rappel.occasion)) for rappel in rappels_du_jour(jour))


def _feuilles_a_demander(jour: date) -> list[tuple[FeuilleDeRoute, Echeance, date]]:
    suivies: QuerySet[Action] = (
        Action.objects.en_jeu()
        .exclude(statut=StatutAction.REALISEE)
        .select_related("feuille")
        .prefetch_related("liens_de_suivi")
        .order_by("numero")
    )
    feuilles = (
        FeuilleDeRoute.objects.filter(etat=Etat.ADOPTEE, adoptee_le__isnull=False)
        .select_related("dossier")
        .prefetch_related("bilans", Prefetch("actions", suivies, "a_suivre"))
    )
    trouvees = []
    for feuille in feuilles:
        faits = {bilan.echeance for bilan in feuille.bilans.all()}
        for echeance in Echeance:
            prevu_le = date_du_bilan(feuille, echeance)
            if prevu_le and echeance not in faits and palier(prevu_le, jour) in A_DEMANDER:
                trouvees.append((feuille, echeance, prevu_le))
    return trouvees


def _agents(organisations: set[int | None]) -> dict[int, list[str]]:
    """Les adresses des agents en fonction, par organisation, sans ceux qui ne veulent plus de rappels ici."""
    refusent = RefusDeRappel.objects.filter(etape=Etape.FEUILLE_DE_ROUTE).values("agent")
    fonctions = Fonction.objects.en_cours().filter(organisation__in=organisations - {None})
    couples = fonctions.filter(agent__is_active=True).exclude(agent__in=refusent)
    adresses: dict[int, list[str]] = defaultdict(list)
    for organisation, adresse in couples.values_list("organisation", "agent__email").distinct():
        adresses[organisation].append(adresse)
    return adresses
