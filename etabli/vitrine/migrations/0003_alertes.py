"""Les alertes des visiteurs ; une réalisation sait depuis quand elle est là.

Celles déjà en base prennent la date du passage : elles y étaient au plus tard ce jour-là.
"""

from django.db import migrations, models
from django.utils.timezone import now


class Migration(migrations.Migration):
    dependencies = [("vitrine", "0002_auto_test")]

    operations = [
        migrations.AddField(
            model_name="realisation",
            name="cree_le",
            field=models.DateTimeField(auto_now_add=True, default=now, verbose_name="créé le"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="realisation",
            name="modifie_le",
            field=models.DateTimeField(auto_now=True, verbose_name="modifié le"),
        ),
        migrations.CreateModel(
            name="Alerte",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                ("courriel", models.EmailField(max_length=254, verbose_name="adresse électronique")),
                (
                    "recherche",
                    models.CharField(
                        blank=True, max_length=600, verbose_name="filtres, comme dans l'adresse de la page"
                    ),
                ),
                ("intitule", models.CharField(max_length=300, verbose_name="ce qui est suivi")),
                ("confirmee_le", models.DateTimeField(blank=True, null=True, verbose_name="confirmée le")),
                ("connus", models.JSONField(default=list, verbose_name="ateliers déjà annoncés")),
                ("nb_lettres", models.PositiveIntegerField(default=0, verbose_name="nombre de lettres")),
            ],
            options={"verbose_name": "alerte", "ordering": ["cree_le"]},
        ),
        migrations.AddConstraint(
            model_name="alerte",
            constraint=models.UniqueConstraint(
                models.F("courriel"), models.F("recherche"), name="alerte_une_par_recherche"
            ),
        ),
    ]
