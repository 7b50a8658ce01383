"""Le jugement des offres tel que les candidats doivent le connaître : critères, poids, arrondis, égalités."""

from etabli.etape2_marche.enums import RegleDArrondi, RegleDEgalite
from etabli.etape2_marche.models import AccordCadre, Critere, Marche
from etabli.socle.document.blocs import Bloc, Liste, Paragraphe, Tableau
from etabli.socle.francais import nombre

EGALITES = {
    RegleDEgalite.AUCUNE: "si deux offres ont le même total, elles ont le même rang et l'acheteur motive son choix "
    "par écrit",
    RegleDEgalite.PRIX: "si deux offres ont le même total, le prix le plus bas l'emporte",
    RegleDEgalite.CRITERE: "si deux offres ont le même total, l'emporte celle qui a la meilleure note sur le critère, "
    "autre que le prix, qui pèse le plus",
}
ARRONDIS = {
    RegleDArrondi.EXACT: "les totaux se comparent exactement, sans arrondi",
    RegleDArrondi.CENTIEME: "les totaux se comparent au centième de point",
    RegleDArrondi.DIXIEME: "les totaux se comparent au dixième de point",
}


def poids(valeur: object) -> str:
    return f"{nombre(valeur)}\u00a0%"  # type: ignore[arg-type]


def criteres_de(cadre: AccordCadre) -> list[Critere]:
    return list(cadre.criteres.prefetch_related("sous_criteres"))


def tableau_des_criteres(cadre: AccordCadre, criteres: list[Critere]) -> Tableau:
    """Chaque critère et son poids ; sous lui, la part de ce poids que prend chaque sous-critère."""
    lignes = []
    for critere in criteres:
        lignes.append([critere.nom, poids(critere.poids)])
        lignes += [[f"dont\u00a0: {sous.nom}", poids(sous.poids)] for sous in critere.sous_criteres.all()]
    propositions = any(critere.est_proposition for critere in criteres)
    return Tableau(
        ["Critère", "Poids"],
        lignes,
        "Critères d'attribution de l'accord-cadre",
        alignements=["gauche", "droite"],
        total=["Total", poids(cadre.total_des_poids)],
        note="Critères proposés par la plateforme, à remplacer par ceux du cadre." if propositions else "",
    )


def regles_du_jugement(cadre: AccordCadre, criteres: list[Critere]) -> list[str]:
    """Ce que le calcul fait, dans l'ordre où il le fait ; les règles sont celles que l'accord-cadre fixe."""
    note = f"chaque critère est noté de 0 à {nombre(cadre.note_maximale)}"
    if any(critere.sous_criteres.all() for critere in criteres):
        note += " ; un critère qui a des sous-critères se note par ses sous-critères, chacun pour sa part du poids"
    return [
        note,
        f"la note du prix, hors taxes, se calcule et s'arrondit au centième\u00a0: "
        f"{_en_phrase(cadre.get_regle_de_prix_display())}",
        "chaque note vaut autant de points que son poids multiplié par la note et divisé par la note maximale ; leur "
        "somme est le total de l'offre, sur 100",
        ARRONDIS[RegleDArrondi(cadre.regle_d_arrondi)],
        EGALITES[RegleDEgalite(cadre.regle_d_egalite)],
    ]


def _en_phrase(regle: str) -> str:
    return regle[:1].lower() + regle[1:]


def jugement(marche: Marche) -> list[Bloc]:
    """La partie de la lettre de consultation qui vaut règlement : rien ne se juge qui n'y soit écrit."""
    cadre = marche.accord_cadre
    return [
        Paragraphe(
            "L'équipe est choisie collégialement par le service pilote, l'opérateur de l'État associé le cas "
            "échéant et les collectivités, sur les seuls critères de l'accord-cadre\u00a0:"
        ),
        *methode(cadre),
    ]


def methode(cadre: AccordCadre) -> list[Bloc]:
    """La lettre l'annonce et le rapport la rappelle, dans les mêmes mots."""
    criteres = criteres_de(cadre)
    *premieres, derniere = regles_du_jugement(cadre, criteres)
    return [
        tableau_des_criteres(cadre, criteres),
        Paragraphe("Les offres se jugent ainsi\u00a0:"),
        Liste([*(f"{regle} ;" for regle in premieres), f"{derniere}."]),
    ]
