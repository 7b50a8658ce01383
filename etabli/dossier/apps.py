from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "etabli.dossier"
    label = "dossier"
    verbose_name = "dossiers"

    def ready(self) -> None:
        from etabli.dossier import abonnements, personnes, recherche  # noqa: F401, PLC0415 -- app ready
        from etabli.socle.navigation import Entree, connecte, enregistrer  # noqa: PLC0415 -- app ready

        enregistrer(
            Entree("Mon espace", "dossier:mon_espace", ordre=10, pour=connecte),
            Entree("Dossiers", "dossier:liste", ordre=20, pour=connecte),
            Entree(
                "Rechercher",
                "dossier:rechercher",
                ordre=1,
                pour=connecte,
                lieu="compte",
                icone="fr-icon-search-line",
            ),
            Entree("Programme", "dossier:programme", ordre=90, pour=lambda u: connecte(u) and u.est_dgaln),
        )
