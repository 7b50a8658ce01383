from django.apps import AppConfig


class SocleConfig(AppConfig):
    name = "etabli.socle"
    label = "socle"
    verbose_name = "socle"

    def ready(self) -> None:
        from etabli.socle.navigation import Entree, connecte, enregistrer  # noqa: PLC0415 -- app ready

        enregistrer(Entree("Lettres", "socle:lettres", ordre=60, pour=connecte, lieu="compte"))
