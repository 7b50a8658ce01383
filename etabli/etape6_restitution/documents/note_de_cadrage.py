"""La note de cadrage : la méthode et le calendrier, partagés avant la première session."""

from collections.abc import Iterator

from etabli.etape6_restitution.documents.commun import partie
from etabli.etape6_restitution.documents.matiere import Matiere, demarche, territoire
from etabli.socle.document.blocs import Bloc, Definitions, Paragraphe


def identite(m: Matiere) -> Iterator[Bloc]:
    if m.dossier.resume:
        yield Paragraphe(m.dossier.resume)
    yield Definitions(territoire.identite(m))


def territoire_detaille(m: Matiere) -> Iterator[Bloc]:
    yield territoire.chiffres(m)
    yield territoire.carte(m, 0.9)
    yield from territoire.portrait(m)
    yield from m.commande("dynamiques_du_territoire")


def commande(m: Matiere) -> Iterator[Bloc]:
    yield from partie("L'objet", m.commande("objet", 3), niveau=2)
    yield from partie("Les objectifs", m.commande("objectifs", 3), niveau=2)


def equipe(m: Matiere) -> Iterator[Bloc]:
    yield from demarche.equipe(m)
    yield from demarche.gouvernance(m)


def calendrier(m: Matiere) -> Iterator[Bloc]:
    yield from demarche.calendrier(m)
    yield from demarche.phases(m)
    yield from partie("Les livrables attendus", demarche.dates_des_livrables(m), niveau=2)


BLOCS = {
    "identite": identite,
    "territoire_detaille": territoire_detaille,
    "commande": commande,
    "equipe": equipe,
    "calendrier_detaille": calendrier,
}
