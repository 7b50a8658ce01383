from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "etabli.vitrine.pages"
    label = "pages"
    verbose_name = "pages de la vitrine"

    def ready(self) -> None:
        from etabli.socle import navigation  # noqa: PLC0415 -- app ready
        from etabli.vitrine.pages.permissions import donne_le_droit, redige  # noqa: PLC0415 -- app ready

        navigation.enregistrer(
            navigation.Entree("Actualités", "vitrine:actualites", ordre=63, pour=navigation.anonyme),
            navigation.Entree("Rédiger le site", "wagtailadmin_home", ordre=80, lieu="compte", pour=redige),
            navigation.Entree(
                "Rédacteurs du site", "vitrine:redacteurs", ordre=81, lieu="compte", pour=donne_le_droit
            ),
            navigation.Entree("Questions fréquentes", "vitrine:faq", ordre=12, lieu="pied"),
            navigation.Entree("Conditions d'utilisation", "vitrine:cgu", ordre=50, lieu="pied"),
            navigation.Entree("Statistiques", "vitrine:stats", ordre=60, lieu="pied"),
        )
