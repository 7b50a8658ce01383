from django.apps import AppConfig


class SocleConfig(AppConfig):
    name = "etabli.socle"
    label = "socle"
    verbose_name = "socle"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created  # noqa: PLC0415 -- app ready

        from etabli.socle import sans_accents  # noqa: PLC0415 -- app ready
        from etabli.socle.navigation import Entree, connecte, enregistrer  # noqa: PLC0415 -- app ready

        sans_accents.enregistrer()
        connection_created.connect(sans_accents.enseigner_a_la_base, dispatch_uid="sans_accents")
        enregistrer(Entree("Lettres", "socle:lettres", ordre=60, pour=connecte, lieu="compte"))
