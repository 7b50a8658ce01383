"""Le rapport final : la synthèse de l'atelier et ses préconisations."""

from collections.abc import Iterator

from etabli.etape6_restitution.documents.matiere import Matiere, constats, demarche, route, territoire, trace
from etabli.socle.document.blocs import Bloc, Citation, Definitions, Paragraphe, Tableau, Titre
from etabli.socle.document.texte import nu


def territoire_et_demarche(m: Matiere) -> Iterator[Bloc]:
    yield territoire.chiffres(m)
    yield territoire.carte(m)
    yield from demarche.calendrier(m)
    yield from demarche.presences(m)


def constats_et_voix(m: Matiere) -> Iterator[Bloc]:
    yield from constats.constats(m)
    yield from constats.citations(m, 3)


def enjeux(m: Matiere) -> Iterator[Bloc]:
    for enjeu in m.enjeux:
        yield from route.enjeu(m, enjeu)


def strategie(m: Matiere) -> Iterator[Bloc]:
    yield from _vision(m)
    yield from _strategie(m)


def des_paroles_aux_actions(m: Matiere) -> Iterator[Bloc]:
    yield from trace.trace(m)
    yield from trace.chaine(m)


def _vision(m: Matiere) -> list[Bloc]:
    return [Citation(nu(b.texte)) if isinstance(b, Paragraphe) else b for b in route.vision(m)]


def _strategie(m: Matiere) -> Iterator[Bloc]:
    for axe in m.axes:
        yield Titre(2, f"Axe {axe.ordre} : {axe.titre}")
        if axe.texte:
            yield Paragraphe(axe.texte)
        lignes = [(f"Objectif {rang}", o.titre) for rang, o in enumerate(axe.objectifs.all(), 1)]
        if lignes:
            yield Definitions(lignes)


def _actions(m: Matiere) -> Iterator[Bloc]:
    lignes = [
        (str(a.numero), a.titre, route.porteur(a), a.get_priorite_display(), route.cout(a)) for a in m.en_jeu
    ]
    if lignes:
        yield Tableau(
            ("N°", "Action", "Maîtrise d'ouvrage", "Priorité", "Coût"),
            lignes,
            legende="Les actions",
            largeurs=(0.8, 5, 3.2, 1.6, 3.2),
        )
    yield from route.abandonnees(m.actions)


BLOCS = {
    "territoire_et_demarche": territoire_et_demarche,
    "constats_et_voix": constats_et_voix,
    "enjeux_detailles": enjeux,
    "strategie": strategie,
    "plan_d_actions": _actions,
    "financement": route.financement,
    "trace": des_paroles_aux_actions,
}
