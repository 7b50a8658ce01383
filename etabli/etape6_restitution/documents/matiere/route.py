"""La feuille de route : enjeux, axes, une fiche par action, le financement, le calendrier."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from etabli.etape3_atelier.models import Constat
from etabli.etape5_feuille_de_route.calcul import (
    LigneDeFinancement,
    Total,
    par_financeur,
    somme,
)
from etabli.etape5_feuille_de_route.documents import abandon
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu
from etabli.etape6_restitution.documents.matiere.constats import source_de
from etabli.etape6_restitution.documents.matiere.releve import Matiere
from etabli.etape6_restitution.documents.matiere.seances import paroles
from etabli.socle import francais
from etabli.socle.document import html_en_blocs
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    ChiffresCles,
    Encadre,
    Fiche,
    Liste,
    Ouverture,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.document.hauteurs import PAGE, hauteur
from etabli.socle.document.texte import Texte
from etabli.socle.graphiques import Periode, barres_empilees, frise

LONGUEUR_DES_NOMS = 84
PAROLES_DE_L_AXE = 3
FINANCEURS_NOMMES = 3
JEU = 8  # millimètres : ce que l'estimation d'une page peut se tromper
LIGNES_AVEC_DEUX_PAROLES, LIGNES_AVEC_UNE_PAROLE = 7, 11


def vision(m: Matiere) -> list[Bloc]:
    return html_en_blocs(m.feuille.vision) if m.feuille else []


def enjeu(m: Matiere, objet: Enjeu, niveau: int = 2) -> Iterator[Bloc]:
    """Un enjeu, et ce qui le fonde : des constats, des paroles."""
    yield Titre(niveau, f"Enjeu {objet.ordre} : {objet.titre}")
    if objet.texte:
        yield from html_en_blocs(objet.texte) if "<" in objet.texte else [Paragraphe(objet.texte)]
    if fondes := list(objet.constats.all()):
        yield Encadre("Ce qui l'établit", [Liste([(c.texte, note(c)) for c in fondes])], ton="neutre")
    yield from paroles(m, objet.contributions.all(), 2)


def note(constat: Constat) -> Texte:
    """D'où vient le constat, en bas de la page."""
    return Texte("", note=source_de(constat))


def axe_en_deux_pages(m: Matiere, objet: Axe, sauf: set[object]) -> Iterator[Bloc]:
    """Une double page : à gauche ce que l'on vise et les mots de la salle, à droite ce qui sera fait."""
    yield Ouverture(
        objet.titre,
        chapo=objet.texte,
        repere=f"Axe {objet.ordre}",
        couleur=m.couleur_de(objet.pk),
        ancre=f"axe-{objet.ordre}",
        paroles=paroles(m, objet.contributions.all(), PAROLES_DE_L_AXE, sauf),
    )
    yield replace(
        _engagements(m, objet, []),
        titre=f"Ce que l'axe {objet.ordre} engage",
        surtitre=f"Axe {objet.ordre} · {objet.titre}",
        niveau=2,
        ancre="",
    )


def axe(m: Matiere, objet: Axe, sauf: set[object]) -> Fiche:
    """Un axe en une page : ce qu'il vise, ce à quoi il répond, qui l'a demandé, ce qui sera fait."""
    debut: list[Bloc] = [Chapo(objet.texte)] if objet.texte else []
    return _engagements(m, objet, debut, paroles(m, objet.contributions.all(), PAROLES_DE_L_AXE, sauf))


