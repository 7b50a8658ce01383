"""L'habit commun des documents du marché : qui écrit, à quelle date, ce qui est fictif."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localtime

from etabli.annuaire.models import Groupement, Organisation
from etabli.etape2_marche.models import Marche
from etabli.socle.document import Arbre
from etabli.socle.document.arbre import Gabarit
from etabli.socle.document.blocs import Bloc
from etabli.socle.francais import heure, jour

FICTIF = "Document de démonstration : offres, montants et noms fictifs."


def arbre(marche: Marche, titre: str, le: date, blocs: Sequence[Bloc], *, gabarit: Gabarit = "note") -> Arbre:
    return Arbre(
        titre=titre,
        sous_titre="" if gabarit == "courrier" else f"Atelier «\u00a0{marche.dossier}\u00a0»",
        date=le,
        blocs=blocs,
        auteur=str(marche.acheteur),
        gabarit=gabarit,
        pied=f"{titre} – {marche.dossier}",
        mentions=FICTIF if marche.est_fictif else "",
    )


def instant(quand: datetime | None) -> str:
    if quand is None:
        return "à fixer"
    local = localtime(quand)
    return f"{jour(local.date())} à {heure(local)} (heure de Paris)"


def adresse(organisation: Organisation | None) -> list[str]:
    if organisation is None:
        return ["[destinataire]"]
    return [organisation.nom, *organisation.adresse.splitlines()]


def destinataire(groupement: Groupement) -> list[str]:
    return adresse(groupement.mandataire)
