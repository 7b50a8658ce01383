"""La note d'opportunité : le même arbre pour le brouillon, la version figée et le cahier des clauses."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.timezone import localdate

from etabli.etape1_candidature.actions.note import contenu_de_la_note
from etabli.etape1_candidature.models import Candidature, VersionDeNote
from etabli.socle.document import Arbre, Document, html_en_blocs
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    Definitions,
    Encadre,
    Figure,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.francais import jour, liste_et, nombre, pluriel
from etabli.territoires.cartes import carte_du_perimetre
from etabli.territoires.documents import blocs_du_portrait_fige
from etabli.territoires.models import Perimetre

FICTIF = "Contenu fictif de démonstration"
A_REDIGER = "Cette rubrique n'est pas encore rédigée."


def composer_la_note(source: Candidature | VersionDeNote, *, titre: str = "", sous_titre: str = "") -> Arbre:
    """`source` figée : ce qui a été scellé, mot pour mot ; sinon la note telle qu'elle est aujourd'hui.

    `titre` et `sous_titre` laissent l'étape du marché l'imprimer comme cahier des clauses.
    """
    version = source if isinstance(source, VersionDeNote) else None
    contenu = version.contenu if version else contenu_de_la_note(_candidature(source))
    return Arbre(
        titre=titre or "Note d'opportunité valant candidature",
        sous_titre=sous_titre or contenu["titre"],
        auteur=_porteur_principal(contenu),
        date=localdate(version.figee_le) if version else localdate(),
        gabarit="note",
        mentions=FICTIF if contenu.get("est_fictif") else "",
        pied=_pied(version, contenu),
        blocs=tuple(_blocs(contenu, version)),
    )


def _candidature(source: Candidature | VersionDeNote) -> Candidature:
    return source.candidature if isinstance(source, VersionDeNote) else source


def _porteur_principal(contenu: Mapping[str, Any]) -> str:
    pilotes = [p["organisation"] for p in contenu["porteurs"] if p["role"] == "Pilote local"]
    return pilotes[0] if pilotes else ""


def _pied(version: VersionDeNote | None, contenu: Mapping[str, Any]) -> str:
    if version is None:
        return f"{contenu['titre']} – brouillon du {jour(localdate(), semaine=False)}"
    return f"{contenu['titre']} – version {version.numero}, empreinte {version.empreinte[:16]}…"


def _blocs(contenu: Mapping[str, Any], version: VersionDeNote | None) -> Iterator[Bloc]:
    if contenu["resume"]:
        yield Chapo(contenu["resume"])
    yield Definitions(list(_carte_d_identite(contenu)))
    for numero, rubrique in enumerate(contenu["rubriques"], 1):
        yield Titre(1, f"{numero}. {rubrique['titre']}")
        yield from html_en_blocs(rubrique["contenu"]) or [Paragraphe(A_REDIGER)]
        yield from _structure(rubrique["cle"], contenu)
    if version is not None:
        yield _sceau(version)


def _carte_d_identite(contenu: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    perimetre = contenu["perimetre"]
    yield "Format", contenu["format"]
    yield "Territoire", perimetre["nom"]
    if contenu["type_d_objet"]:
        yield "Type d'objet", contenu["type_d_objet"]
    if contenu["echelle"]:
        yield "Échelle de réflexion", contenu["echelle"]
    if contenu["thematiques"]:
        yield "Thématiques", liste_et(contenu["thematiques"])


def _structure(cle: str, contenu: Mapping[str, Any]) -> Iterator[Bloc]:
    """Sous le texte de la rubrique, ce que le dossier sait déjà : rien n'est retapé."""
    if cle == "porteurs" and contenu["porteurs"]:
        lignes = [[p["organisation"], p["role"]] for p in contenu["porteurs"]]
        yield Tableau(["Organisation", "Place dans le dossier"], lignes, "Les porteurs de l'Atelier")
    if cle == "localisation":
        yield from _localisation(contenu)
    # Une version figée avant que le portrait ne le soit aussi s'imprime sans lui : jamais de chiffres d'aujourd'hui.
    if cle == "dynamiques_du_territoire" and contenu.get("portrait"):
        yield from blocs_du_portrait_fige(contenu["portrait"])
    if cle == "ressources":
        yield from _ressources(contenu)


def _localisation(contenu: Mapping[str, Any]) -> Iterator[Bloc]:
    perimetre = contenu["perimetre"]
    yield from _carte(perimetre)
    yield Paragraphe(_mesure("Périmètre d'étude", perimetre))
    if contenu["perimetre_de_reflexion"]:
        yield Paragraphe(_mesure("Périmètre de réflexion", contenu["perimetre_de_reflexion"]))
    yield Tableau(
        ["Code Insee", "Commune", "Intercommunalité", "Département", "Population"],
        [
            [c["code"], c["nom"], c["epci"] or "–", c["departement"], nombre(c["population"], 0) or "–"]
            for c in perimetre["communes"]
        ],
        f"Communes du périmètre d'étude (code officiel géographique {perimetre['millesime']})",
        alignements=("gauche", "gauche", "gauche", "gauche", "droite"),
    )


def _mesure(quoi: str, perimetre: Mapping[str, Any]) -> str:
    population = perimetre["population"]
    habitants = f", {nombre(population, 0)} habitants" if population else ""
    return f"{quoi} : {perimetre['nom']}, {pluriel(len(perimetre['communes']), 'commune')}{habitants}."


def _carte(perimetre: Mapping[str, Any]) -> Iterator[Bloc]:
    """La carte n'est dessinée que si le périmètre est encore celui qui a été figé."""
    actuel = Perimetre.objects.filter(pk=int(perimetre.get("pk") or 0)).first()
    codes = {c["code"] for c in perimetre["communes"]}
    if actuel is None or set(actuel.communes.values_list("code", flat=True)) != codes:
        return
    titre = f"Périmètre d'étude : {perimetre['nom']}"
    description = (
        f"Carte des {pluriel(len(codes), 'commune')} du périmètre, listées dans le tableau ci-dessous."
    )
    svg = carte_du_perimetre(actuel, titre=titre, description=description)
    yield Figure(svg, legende=titre, alternative=description, largeur=0.9)


def _ressources(contenu: Mapping[str, Any]) -> Iterator[Bloc]:
    if contenu["acteurs"]:
        yield Tableau(
            ["Acteur", "À quel titre", "Ce qu'on attend de lui"],
            [[a["nom"], a["college"], a["attente"] or "–"] for a in contenu["acteurs"]],
            "Acteurs à mobiliser",
        )
    if contenu["documents"]:
        yield Tableau(
            ["Document", "Nature", "Détenteur", "Disponible"],
            [
                [
                    d["titre"],
                    d["nature"],
                    d["detenteur"] or "–",
                    "oui" if d["est_disponible"] else "à obtenir",
                ]
                for d in contenu["documents"]
            ],
            "Documents à remettre à l'équipe",
        )


def _sceau(version: VersionDeNote) -> Encadre:
    figee = jour(localdate(version.figee_le), semaine=False)
    return Encadre(
        f"Version {version.numero}, figée le {figee}",
        [
            Paragraphe("Empreinte SHA-256 du contenu :"),
            Paragraphe(version.empreinte),
            Paragraphe(
                "La note d'opportunité vaut candidature. Elle vaudra ensuite cahier des clauses techniques "
                "particulières pour la passation du marché subséquent."
            ),
        ],
        ton="neutre",
    )


NOTE = Document("note-d-opportunite", "Note d'opportunité valant candidature", composer_la_note)
