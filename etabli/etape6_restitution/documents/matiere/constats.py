"""Ce que l'équipe a lu et entendu entre les sessions."""

from collections.abc import Iterator

from etabli.etape3_atelier.models import Constat
from etabli.etape6_restitution.documents.matiere.releve import Matiere
from etabli.socle.document.blocs import Bloc, Citation, Definitions, Paragraphe, Tableau, Titre
from etabli.socle.document.texte import Texte


def source_de(constat: Constat) -> str:
    """« Ne pas nommer » est tenu : `str(entretien)` ne nomme jamais qui ne le veut pas."""
    if constat.document:
        morceaux = (str(constat.document), constat.document.auteur, str(constat.document.annee or ""))
        return ", ".join(filter(None, morceaux))
    return f"Entretien : {constat.entretien}" if constat.entretien else "Observation de l'équipe"


def constats(m: Matiere) -> Iterator[Bloc]:
    lignes = [(c.texte, source_de(c)) for c in m.constats]
    if lignes:
        yield Tableau(
            ("Constat", "D'où il vient"), lignes, legende="Les constats et leurs sources", largeurs=(5, 3)
        )


def lectures(m: Matiere) -> Iterator[Bloc]:
    for document in m.documents_lus:
        yield Titre(2, str(document))
        reference = ", ".join(filter(None, (document.auteur, str(document.annee or ""))))
        page = f"pages {document.page}" if document.page else ""
        if entete := " – ".join(filter(None, (reference, page))):
            yield Paragraphe(Texte(entete, italique=True))
        dits = (
            ("Ce qu'il dit", document.dit),
            ("Ce qu'il contredit", document.contradiction),
            ("Ce qu'il ne dit pas", document.manque),
        )
        yield Definitions([(cle, valeur) for cle, valeur in dits if valeur])


def entretiens(m: Matiere) -> Iterator[Bloc]:
    lignes = [
        (str(e), e.get_college_display(), f"{e.mene_le:%d/%m/%Y}" if e.mene_le else "–") for e in m.entretiens
    ]
    if lignes:
        yield Tableau(
            ("Rencontre", "Collège", "Date"), lignes, legende="Les entretiens menés", largeurs=(5, 4, 2)
        )
        yield Paragraphe("Une personne qui ne l'a pas voulu n'est ni nommée ni citée.")
    yield from citations(m)


def citations(m: Matiere, combien: int = 99) -> Iterator[Bloc]:
    cites = [(entretien, citation) for entretien in m.entretiens for citation in entretien.citations]
    for entretien, citation in cites[:combien]:
        yield Citation(f"« {citation} »", f"{entretien}, entretien")
