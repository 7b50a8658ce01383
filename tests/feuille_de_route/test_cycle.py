"""Tout état, tout acte, tout rôle : ce que le cycle permet, et à qui."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate

from etabli.dossier.enums import Etape
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.etape5_feuille_de_route.workflow import CYCLE
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.feuille_de_route import feuille_et_agents

pytestmark = pytest.mark.django_db

ROLES = ("dgaln", "pilote", "copilote", "coporteur", "equipe", "lecteur", "etranger")
PORTEURS = {"pilote", "copilote", "coporteur"}
DONNEES = {"adopter": {"adoptee_le": date(2026, 1, 12)}, "rendre": {"motif": "Chiffrez l'axe 2."}}
# Ce que chaque état permet, à qui, et où cela mène.
PERMIS = {
    Etat.REDACTION: {"soumettre": ({"equipe", "pilote"}, Etat.CONCERTATION)},
    Etat.CONCERTATION: {
        "rendre": (PORTEURS, Etat.REDACTION),
        "adopter": ({"pilote"}, Etat.ADOPTEE),
    },
    Etat.ADOPTEE: {"clore": ({"pilote"}, Etat.CLOSE)},
    Etat.CLOSE: {"rouvrir": ({"pilote"}, Etat.ADOPTEE)},
}


@pytest.mark.parametrize("etat", list(Etat))
@pytest.mark.parametrize("acte", list(CYCLE.par_nom))
def test_chaque_acte_de_chaque_etat_n_est_qu_a_ceux_qui_le_tiennent(etat, acte):
    lieu = feuille_et_agents(nb_actions=1, etat=etat)
    attendus, arrivee = PERMIS[etat].get(acte, (set(), None))

    ouverts = {role for role in ROLES if CYCLE.verdict(acte, lieu.feuille, getattr(lieu, role))}

    assert ouverts == attendus
    if attendus:
        acteur = getattr(lieu, sorted(attendus)[0])
        assert CYCLE.avancer(acte, lieu.feuille, par=acteur, **DONNEES.get(acte, {})).etat == arrivee
    else:
        with pytest.raises(PermissionDenied, match=r"."):
            CYCLE.avancer(acte, lieu.feuille, par=lieu.pilote, **DONNEES.get(acte, {}))


def test_une_feuille_vide_ne_se_soumet_pas():
    lieu = feuille_et_agents()

    assert "aucune action" in CYCLE.verdict("soumettre", lieu.feuille, lieu.equipe).motif


def test_une_feuille_incomplete_dit_ce_qui_lui_manque():
    lieu = feuille_et_agents(etat=Etat.CONCERTATION)
    assert "aucun axe n'est écrit" in CYCLE.verdict("adopter", lieu.feuille, lieu.pilote).motif

    lieu.axe(titre="Se déplacer")
    for numero in (1, 2, 3):
        lieu.action(lieu.axe(), nue=True, numero=numero)

    motif = CYCLE.verdict("adopter", lieu.feuille, lieu.pilote).motif
    assert "l'axe «\u00a0Se déplacer\u00a0» n'a pas d'action" in motif
    assert "l'action 1 n'a pas de maître d'ouvrage" in motif
    assert motif.endswith("et 1 autre point.")


def test_l_adoption_garde_la_date_du_vote_et_le_journal(django_capture_on_commit_callbacks):
    lieu = feuille_et_agents(nb_actions=1, etat=Etat.CONCERTATION)

    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("adopter", lieu.feuille, par=lieu.pilote, adoptee_le=date(2026, 1, 12))

    feuille = FeuilleDeRoute.objects.select_related("dossier").get()
    assert (feuille.adoptee_le, feuille.dossier.etape) == (date(2026, 1, 12), Etape.RESTITUTION)
    assert (
        Fait.objects.du_fil(feuille.fil)
        .filter(phrase="a enregistré l'adoption de la feuille de route")
        .exists()
    )


def test_on_n_adopte_pas_demain():
    lieu = feuille_et_agents(nb_actions=1, etat=Etat.CONCERTATION)

    with pytest.raises(ValidationError, match="déjà passé"):
        CYCLE.avancer("adopter", lieu.feuille, par=lieu.pilote, adoptee_le=localdate() + timedelta(1))

    lieu.feuille.refresh_from_db()
    assert lieu.feuille.etat == Etat.CONCERTATION


def test_rendre_garde_le_motif_et_l_ecrit_a_l_equipe(django_capture_on_commit_callbacks):
    lieu = feuille_et_agents(nb_actions=1, etat=Etat.CONCERTATION)

    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("rendre", lieu.feuille, par=lieu.coporteur, motif="Chiffrez l'axe 2.")

    lettres = LettreSortante.objects.filter(modele="feuille-de-route-rendue")
    assert [lettre.destinataire for lettre in lettres] == [lieu.equipe.email]
    assert "Chiffrez l'axe 2." in lettres[0].texte
    assert FeuilleDeRoute.objects.get().motif == "Chiffrez l'axe 2."


def test_soumettre_l_ecrit_aux_porteurs_et_adopter_a_tous(django_capture_on_commit_callbacks):
    lieu = feuille_et_agents(nb_actions=1)

    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("soumettre", lieu.feuille, par=lieu.equipe)
    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("adopter", lieu.feuille, par=lieu.pilote, adoptee_le=date(2026, 1, 12))

    def recues(modele):
        return set(LettreSortante.objects.filter(modele=modele).values_list("destinataire", flat=True))

    porteurs = {lieu.pilote.email, lieu.copilote.email, lieu.coporteur.email}
    assert recues("feuille-de-route-soumise") == porteurs
    assert recues("feuille-de-route-adoptee") == {*porteurs, lieu.equipe.email, lieu.lecteur.email}


def test_le_public_lit_un_libelle_clair():
    assert CYCLE.libelle_public(FeuilleDeRoute(etat=Etat.CONCERTATION)) == "En cours d'écriture"
