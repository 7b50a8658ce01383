"""Une partie qui ne s'ouvre que si elle a un corps."""

from collections.abc import Iterable, Iterator

from etabli.socle.document.blocs import Bloc, Titre


def partie(titre: str, *corps: Iterable[Bloc], niveau: int = 1) -> Iterator[Bloc]:
    """Un titre et son corps ; sans corps, pas de titre : une section vide ne laisse aucun trou."""
    blocs = [bloc for suite in corps for bloc in suite]
    if blocs:
        yield Titre(niveau, titre)
        yield from blocs
