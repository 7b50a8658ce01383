"""Établit les plans d'origine, et les donne aux livrables qui existaient avant que le plan soit une donnée."""

import json
from pathlib import Path

from django.conf import settings
from django.db import migrations

CHAMPS = ("titre", "aide", "nature", "place", "est_obligatoire", "pages_max")


def etablir(apps, schema_editor):
    Plan = apps.get_model("restitution", "PlanDeLivrable")
    Partie = apps.get_model("restitution", "PartieDuPlan")
    Livrable = apps.get_model("restitution", "Livrable")
    chemin = Path(settings.DONNEES) / "programme" / "plans.json"
    for origine in json.loads(chemin.read_text(encoding="utf-8")):
        plan = Plan.objects.create(
            type=origine["type"], pages_min=origine["pages_min"], pages_max=origine["pages_max"]
        )
        for rang, partie in enumerate(origine["parties"], 1):
            Partie.objects.create(plan=plan, ordre=rang, **partie)
        for livrable in Livrable.objects.filter(type=plan.type):
            livrable.pages_min, livrable.pages_max = plan.pages_min, plan.pages_max
            livrable.save(update_fields=["pages_min", "pages_max"])
            donner(livrable, origine["parties"])


def donner(livrable, parties):
    """Les textes déjà écrits gardent leur clé : chacun retrouve sa place parmi ce que le dossier nourrit."""
    for rang, partie in enumerate(parties, 1):
        livrable.sections.update_or_create(
            cle=partie["cle"], defaults={"ordre": rang, **{champ: partie[champ] for champ in CHAMPS}}
        )


class Migration(migrations.Migration):
    dependencies = [("restitution", "0002_plans_en_donnees")]

    operations = [migrations.RunPython(etablir, migrations.RunPython.noop)]
