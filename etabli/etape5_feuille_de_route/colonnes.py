"""Les tableaux de l'étape, déclarés une fois : la page, le CSV et le classeur en découlent."""

from typing import Any

from django.urls import reverse

from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.calcul.cellules import (
    ecrire_les_lignes,
    ecrire_un_montant,
    ecrire_une_date,
)
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.francais import periode, pluriel

NIVEAUX = {
    StatutAction.A_VENIR: "new",
    StatutAction.EN_COURS: "info",
    StatutAction.REALISEE: "success",
    StatutAction.EN_PAUSE: "warning",
    StatutAction.BLOQUEE: "error",
    StatutAction.ABANDONNEE: "neutre",
}


def niveau(action: Action) -> str:
    return NIVEAUX[StatutAction(action.statut)]


def financements_dits(action: Action) -> str:
    """Une ligne de la case par financement."""
    return ecrire_les_lignes(
        (f.financeur, f.dispositif, *map(ecrire_un_montant, (f.demande, f.obtenu, f.paye)))
        for f in action.financements.all()
    )


def etapes_dites(action: Action) -> str:
    return ecrire_les_lignes(
        (e.libelle, ecrire_une_date(e.prevue_le), ecrire_une_date(e.faite_le)) for e in action.etapes.all()
    )


COLONNES_DES_ACTIONS = JeuDeColonnes(
    "actions",
    "Actions de la feuille de route",
    (
        Colonne("action", "Action", lambda a: a.titre, lien=lambda a: a.get_absolute_url(), tri="titre"),
        Colonne("numero", "N°", lambda a: a.numero, "entier", tri="numero", obligatoire=True),
        Colonne("axe", "Axe", lambda a: str(a.axe), tri="axe__ordre"),
        Colonne("objectif", "Objectif", lambda a: str(a.objectif or ""), secondaire=True),
        Colonne("description", "Description", lambda a: a.description),
        Colonne("thematique", "Thématique", lambda a: str(a.thematique or "")),
        Colonne("priorite", "Priorité", lambda a: a.get_priorite_display(), secondaire=True),
        Colonne("maturite", "Maturité", lambda a: a.get_maturite_display(), secondaire=True),
        Colonne("statut", "Statut", lambda a: a.get_statut_display(), "badge", niveau=niveau, tri="statut"),
        Colonne("horizon", "Horizon", lambda a: a.get_horizon_display(), secondaire=True),
        Colonne(
            "porteur",
            "Maîtrise d'ouvrage",
            lambda a: str(a.maitrise_d_ouvrage or ""),
            tri="maitrise_d_ouvrage__nom",
        ),
        Colonne("referent", "Référent", lambda a: a.referent, secondaire=True),
        Colonne("partenaires", "Partenaires", lambda a: a.partenaires, secondaire=True),
        Colonne("communes", "Communes", lambda a: ", ".join(map(str, a.communes.all())), secondaire=True),
        Colonne("debut_le", "Début", lambda a: a.debut_le, "date", tri="debut_le", secondaire=True),
        Colonne("fin_le", "Fin", lambda a: a.fin_le, "date", tri="fin_le", secondaire=True),
        Colonne(
            "cout", "Coût HT", lambda a: a.cout, "euros", "Le haut de la fourchette, ou le seul montant connu"
        ),
        Colonne("cout_min", "Coût HT au moins", lambda a: a.cout_min, "euros", secondaire=True),
        Colonne(
            "cout_max", "Coût HT au plus", lambda a: a.cout_max, "euros", tri="cout_max", secondaire=True
        ),
        Colonne("demande", "Demandé", lambda a: a.plan.demande, "euros", secondaire=True),
        Colonne("obtenu", "Obtenu", lambda a: a.plan.obtenu, "euros", secondaire=True),
        Colonne("paye", "Payé", lambda a: a.plan.paye, "euros", secondaire=True),
        Colonne("reste", "Reste à trouver", lambda a: a.plan.reste_a_trouver, "euros"),
        Colonne("indicateur", "Indicateur", lambda a: a.indicateur, secondaire=True),
        Colonne("prochain_pas", "Prochain pas", lambda a: a.prochain_pas, secondaire=True),
        Colonne("documents_lies", "Liens avec les documents", lambda a: a.documents_lies, secondaire=True),
        Colonne(
            "depend_de",
            "Dépend des actions",
            lambda a: ", ".join(str(r.numero) for r in a.depend_de.all()),
            description="Les numéros des actions qui doivent finir avant, séparés par des virgules",
            secondaire=True,
        ),
        Colonne(
            "financements",
            "Plan de financement",
            financements_dits,
            description="Une ligne par financement : financeur | dispositif | demandé | obtenu | payé",
            secondaire=True,
        ),
        Colonne(
            "etapes",
            "Étapes",
            etapes_dites,
            description="Une ligne par étape : étape | prévue le | faite le",
            secondaire=True,
        ),
    ),
    description="Une ligne par action ; montants en euros hors taxes.",
)
A_L_ECRAN = ("axe", "porteur", "statut", "fin_le", "cout", "reste")
PLAN = JeuDeColonnes(
    "financement",
    "Plan de financement",
    (
        Colonne("action", "Action", lambda f: str(f.action), lien=lambda f: f.action.get_absolute_url()),
        Colonne("axe", "Axe", lambda f: str(f.action.axe), secondaire=True),
        Colonne("financeur", "Financeur", lambda f: f.financeur),
        Colonne("dispositif", "Dispositif", lambda f: f.dispositif, secondaire=True),
        Colonne("demande", "Demandé", lambda f: f.demande, "euros"),
        Colonne("obtenu", "Obtenu", lambda f: f.obtenu, "euros"),
        Colonne("paye", "Payé", lambda f: f.paye, "euros"),
    ),
    description="Une ligne par action, financeur et dispositif ; montants en euros hors taxes.",
)

