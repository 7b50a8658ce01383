"""Les demandes comptées, minute par minute : dans la base, pour que tous les processus comptent ensemble."""

from typing import Any

from django.db import connection, models

# Une fenêtre vieille de tant de minutes ne sert plus qu'à être effacée.
GARDEES = 5


class CompteurManager(models.Manager["Compteur"]):
    def ajouter(self, cle: str, fenetre: int) -> int:
        """Une demande de plus, en une requête que deux processus peuvent faire à la fois ; rend leur nombre."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as curseur:
            curseur.execute(
                f"INSERT INTO {table} (cle, fenetre, nb) VALUES (%s, %s, 1) "  # noqa: S608 -- nom de notre table
                f"ON CONFLICT (cle, fenetre) DO UPDATE SET nb = {table}.nb + 1 RETURNING nb",
                [cle, fenetre],
            )
            (nb,) = curseur.fetchone()
        if nb == 1:
            self.filter(fenetre__lt=fenetre - GARDEES).delete()
        return int(nb)


class Compteur(models.Model):
    """`cle` est une empreinte : ni l'adresse ni le jeton de qui demande ne sont gardés."""

    cle = models.CharField("qui", max_length=64)
    fenetre = models.BigIntegerField("minute", db_index=True)
    nb = models.PositiveIntegerField("nombre de demandes", default=0)

    objects: Any = CompteurManager()

    class Meta:
        verbose_name = "compteur de demandes"
        verbose_name_plural = "compteurs de demandes"
        ordering = ["-fenetre", "cle"]
        constraints = [models.UniqueConstraint(fields=["cle", "fenetre"], name="un_compteur_par_minute")]

    def __str__(self) -> str:
        return f"{self.nb} demandes à la minute {self.fenetre}"
