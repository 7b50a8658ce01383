"""Ce qui manque à une note, bloquant ou non."""

from collections.abc import Mapping
from dataclasses import dataclass

# Proposition de rédaction, jamais bloquante : en dessous, une rubrique dit rarement ce que l'équipe attend.
NB_MOTS_CONSEILLES = 60


@dataclass(frozen=True)
class Manque:
    """Une chose qui manque à la note. Bloquant : la note ne peut pas être figée sans elle.

    `ancre` est l'endroit de la page de la rubrique où l'on y remédie.
    """

    rubrique: str
    phrase: str
    est_bloquant: bool = True
    ancre: str = "id_contenu"


@dataclass(frozen=True)
class ContenuDeLaNote:
    """Ce qu'il faut savoir de la note pour dire ce qui lui manque."""

    nb_mots: Mapping[str, int]
    intitules: Mapping[str, str]
    nb_communes: int
    nb_coporteurs: int
    a_un_type_d_objet: bool
    a_une_echelle: bool
    nb_thematiques: int
    nb_acteurs: int
    nb_documents: int
    remarques_ouvertes: Mapping[str, int]


def manques(note: ContenuDeLaNote) -> list[Manque]:
    """Ce qui manque, dans l'ordre des rubriques, le bloquant d'abord dans chacune.

    Source des exigences : les sept rubriques, et « il est nécessaire de bien identifier […] l'intention, ses
    thématiques, son secteur […], les acteurs à mobiliser et les ressources documentaires » (programme).
    """
    return [manque for cle in note.intitules for manque in _de_la_rubrique(cle, note)]


def _de_la_rubrique(cle: str, note: ContenuDeLaNote) -> list[Manque]:
    exigences, conseils = _exigences(cle, note), _conseils(cle, note)
    trouves = [Manque(cle, phrase, ancre=ancre) for phrase, il_manque, ancre in exigences if il_manque]
    trouves += [Manque(cle, phrase, False, ancre) for phrase, il_manque, ancre in conseils if il_manque]
    return trouves


def _exigences(cle: str, note: ContenuDeLaNote) -> list[tuple[str, bool, str]]:
    intitule = note.intitules[cle]
    sans_porteur, sans_commune = not note.nb_coporteurs, not note.nb_communes
    structurees = {
        "porteurs": [
            ("Aucune collectivité co-porteuse n'est membre du dossier.", sans_porteur, "les-porteurs")
        ],
        "localisation": [("Le périmètre d'étude ne compte aucune commune.", sans_commune, "perimetre")],
        "objet": [("Le type d'objet n'est pas choisi.", not note.a_un_type_d_objet, "qualite")],
    }
    return [
        (f"La rubrique « {intitule} » est vide.", not note.nb_mots.get(cle), "id_contenu"),
        *structurees.get(cle, []),
    ]


def _conseils(cle: str, note: ContenuDeLaNote) -> list[tuple[str, bool, str]]:
    nb_mots, ouvertes = note.nb_mots.get(cle, 0), note.remarques_ouvertes.get(cle, 0)
    courte = (
        f"« {note.intitules[cle]} » est brève ({compte(nb_mots, 'mot')}) : l'équipe aura peu pour répondre."
    )
    structures = {
        # L'échelle se choisit à côté du type d'objet : c'est là qu'on la réclame.
        "objet": [
            ("L'échelle de réflexion n'est pas précisée.", not note.a_une_echelle, "qualite"),
            ("Aucune thématique n'est choisie.", not note.nb_thematiques, "qualite"),
        ],
        "ressources": [
            ("Aucun acteur à mobiliser n'est cité.", not note.nb_acteurs, "acteurs"),
            ("Aucun document à remettre à l'équipe n'est cité.", not note.nb_documents, "documents"),
        ],
    }
    return [
        (courte, 0 < nb_mots < NB_MOTS_CONSEILLES, "id_contenu"),
        *structures.get(cle, []),
        (f"{compte(ouvertes, 'remarque')} de relecture à lever.", bool(ouvertes), "remarques"),
    ]


def compte(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}{'s' if nombre > 1 else ''}"
