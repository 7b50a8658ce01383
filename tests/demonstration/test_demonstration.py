"""Ce que voit chacun, en suivant tous les liens de la démonstration."""

import re

import pytest

from etabli.config.demonstration.comptes import COMPTES
from tests.demonstration.explorateur import forme
from tests.navigateur import surveille, verifie_page

ROLES = ["public", *(c.identifiant for c in COMPTES if c.est_annonce)]


def test_la_demonstration_joue_tout_le_programme(demonstration):
    for etape in range(1, 7):
        assert f"Étape {etape}" in demonstration.sortie
    assert "Démonstration prête" in demonstration.sortie


def test_rejouer_la_demonstration_ne_double_rien(demonstration):
    compter = (
        "from django.apps import apps; "
        "print({m._meta.label: m.objects.count() for m in apps.get_models() if m.__module__.startswith('etabli')})"
    )
    avant = demonstration.commande("shell", "-v0", "-c", compter)
    assert "déjà en place" in demonstration.commande("demo")
    assert demonstration.commande("shell", "-v0", "-c", compter) == avant


def test_le_journal_de_la_demonstration_tient(demonstration):
    assert "Le journal tient" in demonstration.commande("verifier_le_journal")


@pytest.mark.parametrize("role", ROLES)
def test_aucun_lien_montre_n_est_une_impasse(explorateurs, role):
    """On ne montre pas un lien qui refuse : ni page absente, ni porte fermée, ni erreur."""
    visiteur = explorateurs[role]
    impasses = [
        f"{etat} {adresse} (depuis {visiteur.depuis.get(adresse)})"
        for adresse, etat in visiteur.etats.items()
        if etat != 200
    ]
    assert impasses == []
    assert len(visiteur.etats) > 10


@pytest.mark.parametrize("role", ROLES)
def test_chaque_adresse_repond_a_chaque_role_sans_casser(explorateurs, role):
    """Les adresses trouvées par tous, demandées par chacun : vue, renvoyée, refusée ou introuvable, jamais cassée."""
    visiteur, formes = explorateurs[role], {}
    for autre in explorateurs.values():
        for adresse in autre.etats:
            formes.setdefault(forme(adresse), adresse)
    casses = [
        f"{etat} {adresse}"
        for adresse in formes.values()
        if (etat := visiteur.etats.get(adresse) or visiteur.ouvrir(adresse).status) not in {200, 403, 404}
    ]
    assert casses == []


@pytest.mark.parametrize("role", ["public", "candidat", "ddt41", "guyane", "ddtm76"])
def test_un_dossier_est_introuvable_pour_qui_n_en_est_pas_membre(explorateurs, role):
    tessy = next(a for a in explorateurs["equipe"].etats if re.fullmatch(r"/dossiers/\d+/", a))
    reponse = explorateurs[role].ouvrir(tessy)
    if role == "public":
        assert "/comptes/login/" in reponse.url
    else:
        assert reponse.status == 404


@pytest.mark.navigateur
@pytest.mark.parametrize("role", ROLES)
def test_aucune_page_ne_gene_personne(explorateurs, chromium_de_la_demonstration, demonstration, role):
    """axe, les débordements et les plaintes du navigateur, à trois largeurs, sur une page de chaque forme.

    Chaque forme n'est regardée que par le premier rôle qui la voit, et par le public.
    """
    deja = {forme(a) for autre in ROLES[: ROLES.index(role)] for a in explorateurs[autre].etats}
    contexte = chromium_de_la_demonstration.new_context(
        base_url=demonstration.site,
        locale="fr-FR",
        bypass_csp=False,
        storage_state=explorateurs[role].http.storage_state(),
    )
    plaintes = []
    for adresse in explorateurs[role].etats:
        if forme(adresse) in deja or not est_une_page(adresse):
            continue
        deja.add(forme(adresse))
        page = contexte.new_page()
        surveille(page)
        page.goto(adresse, wait_until="load")
        try:
            verifie_page(page)
        except AssertionError as plainte:
            plaintes.append(f"{adresse} : {plainte}")
        page.close()
    contexte.close()
    assert plaintes == []


def est_une_page(adresse: str) -> bool:
    return not re.search(
        r"\.(pdf|csv|json|jsonld|geojson|svg|xml|ics|atom|ttl|txt)(\?|$)|/pdf/?$|format=(csv|json)|/fichiers?/",
        adresse,
    )
