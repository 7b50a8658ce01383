"""Le carnet de suivi : le déroulé des sessions, ce qui s'y est dit, les comptes rendus."""

from collections.abc import Iterator

from etabli.etape6_restitution.documents.matiere import Matiere, constats, demarche, seances
from etabli.socle.document.blocs import Bloc


def fil(m: Matiere) -> Iterator[Bloc]:
    yield from demarche.calendrier(m)
    yield from demarche.phases(m)
    yield from demarche.presences(m)


def sessions(m: Matiere) -> Iterator[Bloc]:
    for seance in m.seances:
        yield from seances.carnet(m, seance)


BLOCS = {
    "fil": fil,
    "sessions_detaillees": sessions,
    "lectures": constats.lectures,
    "entretiens": constats.entretiens,
    "constats": constats.constats,
}
