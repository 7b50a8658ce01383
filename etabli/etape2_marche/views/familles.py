"""Les familles d'objets de l'exécution, déclarées une fois : leur cycle, leurs saisies, leurs pièces, leur fiche."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from etabli.annuaire.models import Agent
from etabli.etape2_marche.actions import execution as ecrire
from etabli.etape2_marche.actions.factures import enregistrer_une_facture
from etabli.etape2_marche.actions.modifications import (
    modifier_un_acte,
    preparer_un_avenant,
    presenter_un_sous_traitant,
)
from etabli.etape2_marche.colonnes_execution import AVENANTS, FACTURES, LIVRABLES, ORDRES, SOUS_TRAITANCE
from etabli.etape2_marche.documents import execution as pieces
from etabli.etape2_marche.documents.paiements import CERTIFICAT
from etabli.etape2_marche.execution import (
    demande_de,
    echeance_de_paiement,
    echeance_de_verification,
    facture_par_le_sous_traitant,
    montant_de_l_acte,
)
from etabli.etape2_marche.forms import execution as formes
from etabli.etape2_marche.models import (
    ActeDeSousTraitance,
    Avenant,
    Facture,
    LivrableDuMarche,
    Marche,
    OrdreDeService,
)
from etabli.etape2_marche.permissions import execution as droits
from etabli.etape2_marche.workflow import (
    CYCLE_DE_L_ACTE,
    CYCLE_DE_L_AVENANT,
    CYCLE_DE_L_ORDRE,
    CYCLE_DE_LA_FACTURE,
    CYCLE_DU_LIVRABLE,
)
from etabli.socle.colonnes import JeuDeColonnes
from etabli.socle.cycle import Cycle
from etabli.socle.document import Document
from etabli.socle.francais import euros, jour, liste_et, nombre, pluriel
from etabli.socle.verdict import Verdict

Formulaire = type[formes.DuMarcheForm]
Fiche = list[tuple[str, str]]


@dataclass(frozen=True)
class Famille:
    """`lire` précharge ce que la fiche et les pièces demandent ; `modifier` n'existe pas toujours."""

    slug: str
    titre: str
    ajouter: str
    vide: str
    modele: Any
    cycle: Cycle[Any]
    colonnes: JeuDeColonnes
    fiche: Callable[[Any], Fiche]
    actes: dict[str, Formulaire]
    pieces: Callable[[Any], list[tuple[Document, Any]]]
    peut_creer: Callable[[Agent, Marche], Verdict]
    formulaire: Formulaire | None = None
    creer: Callable[[Marche, Any, dict[str, Any], Agent], Any] | None = None
    relies: tuple[str, ...] = ()
    precharges: tuple[str, ...] = ()
    peut_modifier: Callable[[Agent, Any], Verdict] | None = None
    formulaire_de_modification: Formulaire | None = None
    modifier: Callable[[Any, dict[str, Any], Agent], Any] | None = None
    libelle_de_modification: str = "Modifier"
    intros: dict[str, str] = field(default_factory=dict)
    se_signe: bool = False

    def de(self, agent: Agent, marche: Marche) -> QuerySet[Any]:
        objets = self.modele.objects.visible_to(agent).filter(marche=marche)
        return objets.select_related(*self.relies).prefetch_related(*self.precharges).distinct()  # type: ignore[no-any-return]


def _jour(le: Any) -> str:
    return jour(le, semaine=False) if le else ""


def _fiche_de_l_ordre(o: OrdreDeService) -> Fiche:
    return [
        ("Nature", o.get_nature_display()),
        ("Phase", str(o.phase or "")),
        ("Ce qui est prescrit", o.objet),
        ("Émis", f"le {_jour(o.emis_le)} par {o.emis_par}"),
        ("Prend effet le", _jour(o.effet_le)),
        ("Reçu le", _jour(o.recu_le)),
        ("Observations de l'équipe", o.observations),
    ]


def _fiche_du_livrable(v: LivrableDuMarche) -> Fiche:
    a_decider = echeance_de_verification(v, v.marche.accord_cadre) if v.etat == "remis" else None
    return [
        ("Phase", str(v.phase or "")),
        ("Attendu le", _jour(v.attendu_le)),
        ("Remis le", _jour(v.remis_le)),
        *([("À vérifier avant le", _jour(a_decider))] if a_decider else []),
        *((_jour(d.prononcee_le), _dite(d)) for d in v.decisions.all()),
    ]


