from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("socle", "0003_recherche")]

    operations = [
        migrations.AddField(
            model_name="lettresortante",
            name="en_tetes",
            field=models.JSONField(blank=True, default=dict, verbose_name="en-têtes"),
        ),
    ]
