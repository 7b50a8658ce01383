"""Les colonnes des listes, déclarées une fois."""

from typing import Any

from etabli.etape2_marche.enums import SANS_EQUIPE, Etat
from etabli.etape2_marche.models import AccordCadre, Marche
from etabli.socle.colonnes import Colonne, JeuDeColonnes


def niveau(marche: Marche) -> str:
    if marche.etat in SANS_EQUIPE:
        return "error"
    return {Etat.NOTIFIE: "success", Etat.SOLDE: "success", Etat.PREPARATION: "new"}.get(
        Etat(marche.etat), "info"
    )


def _adresse(objet: Any) -> str:
    return str(objet.get_absolute_url())


MARCHES = JeuDeColonnes(
    "marches",
    "Marchés subséquents",
    (
        Colonne("dossier", "Atelier", lambda m: m.dossier.titre, lien=_adresse, tri="dossier__titre"),
        Colonne(
            "etat", "État", lambda m: m.get_etat_display(), type="badge", niveau=niveau, tri="rang_de_l_etat"
        ),
        Colonne("acheteur", "Service acheteur", lambda m: m.acheteur.nom_court, tri="acheteur__nom"),
        Colonne("date_limite", "Date limite", lambda m: m.date_limite, type="instant", tri="date_limite"),
        Colonne("consultes", "Consultés", lambda m: m.nb_consultes, type="entier", secondaire=True),
        Colonne("equipe", "Équipe choisie", lambda m: str(m.titulaire or ""), secondaire=True),
        Colonne("montant", "Montant HT", lambda m: m.montant_ht, type="euros", tri="montant_ht"),
        Colonne("numero", "Numéro", lambda m: m.numero, tri="numero", secondaire=True),
        Colonne(
            "notifie_le", "Notifié le", lambda m: m.notifie_le, type="date", tri="notifie_le", secondaire=True
        ),
        Colonne(
            "ouvert", "Ouvert ici le", lambda m: m.cree_le, type="instant", tri="cree_le", secondaire=True
        ),
    ),
)


def _titulaires(cadre: AccordCadre) -> str:
    saisis = getattr(cadre, "nb_titulaires", 0)
    attendus = cadre.nb_titulaires_attendus
    return f"{saisis} sur {attendus}" if attendus else str(saisis)


CADRES = JeuDeColonnes(
    "accords-cadres",
    "Accords-cadres",
    (
        Colonne("intitule", "Intitulé", lambda c: c.intitule, lien=_adresse),
        Colonne("numero", "Numéro", lambda c: c.numero or "non saisi"),
        Colonne("periode", "Période", lambda c: c.periode),
        Colonne("titulaires", "Titulaires saisis", _titulaires),
        Colonne("maximum", "Maximum HT", lambda c: c.montant_maximum, type="euros", secondaire=True),
    ),
)