PAR_ACTION = JeuDeColonnes(
    "par-action",
    "Le financement, action par action",
    (
        Colonne("action", "Action", str, lien=lambda a: a.get_absolute_url()),
        Colonne("cout", "Coût HT au plus", lambda a: a.plan.cout, "euros"),
        Colonne("demande", "Demandé", lambda a: a.plan.demande, "euros"),
        Colonne("obtenu", "Obtenu", lambda a: a.plan.obtenu, "euros"),
        Colonne("paye", "Payé", lambda a: a.plan.paye, "euros"),
        Colonne("taux", "Part obtenue", lambda a: a.plan.taux_obtenu, "pourcent"),
        Colonne("reste", "Reste à trouver", lambda a: a.plan.reste_a_trouver, "euros"),
    ),
)

PAR_FINANCEUR = JeuDeColonnes(
    "par-financeur",
    "Le financement, financeur par financeur",
    (
        Colonne("financeur", "Financeur", lambda x: x.ligne.financeur),
        Colonne("demande", "Demandé", lambda x: x.ligne.demande, "euros"),
        Colonne("obtenu", "Obtenu", lambda x: x.ligne.obtenu, "euros"),
        Colonne("paye", "Payé", lambda x: x.ligne.paye, "euros"),
        Colonne("accorde", "Accordé sur demandé", lambda x: x.taux_accorde, "pourcent"),
        Colonne("part", "Part du coût", lambda x: x.part_du_cout, "pourcent"),
    ),
)

PAR_AXE = JeuDeColonnes(
    "par-axe",
    "Le financement, axe par axe",
    (
        Colonne("axe", "Axe", lambda lu: f"{lu.rang}. {lu.axe}"),
        Colonne("nb", "Actions", lambda lu: len(lu.actions), "entier"),
        Colonne("cout", "Coût HT au plus", lambda lu: lu.total.cout, "euros"),
        Colonne("obtenu", "Obtenu", lambda lu: lu.total.obtenu, "euros"),
        Colonne("reste", "Reste à trouver", lambda lu: lu.total.reste_a_trouver, "euros"),
    ),
)

REGLES = JeuDeColonnes(
    "regles",
    "Les règles de financement",
    (
        Colonne(
            "libelle",
            "Règle",
            lambda r: r.libelle,
            lien=lambda r: reverse("feuille_de_route:modifier_une_regle", args=[r.pk]),
        ),
        Colonne("portee", "Ce qu'elle borne", lambda r: r.portee),
        Colonne("taux", "Part maximale", lambda r: r.taux / 100, "pourcent"),
        Colonne("source", "Source", lambda r: r.source),
        Colonne("depuis_le", "Depuis", lambda r: r.depuis_le, "date", secondaire=True),
        Colonne("jusqu_au", "Jusqu'au", lambda r: r.jusqu_au, "date", secondaire=True),
    ),
)

AVIS = JeuDeColonnes(
    "avis",
    "Ce que disent les règles de financement",
    (
        Colonne("action", "Action", lambda x: str(x[0]), lien=lambda x: x[0].get_absolute_url()),
        Colonne("regle", "Règle", lambda x: x[1].regle.libelle),
        Colonne("part", "Part demandée ou obtenue", lambda x: x[1].taux, "pourcent"),
        Colonne("plafond", "Part maximale", lambda x: x[1].regle.taux, "pourcent"),
        Colonne(
            "verdict",
            "Verdict",
            lambda x: "Tenue" if x[1].est_tenue else "Dépassée",
            "badge",
            niveau=lambda x: "success" if x[1].est_tenue else "warning",
        ),
        Colonne("depassement", "Dépassement", lambda x: x[1].depassement or None, "euros"),
        Colonne("source", "Source", lambda x: x[1].regle.source, secondaire=True),
    ),
)

