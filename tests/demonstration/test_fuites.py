"""Des mondes tirés au sort sur la base de la démonstration : aucune porte ne laisse voir le dossier d'un autre."""


def test_nul_ne_voit_un_objet_d_un_dossier_qui_n_est_pas_le_sien(demonstration):
    demonstration.eprouver("tests.securite.fuites", demonstration.environnement["FICHIER_SQLITE"], delai=300)