def _dite(decision: Any) -> str:
    suites = [decision.get_decision_display()]
    if decision.refaction_ht:
        suites.append(f"réfaction de {euros(decision.refaction_ht)} HT")
    if decision.a_reprendre_pour_le:
        suites.append(f"à reprendre pour le {_jour(decision.a_reprendre_pour_le)}")
    return f"{', '.join(suites)}{f'. {decision.motif}' if decision.motif else ''}"


def _fiche_de_la_facture(f: Facture) -> Fiche:
    demande = demande_de(f)
    a_payer = _jour(echeance_de_paiement(f, f.marche.accord_cadre)) if not f.payee_le else ""
    return [
        ("Nature", f.get_nature_display()),
        ("Émise par", str(f.emetteur)),
        ("Au titre de", str(f.acte or "")),
        ("Reçue le", _jour(f.recue_le)),
        *((str(ligne.phase), f"{euros(ligne.montant_ht)} HT") for ligne in f.lignes.all()),
        *([("Avance", f"{euros(f.avance_ht)} HT")] if f.avance_ht else []),
        *(
            [("Remboursement de l'avance", f"−{euros(f.reprise_d_avance_ht)} HT")]
            if f.reprise_d_avance_ht
            else []
        ),
        *([("Retenue", f"−{euros(f.retenue_ht)} HT : {f.motif_de_retenue}")] if f.retenue_ht else []),
        (
            "Net à payer",
            f"{euros(demande.net)} HT, {euros(demande.net_ttc)} TTC (TVA à {nombre(f.taux_tva)} %)",
        ),
        *([("À payer avant le", a_payer)] if a_payer and f.etat != "rejetee" else []),
        ("Service fait constaté le", _jour(f.service_fait_le)),
        ("Payée le", f"{_jour(f.payee_le)} {f.reference_de_paiement}".strip()),
        *([("Motif", f.motif)] if f.motif else []),
    ]


def _fiche_de_l_avenant(a: Avenant) -> Fiche:
    return [
        ("Objet", a.objet),
        ("Ce qui le rend nécessaire", a.motif),
        ("Écart de prix", f"{euros(a.ecart_ht)} HT" if a.ecart_ht else "aucun"),
        *([("Phase dont le prix change", str(a.phase))] if a.phase else []),
        *([("Nouvelle durée", pluriel(a.duree_mois_apres, "mois"))] if a.duree_mois_apres else []),
        ("Équipe après l'avenant", liste_et(a.titulaires_apres.all()) or "inchangée"),
        ("Notifié le", _jour(a.notifie_le)),
        ("Prix du marché après l'avenant", f"{euros(a.montant_ht_apres)} HT" if a.montant_ht_apres else ""),
        *(
            [("Publié dans les données essentielles", _jour(a.donnees_publiees_le))]
            if a.donnees_publiees_le
            else []
        ),
    ]


def _fiche_de_l_acte(a: ActeDeSousTraitance) -> Fiche:
    facture = facture_par_le_sous_traitant(a)
    return [
        ("Sous-traite", str(a.donneur_d_ordre)),
        (
            "Sous-traitant",
            f"{a.sous_traitant}{f', SIRET {a.sous_traitant.siret}' if a.sous_traitant.siret else ''}",
        ),
        ("Prestation", a.prestation),
        ("Montant maximal", f"{euros(montant_de_l_acte(a))} HT, dont {euros(facture)} facturés"),
        ("Durée", pluriel(a.duree_mois, "mois")),
        ("Variation du prix", a.get_variation_de_prix_display()),
        ("Paiement", "direct, par l'acheteur" if a.est_paye_directement else "par l'équipe"),
        ("Présenté le", _jour(a.presente_le)),
        ("Notifié le", _jour(a.notifie_le)),
        *([("Motif du refus", a.motif)] if a.motif else []),
        *((f"Modifié le {_jour(m.notifie_le)}", _modification(m)) for m in a.modifications.all()),
    ]


def _modification(m: Any) -> str:
    quoi = [
        *([f"{euros(m.montant_ht)} HT au plus"] if m.montant_ht is not None else []),
        *([pluriel(m.duree_mois, "mois")] if m.duree_mois else []),
    ]
    return f"{liste_et(quoi)}. {m.motif}"


