from django.apps import AppConfig


class DonneesOuvertesConfig(AppConfig):
    name = "etabli.donnees_ouvertes"
    label = "donnees_ouvertes"
    verbose_name = "données ouvertes"

    def ready(self) -> None:
        from etabli.donnees_ouvertes import abonnements  # noqa: F401, PLC0415 -- app ready
        from etabli.donnees_ouvertes.jeux import jeux_des_dossiers  # noqa: PLC0415 -- app ready
        from etabli.socle import jeux, navigation  # noqa: PLC0415 -- app ready

        jeux.enregistrer(*jeux_des_dossiers())
        navigation.enregistrer(
            navigation.Entree("Données", "donnees_ouvertes:accueil", ordre=70, pour=navigation.anonyme),
            navigation.Entree("Données ouvertes", "donnees_ouvertes:accueil", ordre=50, lieu="pied"),
        )
