"""La matrice des droits couvre tout le code : un acte ou une permission neufs ne peuvent pas y manquer en silence."""

from etabli.config.droits import PERMISSIONS, lire_les_droits, modules_de_permissions, refus_de
from etabli.config.management.commands.ecrire_la_documentation import cycles
from etabli.etape1_candidature.permissions import peut_retirer

# Elle juge un texte en conflit, que le dossier de la démonstration n'a pas : tests/candidature l'essaie.
SANS_OBJET = {("etape1_candidature", PERMISSIONS, "peut_trancher")}


def test_chaque_acte_et_chaque_permission_ont_leur_ligne():
    actes = {(nom, c.modele._meta.model_name, t.nom) for nom, c in cycles() for t in c.transitions}
    permissions = {(nom, PERMISSIONS, f) for nom, toutes in modules_de_permissions() for f in toutes}

    assert actes | permissions - SANS_OBJET == set(lire_les_droits())
    assert len(actes) > 60
    assert len(permissions) > 150


def test_les_phrases_de_refus_se_lisent_dans_le_code():
    assert refus_de(peut_retirer) == [
        "Seuls le service pilote et les collectivités co-porteuses peuvent retirer la candidature.",
        "Le marché est attribué : la candidature ne se retire plus.",
    ]


def test_une_place_qui_ne_tient_a_rien_n_a_aucun_droit_dans_un_dossier():
    """Le pilote d'un autre dossier : seulement ce que tout service de l'État peut faire partout."""
    ailleurs = {droit for (_, _, droit), ligne in lire_les_droits().items() if ligne["autre pilote"]}
    assert ailleurs == {
        *("peut_creer_une_organisation", "peut_ouvrir", "peut_creer_un_jeton", "peut_piloter"),
        *("peut_voir_la_consommation", "peut_voir_les_accords_cadres", "peut_modifier_l_organisation"),
    }


def test_le_lecteur_ne_fait_avancer_aucun_cycle():
    actes = {cle: ligne for cle, ligne in lire_les_droits().items() if cle[1] != PERMISSIONS}
    assert not [cle for cle, ligne in actes.items() if ligne["lecteur"] or ligne["groupement écarté"]]