DATES = JeuDeColonnes(
    "calendrier",
    "Les dates des actions",
    (
        Colonne("action", "Action", lambda d: str(d.action), lien=lambda d: d.action.get_absolute_url()),
        Colonne("axe", "Axe", lambda d: str(d.action.axe), secondaire=True),
        Colonne("debut_le", "Début", lambda d: d.action.debut_le, "date"),
        Colonne("fin_le", "Fin", lambda d: d.action.fin_le, "date"),
        Colonne(
            "statut",
            "Statut",
            lambda d: d.action.get_statut_display(),
            "badge",
            niveau=lambda d: niveau(d.action),
        ),
        Colonne("depend_de", "Après", lambda d: ", ".join(str(r.numero) for r in d.action.depend_de.all())),
        Colonne(
            "marge",
            "Marge",
            lambda d: None if d.marge is None else pluriel(max(0, d.marge), "jour"),
            description="De combien elle peut glisser sans repousser la dernière date de la feuille",
        ),
        Colonne("reperes", "Repères", lambda d: d.reperes.capitalize()),
    ),
)


def _adresse(contribution: Contribution) -> str:
    dossier_id = contribution.activite.seance.atelier.dossier_id
    return reverse("feuille_de_route:contribution", args=[dossier_id, contribution.pk])


def _devenue(contribution: Any) -> str:
    return "; ".join(contribution.devenue) or "Sans suite à ce jour"


CONTRIBUTIONS = JeuDeColonnes(
    "trace",
    "Ce que chaque contribution est devenue",
    (
        Colonne("contribution", "Contribution", lambda c: c.texte, lien=_adresse),
        Colonne("session", "Session", lambda c: c.activite.seance.numero, "entier"),
        Colonne("college", "Collège", lambda c: c.get_college_display()),
        Colonne("famille", "Famille", lambda c: str(c.famille or ""), secondaire=True),
        Colonne("devenue", "Ce qu'elle est devenue", _devenue),
    ),
    description="Une ligne par contribution montrée à la salle, sans nom ni pseudonyme.",
)


def couverture(groupe: str) -> JeuDeColonnes:
    """`groupe` nomme ce par quoi l'on compte : le collège, la session."""
    return JeuDeColonnes(
        "couverture",
        "Couverture",
        (
            Colonne("groupe", groupe, lambda ligne: ligne[0]),
            Colonne("dites", "Contributions", lambda ligne: ligne[1].nb_dites, "entier"),
            Colonne("suivies", "Ont une suite", lambda ligne: ligne[1].nb_suivies, "entier"),
            Colonne("part", "Part", lambda ligne: ligne[1].part, "pourcent"),
        ),
    )


def _decidee(classee: Any) -> str:
    action: Action = classee.action
    raison = f" : {action.motif_de_priorite}" if action.motif_de_priorite else ""
    return f"{action.get_priorite_display()}{raison}"


CLASSEMENT = JeuDeColonnes(
    "classement",
    "Les actions, de la plus à la moins appuyée par ces critères",
    (
        Colonne("action", "Action", lambda x: str(x.action), lien=lambda x: x.action.get_absolute_url()),
        Colonne("place", "Place", lambda x: x.place, "entier"),
        Colonne("score", "Score sur 100", lambda x: round(x.score * 100), "entier"),
        Colonne("places", "Si les poids changent", lambda x: x.places),
        Colonne("detail", "D'où vient ce score", lambda x: x.detail, secondaire=True),
        Colonne("priorite", "Priorité décidée", _decidee),
    ),
)

ERREURS_D_IMPORT = JeuDeColonnes(
    "erreurs",
    "Les cases à corriger",
    (
        Colonne("case", "Case", lambda e: e.case),
        Colonne("colonne", "Colonne", lambda e: e.colonne),
        Colonne("phrase", "Ce qui ne va pas", lambda e: e.phrase),
        Colonne("valeur", "Ce qui y est écrit", lambda e: e.valeur, secondaire=True),
    ),
)

CONSEQUENCES = JeuDeColonnes(
    "consequences",
    "Ce que cela décale",
    (
        Colonne("action", "Action", lambda c: str(c.action), lien=lambda c: c.action.get_absolute_url()),
        Colonne("avant", "Dates actuelles", lambda c: periode(c.decalage.debut_avant, c.decalage.fin_avant)),
        Colonne("apres", "Dates nouvelles", lambda c: periode(c.decalage.debut_apres, c.decalage.fin_apres)),
        Colonne("jours", "Glisse de", lambda c: pluriel(c.decalage.jours, "jour")),
        Colonne("cause", "Parce qu'elle attend", lambda c: f"l'action {c.cause.numero}"),
    ),
)

LIEUX = JeuDeColonnes(
    "lieux",
    "Les actions, commune par commune",
    (
        Colonne("commune", "Commune", lambda x: str(x.commune), lien=lambda x: x.commune.get_absolute_url()),
        Colonne("nb", "Actions", lambda x: len(x.actions), "entier"),
        Colonne("actions", "Lesquelles", lambda x: " ; ".join(map(str, x.actions))),
    ),
)
