from django.apps import AppConfig


class AnnuaireConfig(AppConfig):
    name = "etabli.annuaire"
    label = "annuaire"
    verbose_name = "annuaire"

    def ready(self) -> None:
        from etabli.socle import navigation  # noqa: PLC0415 -- app ready

        navigation.enregistrer(
            navigation.Entree("Annuaire", "annuaire:organisations", ordre=80, pour=navigation.connecte),
            navigation.Entree(
                "Vues enregistrées", "annuaire:vues", ordre=50, pour=navigation.connecte, lieu="compte"
            ),
            navigation.Entree(
                "Mon compte",
                "annuaire:mon_compte",
                pour=navigation.connecte,
                lieu="compte",
                icone="fr-icon-account-circle-line",
            ),
        )
