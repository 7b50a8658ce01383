from django.apps import AppConfig


class SeanceConfig(AppConfig):
    name = "etabli.etape4_seance"
    label = "seance"
    verbose_name = "étape 4 : séances"

    def ready(self) -> None:
        from etabli.etape4_seance import (  # noqa: F401, PLC0415 -- app ready
            abonnements,
            notifications,
            personnes,
            recherche,
        )
        from etabli.etape4_seance.flux import ADRESSE, ouvrir_le_flux  # noqa: PLC0415 -- app ready
        from etabli.socle import flux, navigation  # noqa: PLC0415 -- app ready

        flux.enregistrer(ADRESSE, ouvrir_le_flux)

        navigation.enregistrer(
            navigation.Entree("Entrer dans une séance", "seance:code", ordre=70, pour=navigation.anonyme)
        )
