"""Les séjours passés, relus du journal ; à part de la table, que PostgreSQL veut finie avant de l'emplir."""

from itertools import pairwise

from django.db import migrations
from django.utils.timezone import localdate


def lire_le_journal(apps, schema_editor):
    """Chaque passage d'étape est noté au journal depuis l'origine : les séjours s'en déduisent."""
    Dossier, Sejour = apps.get_model("dossier", "Dossier"), apps.get_model("dossier", "Sejour")
    Fait, ContentType = apps.get_model("socle", "Fait"), apps.get_model("contenttypes", "ContentType")
    genre = ContentType.objects.filter(app_label="dossier", model="dossier").first()
    entrees = {d.pk: [("candidature", d.ouvert_le)] for d in Dossier.objects.all()}
    passages = Fait.objects.filter(sujet_type=genre, acte="passer_a").order_by("numero")
    for fait in passages if genre else ():
        if suite := entrees.get(fait.sujet_id):
            suite.append((fait.donnees.get("vers", ""), max(localdate(fait.quand), suite[-1][1])))
    sejours = [
        Sejour(dossier_id=pk, etape=etape, entree_le=le, sortie_le=sortie, nb_jours=(sortie - le).days)
        for pk, suite in entrees.items()
        for (etape, le), (_, sortie) in pairwise(suite)
    ]
    Sejour.objects.bulk_create(sejours, batch_size=500)
    for pk, suite in entrees.items():
        Dossier.objects.filter(pk=pk).update(etape_depuis_le=suite[-1][1])


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("dossier", "0003_sejours"),
        ("socle", "0001_initial"),
    ]

    operations = [migrations.RunPython(lire_le_journal, migrations.RunPython.noop)]
