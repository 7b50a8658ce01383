import django.db.models.deletion
from django.db import migrations, models


def marquer_a_lire(apps, schema_editor):
    """Les documents déjà déposés restent à lire : `manage.py relire_les_documents` s'en charge."""
    apps.get_model("atelier", "DocumentLu").objects.filter(fichier__isnull=False).update(
        etat_du_texte="a_lire"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("atelier", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="documentlu",
            name="etat_du_texte",
            field=models.CharField(
                choices=[
                    ("sans", "Aucun document déposé"),
                    ("a_lire", "Lecture en cours"),
                    ("lu", "Texte cherchable"),
                    ("illisible", "Texte illisible"),
                ],
                default="sans",
                max_length=20,
                verbose_name="texte du document",
            ),
        ),
        migrations.AddField(
            model_name="documentlu",
            name="lecture_dit",
            field=models.CharField(blank=True, max_length=300, verbose_name="ce que la lecture en dit"),
        ),
        migrations.CreateModel(
            name="PageDeDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("numero", models.PositiveIntegerField(verbose_name="page")),
                ("texte", models.TextField(verbose_name="texte")),
                ("est_numerotee", models.BooleanField(default=True, verbose_name="numérotée")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="atelier.documentlu",
                    ),
                ),
            ],
            options={
                "verbose_name": "page de document",
                "verbose_name_plural": "pages de document",
                "ordering": ["document", "numero"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "numero"), name="page_de_document_une_fois")
                ],
            },
        ),
        migrations.RunPython(marquer_a_lire, migrations.RunPython.noop),
    ]
