from django.apps import AppConfig


class PilotageConfig(AppConfig):
    name = "etabli.pilotage"
    label = "pilotage"
    verbose_name = "pilotage"

    def ready(self) -> None:
        from etabli.pilotage.permissions import peut_piloter  # noqa: PLC0415 -- app ready
        from etabli.socle import navigation  # noqa: PLC0415 -- app ready

        navigation.enregistrer(
            navigation.Entree(
                "Pilotage",
                "pilotage:accueil",
                ordre=50,
                pour=lambda u: navigation.connecte(u) and bool(peut_piloter(u)),
            )
        )