FAMILLES: dict[str, Famille] = {
    f.slug: f
    for f in (
        Famille(
            "livrables",
            "Livrables",
            "Tenir la liste des livrables",
            "Aucun livrable n'est attendu : le format du dossier n'en prévoit pas, ou ils sont à saisir.",
            LivrableDuMarche,
            CYCLE_DU_LIVRABLE,
            LIVRABLES,
            _fiche_du_livrable,
            {
                "remettre": formes.RemiseForm,
                "admettre": formes.AdmissionForm,
                "ajourner": formes.AjournementForm,
                "admettre_avec_refaction": formes.RefactionForm,
                "rejeter": formes.DecisionMotiveeForm,
                "declarer_sans_objet": formes.SansObjetForm,
            },
            lambda v: [(pieces.DECISION, d) for d in v.decisions.all()],
            droits.peut_tenir_les_livrables,
            relies=("marche__accord_cadre", "marche__dossier", "marche__acheteur", "phase"),
            precharges=("decisions",),
        ),
        Famille(
            "factures",
            "Factures",
            "Enregistrer une facture",
            "Aucune facture n'est enregistrée.",
            Facture,
            CYCLE_DE_LA_FACTURE,
            FACTURES,
            _fiche_de_la_facture,
            {
                "constater_le_service_fait": formes.ServiceFaitForm,
                "payer": formes.PaiementForm,
                "retourner": formes.RefusForm,
            },
            lambda f: [(CERTIFICAT, f)],
            droits.peut_enregistrer_une_facture,
            formulaire=formes.FactureForm,
            creer=lambda marche, form, saisi, par: enregistrer_une_facture(
                marche, par=par, **form.donnees(saisi)
            ),
            relies=(
                "marche__accord_cadre",
                "marche__dossier",
                "marche__acheteur",
                "emetteur",
                "acte__sous_traitant",
            ),
            precharges=("lignes__phase",),
        ),
        Famille(
            "ordres",
            "Ordres de service",
            "Émettre un ordre de service",
            "Aucun ordre de service n'est émis.",
            OrdreDeService,
            CYCLE_DE_L_ORDRE,
            ORDRES,
            _fiche_de_l_ordre,
            {"accuser_reception": formes.ReceptionForm},
            lambda o: [(pieces.ORDRE, o)],
            droits.peut_ordonner,
            formulaire=formes.OrdreForm,
            creer=lambda marche, form, saisi, par: ecrire.emettre_un_ordre(marche, par=par, **saisi),
            relies=("marche__accord_cadre", "marche__dossier", "marche__acheteur", "phase", "emis_par"),
            se_signe=True,
        ),
        Famille(
            "avenants",
            "Avenants",
            "Préparer un avenant",
            "Aucun avenant.",
            Avenant,
            CYCLE_DE_L_AVENANT,
            AVENANTS,
            _fiche_de_l_avenant,
            {"notifier": formes.NotificationForm},
            lambda a: [(pieces.AVENANT, a)],
            droits.peut_preparer_un_avenant,
            formulaire=formes.AvenantForm,
            creer=lambda marche, form, saisi, par: preparer_un_avenant(marche, par=par, **saisi),
            relies=("marche__accord_cadre", "marche__dossier", "marche__acheteur", "phase"),
            precharges=("titulaires_apres",),
            peut_modifier=droits.peut_modifier_l_avenant,
            formulaire_de_modification=formes.AvenantForm,
            modifier=lambda a, saisi, par: preparer_un_avenant(a.marche, avenant=a, par=par, **saisi),
            libelle_de_modification="Modifier le projet",
            se_signe=True,
        ),
        Famille(
            "sous-traitance",
            "Sous-traitance",
            "Présenter un sous-traitant",
            "Aucun sous-traitant n'est présenté.",
            ActeDeSousTraitance,
            CYCLE_DE_L_ACTE,
            SOUS_TRAITANCE,
            _fiche_de_l_acte,
            {"accepter": formes.NotificationForm, "refuser": formes.RefusForm},
            lambda a: [(pieces.ACTE, a)],
            droits.peut_presenter_un_sous_traitant,
            formulaire=formes.SousTraitantForm,
            creer=lambda marche, form, saisi, par: _presenter(marche, form, saisi, par),
            relies=(
                "marche__accord_cadre",
                "marche__dossier",
                "marche__acheteur",
                "sous_traitant",
                "donneur_d_ordre",
            ),
            precharges=("modifications",),
            peut_modifier=droits.peut_modifier_l_acte,
            formulaire_de_modification=formes.ModificationForm,
            modifier=lambda a, saisi, par: modifier_un_acte(a, par=par, **saisi),
            libelle_de_modification="Enregistrer un acte modificatif",
            se_signe=True,
        ),
    )
}


def _presenter(marche: Marche, form: formes.SousTraitantForm, saisi: dict[str, Any], par: Agent) -> Any:
    champs = {nom: v for nom, v in saisi.items() if nom not in ("nom", "siret")}
    return presenter_un_sous_traitant(marche, form.sous_traitant(), par=par, **champs)
