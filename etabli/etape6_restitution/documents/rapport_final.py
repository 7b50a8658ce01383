"""Le rapport final : la synthèse de l'atelier et ses préconisations."""

from collections.abc import Iterator

from etabli.etape6_restitution.documents.commun import partie, rapport
from etabli.etape6_restitution.documents.matiere import Matiere, constats, demarche, route, territoire, trace
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import Arbre
from etabli.socle.document.blocs import Bloc, Citation, Definitions, Paragraphe, SautDePage, Tableau, Titre
from etabli.socle.document.texte import nu


def composer(livrable: Livrable) -> Arbre:
    m = Matiere(livrable)
    return rapport(
        m,
        [
            *partie("La synthèse", m.ecrite("synthese")),
            *partie(
                "Le territoire et la démarche",
                [territoire.chiffres(m), territoire.carte(m)],
                demarche.calendrier(m),
                demarche.presences(m),
            ),
            *partie("Ce que nous avons constaté", constats.constats(m), constats.citations(m, 3)),
            *partie("Les enjeux", (bloc for e in m.enjeux for bloc in route.enjeu(m, e))),
            *partie("La stratégie", _vision(m), _strategie(m)),
            *partie("Les préconisations", m.ecrite("preconisations")),
            *([SautDePage()] if m.actions else []),
            *partie("Le plan d'actions", _actions(m)),
            *partie("Le financement", route.financement(m)),
            *partie("Ce que sont devenues les paroles", trace.trace(m), trace.chaine(m)),
            *partie("Ce que l'atelier n'a pas traité", m.ecrite("limites")),
        ],
        sous_titre=str(m.dossier),
    )


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
        (str(a.numero), a.titre, route.porteur(a), a.get_priorite_display(), route.cout(a)) for a in m.actions
    ]
    if lignes:
        yield Tableau(
            ("N°", "Action", "Maîtrise d'ouvrage", "Priorité", "Coût"),
            lignes,
            legende="Les actions",
            largeurs=(0.8, 5, 3.2, 1.6, 3.2),
        )
