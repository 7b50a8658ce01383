from django.apps import AppConfig


class VitrineConfig(AppConfig):
    name = "etabli.vitrine"
    label = "vitrine"
    verbose_name = "vitrine"

    def ready(self) -> None:
        from etabli.socle import jeux, navigation  # noqa: PLC0415 -- app ready
        from etabli.vitrine import personnes  # noqa: F401, PLC0415 -- app ready
        from etabli.vitrine.colonnes import JEU  # noqa: PLC0415 -- app ready

        jeux.enregistrer(JEU)
        navigation.enregistrer(
            navigation.Entree("Le programme", "vitrine:programme", ordre=1, pour=navigation.anonyme),
            navigation.Entree("Déroulement", "vitrine:deroulement", ordre=2, pour=navigation.anonyme),
            navigation.Entree("Les ateliers", "vitrine:ateliers", ordre=60),
            navigation.Entree("Candidater", "vitrine:candidater", ordre=65, pour=navigation.anonyme),
            navigation.Entree("Plan du site", "vitrine:plan", ordre=10, lieu="pied"),
            navigation.Entree("Accessibilité : non conforme", "vitrine:accessibilite", ordre=20, lieu="pied"),
            navigation.Entree("Mentions légales", "vitrine:mentions_legales", ordre=30, lieu="pied"),
            navigation.Entree("Données personnelles", "vitrine:donnees_personnelles", ordre=40, lieu="pied"),
        )
