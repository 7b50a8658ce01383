"""Le Parquet d'un jeu : les types des colonnes, par lots ; jamais tout le jeu en mémoire."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from etabli.socle.colonnes import Colonne, JeuDeColonnes

LOT = 10_000
TYPES: dict[str, Any] = {
    "entier": pa.int64(),
    "decimal": pa.float64(),
    "euros": pa.decimal128(18, 2),
    "pourcent": pa.float64(),
    "date": pa.date32(),
    "instant": pa.timestamp("ms", tz="UTC"),
    "booleen": pa.bool_(),
}


def schema_parquet(jeu: JeuDeColonnes, licence: str) -> Any:
    champs = [
        pa.field(
            c.nom,
            TYPES.get(c.type, pa.string()),
            nullable=not c.obligatoire,
            metadata={"title": c.titre, "description": c.description or c.titre},
        )
        for c in jeu.publiques
    ]
    return pa.schema(
        champs, metadata={"title": jeu.titre, "description": jeu.description, "licence": licence}
    )


def ecrire_en_parquet(jeu: JeuDeColonnes, lignes: Iterable[Any], sortie: IO[bytes], licence: str) -> None:
    schema = schema_parquet(jeu, licence)
    with pq.ParquetWriter(sortie, schema, compression="zstd") as ecrivain:
        for lot in _lots(lignes):
            colonnes = [[_valeur(c, ligne) for ligne in lot] for c in jeu.publiques]
            ecrivain.write_batch(
                pa.record_batch(
                    [pa.array(v, champ.type) for v, champ in zip(colonnes, schema, strict=True)],
                    schema=schema,
                )
            )


def _lots(lignes: Iterable[Any]) -> Iterator[list[Any]]:
    suite = iter(lignes)
    while lot := list(islice(suite, LOT)):
        yield lot


def _valeur(colonne: Colonne, ligne: Any) -> Any:
    """La valeur Python que le type attend ; le texte est celui que les machines lisent partout ailleurs."""
    if colonne.type not in TYPES:
        lue = colonne.machine(ligne)
        return lue if lue is None else str(lue)
    valeur = colonne.lire(ligne)
    if valeur is None or valeur == "":
        return None
    if colonne.type == "euros":
        return Decimal(valeur).quantize(Decimal("0.01"))
    if colonne.type in ("decimal", "pourcent"):
        return float(valeur)
    if colonne.type == "date" and isinstance(valeur, datetime):
        return valeur.date()
    return valeur if isinstance(valeur, date | bool) else int(valeur)
