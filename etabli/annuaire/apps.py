from django.apps import AppConfig


class AnnuaireConfig(AppConfig):
    name = "etabli.annuaire"
    label = "annuaire"
    verbose_name = "annuaire"

    def ready(self) -> None:
        from etabli.annuaire import personnes, recherche  # noqa: F401, PLC0415 -- app ready
        from etabli.annuaire.services_locaux import noms_des_services  # noqa: PLC0415 -- app ready
        from etabli.socle import navigation  # noqa: PLC0415 -- app ready
        from etabli.territoires.avertissements import enregistrer_les_services  # noqa: PLC0415 -- app ready

        enregistrer_les_services(noms_des_services)

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