def _engagements(m: Matiere, objet: Axe, debut: list[Bloc], citees: Sequence[Bloc] = ()) -> Fiche:
    """Les objectifs, les chiffres, les actions ; puis leur calendrier et leurs financeurs s'il reste la place."""
    blocs: list[Bloc] = [*debut, _chiffres_de_l_axe(m, objet), *citees]
    actions = m.en_jeu_de(objet)
    if actions:
        lignes = [
            (str(a.numero), a.titre, porteur(a), a.get_horizon_display().replace(" terme", ""))
            for a in actions
        ]
        entetes = ("N°", "Action", "Porteur", "Terme")
        blocs.append(Tableau(entetes, lignes, legende="Les actions de cet axe", largeurs=(0.8, 6, 3.4, 1.4)))
    blocs += abandonnees(m.actions_de(objet))
    champs = (
        ("Il répond à", [Liste([e.titre for e in objet.enjeux.all()])] if objet.enjeux.all() else ""),
        ("Ses objectifs", [Liste([o.titre for o in objet.objectifs.all()])] if objet.objectifs.all() else ""),
    )
    fiche_de_l_axe = Fiche(
        objet.titre,
        surtitre=f"Axe {objet.ordre}",
        champs=[(cle, valeur) for cle, valeur in champs if valeur],
        blocs=blocs,
        couleur=m.couleur_de(objet.pk),
        niveau=1,
        ancre=f"axe-{objet.ordre}",
    )
    for tailles in _dessins_de_l_axe(m.en_jeu_de(objet)):
        completees = (replace(fiche_de_l_axe, blocs=[*fiche_de_l_axe.blocs, dessin]) for dessin in tailles)
        fiche_de_l_axe = next((f for f in completees if hauteur(f) <= PAGE - JEU), fiche_de_l_axe)
    return fiche_de_l_axe


def abandonnees(actions: Sequence[Action]) -> Iterator[Bloc]:
    """Ce qui ne se fera pas se dit, avec sa raison, à part de ce qui reste à faire."""
    lignes = [f"Action {a.numero}, {a.titre} : {abandon(a)}." for a in actions if not a.est_en_jeu]
    if lignes:
        yield Encadre("Ce qui a été abandonné", [Liste(lignes)], ton="neutre")


def _dessins_de_l_axe(actions: Sequence[Action]) -> Iterator[list[Bloc]]:
    """Chaque dessin en plusieurs tailles, la plus grande d'abord : la page prend la première qui tient."""
    periodes = [
        Periode(_court(f"{a.numero}. {a.titre}"), a.debut_le, a.fin_le)
        for a in actions
        if a.debut_le and a.fin_le
    ]
    if periodes:
        dessin = frise("Le calendrier de l'axe", periodes)
        yield [
            dessin.figure("Quand : le calendrier des actions de l'axe.", largeur=part)
            for part in (1.0, 0.85, 0.7)
        ]
    if financeurs := par_financeur(ligne for a in actions for ligne in lignes_de(a)):
        serres = _avec_les_autres(financeurs)
        yield [
            _dessin_des_financeurs(choisis, part)
            for choisis, part in (
                (financeurs, 1.0),
                (financeurs, 0.85),
                (serres, 1.0),
                (serres, 0.8),
                (serres, 0.65),
            )
        ]


def _avec_les_autres(financeurs: list[LigneDeFinancement]) -> list[LigneDeFinancement]:
    """Les premiers par leur nom, les autres ensemble : le total ne change pas."""
    if len(financeurs) <= FINANCEURS_NOMMES + 1:
        return financeurs
    reste = financeurs[FINANCEURS_NOMMES:]
    autres = LigneDeFinancement(
        f"{len(reste)} autres financeurs",
        sum((f.demande for f in reste), Decimal(0)),
        sum((f.obtenu for f in reste), Decimal(0)),
        sum((f.paye for f in reste), Decimal(0)),
    )
    return [*financeurs[:FINANCEURS_NOMMES], autres]


def _chiffres_de_l_axe(m: Matiere, objet: Axe) -> ChiffresCles:
    p = somme(a.plan for a in m.en_jeu_de(objet))
    nb_actions, nb_phrases = len(m.en_jeu_de(objet)), len(objet.contributions.all())
    chiffres = [
        (str(nb_actions), "action" + "s" * (nb_actions > 1)),
        (str(nb_phrases), "phrase" + "s" * (nb_phrases > 1) + " à l'origine"),
    ]
    if p.cout:
        chiffres += [(francais.euros(p.cout), "coût HT"), (francais.euros(p.obtenu), "déjà obtenus")]
    return ChiffresCles(chiffres)


def porteur(action: Action) -> str:
    return str(action.maitrise_d_ouvrage or "À désigner")


