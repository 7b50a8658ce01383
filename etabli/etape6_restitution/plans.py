"""Le plan de chaque livrable : ce que l'équipe écrit. Le reste se compose depuis le dossier."""

from dataclasses import dataclass

from etabli.dossier.enums import TypeLivrable


@dataclass(frozen=True)
class Partie:
    """Une section à écrire, et ce qu'on y attend."""

    cle: str
    titre: str
    aide: str


@dataclass(frozen=True)
class Plan:
    """`pages` : la fourchette visée, ou rien. `composees` : ce qui vient du dossier, dit à l'équipe."""

    sections: tuple[Partie, ...]
    composees: tuple[str, ...]
    pages: tuple[int, int] | None = None


PLANS: dict[str, Plan] = {
    TypeLivrable.NOTE_DE_CADRAGE: Plan(
        (
            Partie(
                "demarche",
                "La démarche",
                "La méthode de l'équipe, ses règles du jeu, ce qu'elle fait de chaque idée.",
            ),
            Partie(
                "attentes",
                "Les attentes des pilotes",
                "Ce qui a été dit à la réunion de cadrage : priorités, limites, points d'attention.",
            ),
        ),
        ("le territoire et sa carte", "la commande", "l'équipe", "la gouvernance", "le calendrier"),
    ),
    TypeLivrable.CARNET_DE_SUIVI: Plan(
        (
            Partie(
                "lecture", "Comment lire ce carnet", "Ce que le carnet garde, et d'où viennent les propos."
            ),
        ),
        (
            "le déroulé de chaque session",
            "les présences par collège",
            "les contributions par famille",
            "les votes",
            "les comptes rendus",
            "les lectures et les entretiens",
        ),
    ),
    TypeLivrable.RAPPORT_FINAL: Plan(
        (
            Partie("synthese", "La synthèse", "Ce que l'atelier a établi, en deux pages au plus."),
            Partie("preconisations", "Les préconisations", "Ce que l'équipe recommande, dans l'ordre."),
            Partie(
                "limites", "Ce que l'atelier n'a pas traité", "Les questions laissées ouvertes, et pourquoi."
            ),
        ),
        (
            "les constats",
            "les enjeux et ce qui les fonde",
            "la stratégie",
            "les actions",
            "la trace des contributions",
        ),
    ),
    TypeLivrable.FEUILLE_DE_ROUTE: Plan(
        (
            Partie(
                "gouvernance", "La gouvernance du suivi", "Qui se réunit, quand, et ce qui est rendu public."
            ),
        ),
        (
            "la vision",
            "les axes et les objectifs",
            "une fiche par action",
            "le plan de financement",
            "le calendrier",
        ),
    ),
    TypeLivrable.LIVRET: Plan(
        (
            Partie("avant_propos", "Avant-propos", "Une page : pourquoi cet atelier, et ce qu'il a changé."),
            Partie("territoire", "Le territoire", "Ce qu'il faut avoir vu pour comprendre la suite."),
            Partie("methode", "La méthode", "Ce qui s'est passé dans la salle, raconté à qui n'y était pas."),
            Partie("enseignements", "Ce que nous avons appris", "Ce qui peut servir à un autre territoire."),
            Partie("suite", "Et maintenant", "Ce qui est engagé, et le prochain rendez-vous."),
        ),
        (
            "la carte et le portrait",
            "les paroles de la salle",
            "les axes",
            "une fiche par action",
            "le financement",
            "le calendrier",
        ),
        pages=(36, 44),
    ),
}
