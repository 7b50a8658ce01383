"""La feuille de route entière."""

from django.utils.timezone import localdate

from etabli.etape5_feuille_de_route.documents.argent import blocs_du_financement
from etabli.etape5_feuille_de_route.documents.chaine import (
    blocs_de_la_vision,
    blocs_des_axes,
    blocs_des_enjeux,
)
from etabli.etape5_feuille_de_route.documents.temps import blocs_du_calendrier
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.socle.document import Arbre, Couverture, Document
from etabli.socle.document.blocs import (
    Encadre,
    Paragraphe,
)
from etabli.socle.francais import jour


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