def cout(action: Action) -> str:
    bas, haut = action.cout_min, action.cout_max
    if bas is not None and haut is not None and bas != haut:
        return f"de {francais.nombre(bas)} à {francais.euros(haut)} HT"
    montant = haut if haut is not None else bas
    return f"{francais.euros(montant)} HT" if montant is not None else "À chiffrer"


def quand(action: Action) -> str:
    if not action.debut_le and not action.fin_le:
        return action.get_horizon_display()
    bornes = [mois(d) for d in (action.debut_le, action.fin_le) if d]
    return " – ".join(dict.fromkeys(bornes))


def fiche(m: Matiere, action: Action, niveau: int = 2) -> Fiche:
    """Une action, une page : qui, quand, combien, avec qui, et les mots dont elle vient."""
    courts = [
        ("Maîtrise d'ouvrage", porteur(action)),
        ("Référent", action.referent),
        ("Calendrier", quand(action)),
        ("Coût estimé", cout(action)),
        ("Priorité", action.get_priorite_display()),
        ("État", action.get_statut_display()),
        ("Partenaires", action.partenaires),
        ("Liens", action.documents_lies),
    ]
    return Fiche(
        action.titre,
        surtitre=f"Axe {action.axe.ordre} · Action {action.numero} · {action.get_maturite_display()}",
        champs=[(cle, valeur) for cle, valeur in courts if valeur],
        blocs=list(_corps(m, action)),
        couleur=m.couleur_de(action.axe_id),
        niveau=niveau,
        ancre=f"action-{action.numero}",
    )


def _corps(m: Matiere, action: Action) -> Iterator[Bloc]:
    if action.description:
        yield from (
            html_en_blocs(action.description)
            if "<" in action.description
            else [Paragraphe(action.description)]
        )
    if not action.est_en_jeu:
        yield Encadre(
            "Cette action ne se fera pas", [Paragraphe(f"Elle est {abandon(action)}.")], ton="neutre"
        )
    elif action.prochain_pas:
        yield Encadre("Le prochain pas", [Paragraphe(action.prochain_pas)], ton="succes")
    etapes = [
        (e.libelle, mois(e.prevue_le), f"{e.faite_le:%d/%m/%Y}" if e.faite_le else "–")
        for e in action.etapes.all()
    ]
    if etapes:
        yield Tableau(("Étape", "Prévue", "Faite"), etapes, legende="Les étapes", largeurs=(6, 2, 1.6))
    yield from _financement(action)
    if action.indicateur:
        yield Paragraphe((Texte("On saura que c'est fait quand : ", gras=True), action.indicateur))
    yield from paroles(m, action.contributions.all(), nb_de_paroles(len(etapes), action))


