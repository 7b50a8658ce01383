"""Les tableaux de l'étape, déclarés une fois : la page, le CSV et le classeur en découlent."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.urls import reverse

from etabli.etape3_atelier.models import Constat, Contact, Depense, DocumentLu, Entretien, Equipier
from etabli.socle.colonnes import Colonne, JeuDeColonnes, Tableau
from etabli.socle.francais import euros


def en_page(
    jeu: JeuDeColonnes,
    lignes: Iterable[Any],
    *,
    sans: tuple[str, ...] = (),
    vide: str = "",
    legende: str = "",
) -> Tableau:
    """Le tableau sous son titre de page : sans répéter sa légende, ni les colonnes que la fiche détaille."""
    montrees = tuple(c for c in jeu.colonnes if c.nom not in sans)
    vide = vide or "Rien pour l'instant."
    return Tableau(montrees, lignes, legende or jeu.titre, vide=vide, legende_visible=False)


def _adresse(nom: str, partie: Contact | DocumentLu | Entretien | Constat | Depense | Equipier) -> str:
    return reverse(f"atelier:{nom}", args=[partie.atelier.dossier_id, partie.pk])


CALENDRIER = JeuDeColonnes(
    "calendrier",
    "Calendrier",
    (
        Colonne("phase", "Phase", lambda j: j.nom),
        Colonne("nature", "Nature", lambda j: j.get_nature_display(), secondaire=True),
        Colonne("debut", "Du", lambda j: j.debut_le, "date"),
        Colonne("fin", "Au", lambda j: j.fin_le, "date"),
        Colonne("lieu", "Lieu", lambda j: j.lieu),
    ),
)

EQUIPE = JeuDeColonnes(
    "equipe",
    "Équipe projet",
    (
        Colonne("nom", "Nom", lambda e: e.nom),
        Colonne("organisation", "Organisation", lambda e: str(e.organisation)),
        Colonne("fonction", "Métier et rôle", lambda e: e.fonction),
        Colonne("sessions", "Sessions", lambda e: ", ".join(f"n° {j.session}" for j in e.sessions.all())),
        Colonne("arrive_le", "Depuis le", lambda e: e.arrive_le, "date", secondaire=True),
        Colonne("parti_le", "Jusqu'au", lambda e: e.parti_le, "date", secondaire=True),
    ),
)


def equipe_en_page(lignes: Iterable[Equipier], *, est_modifiable: bool) -> Tableau:
    """Un lien vers la fiche pour qui peut la récrire, et pour lui seul."""
    nom, *autres = EQUIPE.colonnes
    if est_modifiable:
        nom = replace(nom, lien=lambda e: _adresse("modifier_un_equipier", e))
    vide = "Personne n'est encore nommé dans l'équipe."
    return Tableau((nom, *autres), lignes, EQUIPE.titre, vide=vide, legende_visible=False)


TACHES = JeuDeColonnes(
    "taches",
    "Tâches",
    (
        Colonne("libelle", "Ce qu'il faut faire", lambda t: t.libelle),
        Colonne("confiee_a", "Confiée à", lambda t: str(t.confiee_a or "")),
        Colonne("pour_le", "Pour le", lambda t: t.pour_le, "date"),
        Colonne("faite_le", "Faite le", lambda t: t.faite_le, "date"),
        Colonne("decision", "Décision d'origine", lambda t: str(t.decision or "")),
    ),
)

CONTACTS = JeuDeColonnes(
    "contacts",
    "Contacts",
    (
        Colonne("nom", "Nom", lambda c: c.nom, lien=lambda c: _adresse("contact", c)),
        Colonne("qualite", "Qualité", lambda c: c.qualite),
        Colonne("college", "Collège", lambda c: c.get_college_display()),
        Colonne("courriel", "Courriel", lambda c: c.courriel),
        Colonne("consentement", "A consenti le", lambda c: c.a_consenti_le, "date"),
        Colonne("source", "Comment", lambda c: c.source_du_consentement, secondaire=True),
        Colonne("retrait", "Accord retiré le", lambda c: c.consentement_retire_le, "date", secondaire=True),
        Colonne(
            "joignable",
            "On peut lui écrire",
            lambda c: "Oui" if c.est_joignable else "Non",
            "badge",
            niveau=lambda c: "success" if c.est_joignable else "neutre",
        ),
    ),
)

DOCUMENTS = JeuDeColonnes(
    "bibliotheque",
    "Documents lus",
    (
        Colonne("titre", "Document", lambda d: d.titre, lien=lambda d: _adresse("document", d)),
        Colonne("auteur", "Auteur", lambda d: d.auteur),
        Colonne("annee", "Année", lambda d: d.annee and str(d.annee)),
        Colonne("dit", "Ce qu'il dit", lambda d: d.dit, secondaire=True),
        Colonne("page", "Page", lambda d: d.page, secondaire=True),
        Colonne("contradiction", "Ce qu'il contredit", lambda d: d.contradiction, secondaire=True),
        Colonne("manque", "Ce qu'il ne dit pas", lambda d: d.manque, secondaire=True),
        Colonne("constats", "Constats", lambda d: d.nb_constats, "entier"),
    ),
)

# Ni le nom d'une personne que l'on a promis de taire, ni une citation sans consentement, ni les notes.
ENTRETIENS = JeuDeColonnes(
    "entretiens",
    "Entretiens",
    (
        Colonne("qui", "Qui", str, lien=lambda e: _adresse("entretien", e)),
        Colonne("qualite", "Qualité", lambda e: e.qualite_montree, secondaire=True),
        Colonne("college", "Collège", lambda e: e.get_college_display()),
        Colonne("mene_le", "Mené le", lambda e: e.mene_le, "date"),
        Colonne("citation", "Citations autorisées", lambda e: "\n".join(e.citations)),
        Colonne("constats", "Constats", lambda e: e.nb_constats, "entier"),
    ),
)

CONSTATS = JeuDeColonnes(
    "constats",
    "Constats",
    (
        Colonne("constat", "Constat", lambda c: c.texte, lien=lambda c: _adresse("constat", c)),
        Colonne("thematique", "Thématique", lambda c: str(c.thematique or "")),
        Colonne("document", "D'après le document", lambda c: str(c.document or "")),
        Colonne("page", "Où", lambda c: c.page, secondaire=True),
        Colonne("entretien", "D'après l'entretien", lambda c: str(c.entretien or "")),
        Colonne(
            "etaye",
            "Source",
            lambda c: "Citée" if c.est_etaye else "À citer",
            "badge",
            niveau=lambda c: "success" if c.est_etaye else "warning",
        ),
    ),
)

DEPENSES = JeuDeColonnes(
    "depenses",
    "Dépenses de logistique",
    (
        Colonne("objet", "Objet", lambda d: d.objet, lien=lambda d: _adresse("depense", d)),
        Colonne("session", "Session", lambda d: d.session, "entier"),
        Colonne("montant", "Montant TTC", lambda d: d.montant, "euros"),
        Colonne("payeur", "Payée par", lambda d: str(d.payeur)),
        Colonne(
            "etat",
            "État",
            lambda d: "Payée" if d.est_payee else "Devis",
            "badge",
            niveau=lambda d: "success" if d.est_payee else "neutre",
        ),
        Colonne("justificatif", "Justificatif", lambda d: str(d.justificatif or ""), secondaire=True),
    ),
)

PAR_PHASE = JeuDeColonnes(
    "service",
    "Prestation par phase",
    (
        Colonne("phase", "Phase", lambda ligne: ligne[0]),
        Colonne("periode", "Période", lambda ligne: ligne[1]),
        Colonne("montant", "Montant HT", lambda ligne: ligne[2], "euros"),
    ),
)

FACTURES = JeuDeColonnes(
    "factures",
    "Ce que le marché a facturé, par poste de prix",
    (
        Colonne("poste", "Poste du marché", lambda ligne: ligne.intitule),
        Colonne("prix", "Prix HT", lambda ligne: ligne.montant_ht, "euros"),
        Colonne("facture", "Facturé HT", lambda ligne: ligne.facture_ht, "euros"),
        Colonne("paye", "Payé HT", lambda ligne: ligne.paye_ht, "euros"),
        Colonne("reste", "Reste à facturer HT", lambda ligne: ligne.reste_ht, "euros"),
    ),
)

PAR_SESSION = JeuDeColonnes(
    "sessions",
    "Logistique par session",
    (
        Colonne("session", "Session", lambda ligne: ligne.libelle),
        Colonne("prevu", "Prévu TTC, devis compris", lambda ligne: ligne.prevu, "euros"),
        Colonne("paye", "Payé TTC", lambda ligne: ligne.paye, "euros"),
        Colonne("reste", "Reste à payer TTC", lambda ligne: ligne.prevu - ligne.paye, "euros"),
    ),
)

SOLDES = JeuDeColonnes(
    "soldes",
    "Soldes entre co-porteurs",
    (
        Colonne("organisation", "Co-porteur", lambda ligne: ligne[0]),
        Colonne("parts", "Parts", lambda ligne: ligne[1], "entier"),
        Colonne("paye", "A payé", lambda ligne: ligne[2].paye, "euros"),
        Colonne("du", "Sa part", lambda ligne: ligne[2].du, "euros"),
        Colonne("solde", "Solde", lambda ligne: _dire_le_solde(ligne[2].solde)),
    ),
)


def _dire_le_solde(solde: Decimal) -> str:
    if not solde:
        return "à jour"
    return f"à recevoir : {euros(solde)}" if solde > 0 else f"à verser : {euros(-solde)}"
