from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TerritoiresConfig(AppConfig):
    name = "etabli.territoires"
    label = "territoires"
    verbose_name = "territoires"

    def ready(self) -> None:
        from etabli.socle import navigation  # noqa: PLC0415 -- app ready
        from etabli.territoires.permissions import peut_importer_des_mesures  # noqa: PLC0415 -- app ready
        from etabli.territoires.recherche import apres_les_migrations  # noqa: PLC0415 -- app ready

        navigation.enregistrer(
            navigation.Entree(
                "Données des territoires",
                "territoires:donnees",
                ordre=95,
                pour=lambda agent: bool(peut_importer_des_mesures(agent)),
            )
        )
        post_migrate.connect(apres_les_migrations, sender=self)