def nb_de_paroles(nb_etapes: int, action: Action) -> int:
    """Une fiche tient en une page : plus ses tableaux sont longs, moins elle cite."""
    lignes = nb_etapes + len(action.financements.all()) + (len(action.description) // 240)
    return 2 if lignes <= LIGNES_AVEC_DEUX_PAROLES else 1 if lignes <= LIGNES_AVEC_UNE_PAROLE else 0


def mois(jour: date | None) -> str:
    return f"{francais.MOIS[jour.month - 1]} {jour.year}" if jour else "–"


def _financement(action: Action) -> Iterator[Bloc]:
    lignes = [
        (
            f.financeur,
            f.dispositif or "–",
            francais.euros(f.demande),
            francais.euros(f.obtenu) if f.obtenu else "–",
        )
        for f in action.financements.all()
    ]
    if lignes:
        total = action.plan
        yield Tableau(
            ("Financeur", "Dispositif", "Demandé", "Obtenu"),
            lignes,
            legende="Le financement, en euros hors taxes",
            total=("Total", "", francais.euros(total.demande), francais.euros(total.obtenu)),
            alignements=("gauche", "gauche", "droite", "droite"),
            largeurs=(4, 3.4, 2, 2),
        )


def lignes_de(action: Action) -> list[LigneDeFinancement]:
    return [LigneDeFinancement(f.financeur, f.demande, f.obtenu, f.paye) for f in action.financements.all()]


def financement(m: Matiere) -> Iterator[Bloc]:
    """Le coût de l'ensemble, qui paie, et ce qui reste à trouver."""
    if not m.en_jeu:
        return
    total = somme(a.plan for a in m.en_jeu)
    chiffres = (
        [(francais.euros(total.cout), "coût des actions, haut de la fourchette, HT")] if total.cout else []
    )
    chiffres += [(francais.euros(total.demande), "demandés"), (francais.euros(total.obtenu), "obtenus")]
    if total.reste_a_trouver is not None:
        chiffres.append((francais.euros(total.reste_a_trouver), "restent à trouver"))
    yield ChiffresCles(chiffres)
    financeurs = par_financeur(ligne for a in m.en_jeu for ligne in lignes_de(a))
    if financeurs:
        yield _dessin_des_financeurs(financeurs)
    yield _tableau_par_axe(m)


def ensemble(m: Matiere) -> Iterator[Bloc]:
    """La feuille en un coup d'œil : ses chiffres, puis chaque axe sur une ligne."""
    if not m.en_jeu:
        return
    total = somme(a.plan for a in m.en_jeu)
    chiffres = [(str(len(m.axes)), "axe" + "s" * (len(m.axes) > 1))]
    chiffres.append((str(len(m.en_jeu)), "action" + "s" * (len(m.en_jeu) > 1)))
    if total.cout:
        chiffres.append((francais.euros(total.cout), "coût HT, haut de la fourchette"))
    chiffres.append((francais.euros(total.obtenu), "déjà obtenus"))
    yield ChiffresCles(chiffres)
    yield _tableau_par_axe(m)


def _dessin_des_financeurs(financeurs: list[LigneDeFinancement], largeur: float = 1.0) -> Bloc:
    series = {
        "Obtenu": [float(f.obtenu / 1000) for f in financeurs],
        "Demandé, pas encore obtenu": [
            float(max(Decimal(0), f.demande - f.obtenu) / 1000) for f in financeurs
        ],
    }
    noms = [f.financeur for f in financeurs]
    dessin = barres_empilees("Qui finance", noms, series, unite="k€", en_tete="Financeur")
    return dessin.figure("Qui finance : milliers d'euros hors taxes demandés et obtenus.", largeur=largeur)


def _tableau_par_axe(m: Matiere) -> Tableau:
    lignes = []
    for objet in m.axes:
        actions = m.en_jeu_de(objet)
        p = somme(a.plan for a in actions)
        lignes.append((f"{objet.ordre}. {objet.titre}", str(len(actions)), *_montants(p)))
    total = somme(a.plan for a in m.en_jeu)
    return Tableau(
        ("Axe", "Actions", "Coût", "Demandé", "Obtenu"),
        lignes,
        legende="Le financement par axe, en euros hors taxes",
        total=("Ensemble", str(len(m.en_jeu)), *_montants(total)),
        alignements=("gauche", "droite", "droite", "droite", "droite"),
        largeurs=(5, 1.6, 2.1, 2.1, 2.1),
    )


def _montants(p: Total) -> tuple[str, str, str]:
    return francais.euros(p.cout) or "–", francais.euros(p.demande), francais.euros(p.obtenu)


def calendrier(m: Matiere) -> Iterator[Bloc]:
    """Toutes les actions sur une frise, groupées par axe."""
    datees = [a for a in m.en_jeu if a.debut_le and a.fin_le]
    noms = {axe.pk: f"{axe.ordre}. {axe.titre}" for axe in m.axes}
    periodes = [
        Periode(_court(f"{a.numero}. {a.titre}"), a.debut_le, a.fin_le, noms[a.axe_id])
        for a in datees
        if a.debut_le and a.fin_le
    ]
    if periodes:
        dessin = frise("Le calendrier des actions", periodes)
        yield dessin.figure("Le calendrier des actions, une couleur par axe.")


def _court(titre: str) -> str:
    if len(titre) <= LONGUEUR_DES_NOMS:
        return titre
    return titre[:LONGUEUR_DES_NOMS].rsplit(" ", 1)[0].rstrip(",;:") + "…"
