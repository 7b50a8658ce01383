"""Écrire des millions de mesures sans rien bloquer : par petits lots, chacun sa transaction."""

# ruff: noqa: S608 -- seuls des noms de tables sont assemblés ; les valeurs passent en paramètres

from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from etabli.territoires.calcul.colonnes_publiees import ColonneLue
from etabli.territoires.enums import NiveauDeMesure
from etabli.territoires.models import Commune, ImportDeMesures, Indicateur, Mesure

TABLE, COMMUNES = Mesure._meta.db_table, Commune._meta.db_table
LOT = 5000
CHAMPS = "indicateur_id, annee, niveau, code, valeur, nb_communes, origine_id"
A_JOUR = (
    "ON CONFLICT (niveau, code, indicateur_id, annee) DO UPDATE SET valeur = excluded.valeur, "
    "nb_communes = excluded.nb_communes, origine_id = excluded.origine_id"
)
INSERER = f"INSERT INTO {TABLE} ({CHAMPS}) VALUES (%s, %s, %s, %s, %s, %s, %s) {A_JOUR}"


class Ecrivain:
    """Reçoit les communes une à une ; à la fin, efface ce que le fichier ne dit plus et fait les sommes."""

    def __init__(
        self,
        origine: ImportDeMesures,
        colonnes: Sequence[ColonneLue],
        indicateurs: Mapping[str, Indicateur],
        *,
        a_blanc: bool,
    ) -> None:
        self.origine, self.a_blanc = origine, a_blanc
        self.cles = {c.place: (indicateurs[c.indicateur].pk, c.annee) for c in colonnes}
        self.additifs = {i.pk for i in indicateurs.values() if i.est_additif}
        self.lot: list[tuple[str | int | float, ...]] = []
        self.nb_mesures = 0

    def ecrire(self, code: str, valeurs: Mapping[int, float]) -> None:
        self.nb_mesures += len(valeurs)
        if self.a_blanc:
            return
        for place, valeur in valeurs.items():
            indicateur, annee = self.cles[place]
            self.lot.append(
                (indicateur, annee, NiveauDeMesure.COMMUNE.value, code, valeur, 1, self.origine.pk)
            )
        if len(self.lot) >= LOT:
            self._vider()

    def _vider(self) -> None:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.executemany(INSERER, self.lot)
        self.lot.clear()

    def finir(self) -> None:
        if self.a_blanc:
            return
        if self.lot:
            self._vider()
        for indicateur, annee in sorted(set(self.cles.values())):
            with transaction.atomic():
                perimees = Mesure.objects.filter(indicateur=indicateur, annee=annee)
                perimees.exclude(origine=self.origine).delete()
                if indicateur in self.additifs:
                    self._sommer(indicateur, annee)

    def _sommer(self, indicateur: int, annee: int) -> None:
        """Les sommes des départements et de la France, avec le nombre de communes qu'elles comptent."""
        choix = (
            f"FROM {TABLE} m JOIN {COMMUNES} c ON c.code = m.code "
            "WHERE m.niveau = %s AND m.indicateur_id = %s AND m.annee = %s"
        )
        valeurs: list[str | int] = [NiveauDeMesure.COMMUNE.value, indicateur, annee]
        with connection.cursor() as curseur:
            for niveau, code, groupe in (
                (NiveauDeMesure.DEPARTEMENT.value, "c.departement_id", "GROUP BY c.departement_id"),
                (NiveauDeMesure.FRANCE.value, "'FRANCE'", "HAVING COUNT(*) > 0"),
            ):
                curseur.execute(
                    f"INSERT INTO {TABLE} ({CHAMPS}) SELECT %s, %s, %s, {code}, SUM(m.valeur), COUNT(*), %s "
                    f"{choix} {groupe} {A_JOUR}",
                    [indicateur, annee, niveau, self.origine.pk, *valeurs],
                )
