"""Les colonnes des tableaux de l'exécution ; celles des factures servent aussi au classeur."""

from typing import Any

from etabli.etape2_marche.enums import (
    EtatDeLActe,
    EtatDeLaFacture,
    EtatDeLAvenant,
    EtatDeLOrdre,
    EtatDuLivrable,
)
from etabli.etape2_marche.execution import demande_de, montant_de_l_acte
from etabli.socle.colonnes import Colonne, JeuDeColonnes

NIVEAUX: dict[str, str] = {
    EtatDeLOrdre.EMIS: "new",
    EtatDeLOrdre.RECU: "success",
    EtatDuLivrable.REMIS: "new",
    EtatDuLivrable.ADMIS: "success",
    EtatDuLivrable.REFACTION: "warning",
    EtatDuLivrable.AJOURNE: "warning",
    EtatDuLivrable.REJETE: "error",
    EtatDeLaFacture.RECUE: "new",
    EtatDeLaFacture.PAYEE: "success",
    EtatDeLaFacture.REJETEE: "error",
    EtatDeLAvenant.PROJET: "new",
    EtatDeLAvenant.NOTIFIE: "success",
    EtatDeLActe.PRESENTE: "new",
    EtatDeLActe.ACCEPTE: "success",
    EtatDeLActe.REFUSE: "error",
}


def niveau(objet: Any) -> str:
    return NIVEAUX.get(objet.etat, "info")


def _adresse(objet: Any) -> str:
    return str(objet.get_absolute_url())


ETAT = Colonne("etat", "État", lambda o: o.get_etat_display(), type="badge", niveau=niveau)

ORDRES = JeuDeColonnes(
    "ordres-de-service",
    "Ordres de service",
    (
        Colonne("numero", "Ordre", str, lien=_adresse),
        Colonne("nature", "Nature", lambda o: o.get_nature_display()),
        Colonne("effet_le", "Prend effet le", lambda o: o.effet_le, type="date"),
        ETAT,
    ),
)

LIVRABLES = JeuDeColonnes(
    "livrables-du-marche",
    "Livrables",
    (
        Colonne("intitule", "Livrable", str, lien=_adresse),
        Colonne("phase", "Phase", lambda v: str(v.phase or ""), secondaire=True),
        Colonne("attendu_le", "Attendu le", lambda v: v.attendu_le, type="date"),
        Colonne("remis_le", "Remis le", lambda v: v.remis_le, type="date"),
        ETAT,
    ),
)

FACTURES = JeuDeColonnes(
    "factures",
    "Factures",
    (
        Colonne("numero", "Facture", lambda f: f.numero, lien=_adresse),
        Colonne("emetteur", "Émise par", lambda f: str(f.emetteur), secondaire=True),
        Colonne("recue_le", "Reçue le", lambda f: f.recue_le, type="date"),
        Colonne("net_ht", "Net HT", lambda f: demande_de(f).net, type="euros"),
        Colonne("net_ttc", "Net TTC", lambda f: demande_de(f).net_ttc, type="euros", secondaire=True),
        ETAT,
        Colonne("payee_le", "Payée le", lambda f: f.payee_le, type="date"),
    ),
)

AVENANTS = JeuDeColonnes(
    "avenants",
    "Avenants",
    (
        Colonne("numero", "Avenant", str, lien=_adresse),
        Colonne("objet", "Objet", lambda a: a.objet, secondaire=True),
        Colonne("ecart", "Écart HT", lambda a: a.ecart_ht, type="euros"),
        Colonne("notifie_le", "Notifié le", lambda a: a.notifie_le, type="date"),
        ETAT,
    ),
)

SOUS_TRAITANCE = JeuDeColonnes(
    "actes-de-sous-traitance",
    "Actes de sous-traitance",
    (
        Colonne("numero", "Acte", lambda a: f"n° {a.numero}", lien=_adresse),
        Colonne("sous_traitant", "Sous-traitant", lambda a: str(a.sous_traitant)),
        Colonne("montant", "Au plus, HT", montant_de_l_acte, type="euros"),
        Colonne("notifie_le", "Notifié le", lambda a: a.notifie_le, type="date", secondaire=True),
        ETAT,
    ),
)
