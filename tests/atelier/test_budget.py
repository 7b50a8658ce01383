"""Le budget : ce que le marché a facturé, la logistique par session, et de quoi être quittes."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape2_marche.enums import EtatDeLaFacture
from etabli.etape2_marche.models import Facture, LigneDeFacture, Phase
from etabli.etape3_atelier import actions
from etabli.etape3_atelier.calcul.budget import Solde, reglements, soldes
from etabli.etape3_atelier.models import comptes_du_marche, comptes_par_session
from etabli.socle.fichiers import deposer
from tests.fabriques.atelier import DepenseFactory, atelier_et_agents

CENTIMES = st.integers(0, 500_000).map(lambda n: Decimal(n) / 100)


@given(
    st.lists(st.tuples(st.sampled_from("abcde"), CENTIMES), max_size=12),
    st.dictionaries(st.sampled_from("abcde"), st.integers(1, 5), min_size=1),
)
def test_les_reglements_remettent_chacun_a_zero_en_peu_de_versements(depenses, parts):
    dus = soldes(depenses, parts)

    versements = reglements(dus)

    restes = {cle: solde.solde for cle, solde in dus.items()}
    for versement in versements:
        assert versement.montant > 0
        restes[versement.de] += versement.montant
        restes[versement.a] -= versement.montant
    assert set(restes.values()) <= {Decimal(0)}
    assert len(versements) <= max(0, sum(bool(s.solde) for s in dus.values()) - 1)


def test_des_soldes_qui_ne_s_annulent_pas_ne_se_reglent_pas():
    with pytest.raises(ValueError, match="ne s'annulent pas"):
        reglements({"a": Solde(Decimal(10), Decimal(0))})


@pytest.fixture
def lance(db):
    return atelier_et_agents(lance_le=date(2026, 1, 12))


def test_les_sessions_s_additionnent_au_total(lance):
    payeur = lance.coporteur.organisation_principale
    DepenseFactory(atelier=lance.atelier, session=1, montant=Decimal("350.10"), payeur=payeur)
    DepenseFactory(atelier=lance.atelier, session=3, montant=Decimal("49.90"), payeur=payeur, est_payee=False)

    *sessions, total = comptes_par_session(lance.atelier, lance.atelier.depenses.all())

    assert [(c.prevu, c.paye) for c in sessions] == [
        (Decimal("350.10"), Decimal("350.10")),
        (Decimal(0), Decimal(0)),
        (Decimal("49.90"), Decimal(0)),
    ]
    assert (total.prevu, total.paye) == (Decimal("400.00"), Decimal("350.10"))


def facturer(lance, phase, montant, etat):
    facture = Facture.objects.create(
        marche=lance.atelier.marche,
        numero=f"F-{Facture.objects.count() + 1}",
        emetteur=lance.equipe.organisation_principale,
        recue_le=date(2026, 4, 1),
        etat=etat,
        payee_le=date(2026, 5, 1) if etat == EtatDeLaFacture.PAYEE else None,
    )
    LigneDeFacture.objects.create(facture=facture, phase=phase, montant_ht=montant)


def test_le_marche_dit_ce_qu_il_a_facture_paye_et_ce_qui_reste(lance, django_assert_num_queries):
    postes = [
        Phase.objects.create(
            marche=lance.atelier.marche, ordre=rang, intitule=f"Poste {rang}", montant_ht=Decimal(1000 * rang)
        )
        for rang in (101, 102)
    ]
    facturer(lance, postes[0], Decimal(400), EtatDeLaFacture.PAYEE)
    facturer(lance, postes[0], Decimal(100), EtatDeLaFacture.RECUE)
    facturer(lance, postes[0], Decimal(999), EtatDeLaFacture.REJETEE)

    with django_assert_num_queries(1):
        comptes = {c.intitule: c for c in comptes_du_marche(lance.atelier)}

    premier = comptes["Poste 101"]
    assert (premier.facture_ht, premier.paye_ht, premier.reste_ht) == (500, 400, 100500)
    assert comptes["Poste 102"].facture_ht == 0
    assert (comptes["Total"].facture_ht, comptes["Total"].paye_ht) == (500, 400)


def test_la_page_dit_qui_verse_a_qui_et_tout_s_exporte(client, lance):
    payeur = lance.coporteur.organisation_principale
    copilote = lance.copilote.organisation_principale
    DepenseFactory(atelier=lance.atelier, montant=Decimal(300), payeur=payeur)
    actions.fixer_la_repartition(lance.atelier, {payeur: 2, copilote: 1}, par=lance.coporteur)
    Phase.objects.create(marche=lance.atelier.marche, ordre=101, intitule="Diagnostic", montant_ht=Decimal(5))
    client.force_login(lance.coporteur)

    page = client.get(reverse("atelier:budget", args=[lance.atelier.dossier_id])).content.decode()

    assert "verse 100\u00a0€" in page.replace("\u202f", "\u00a0").replace(",00", "")
    assert "Diagnostic" in page
    for jeu in ("service", "factures", "sessions", "soldes", "depenses"):
        for forme in ("csv", "ods", "xlsx"):
            adresse = reverse("atelier:exporter", args=[lance.atelier.dossier_id, jeu, forme])
            assert client.get(adresse).status_code == 200


def test_une_facture_ne_se_lit_que_par_les_porteurs(client, lance):
    """Elle est déposée pour eux ; les autres savent qu'elle l'est, et lisent la dépense."""
    depense = DepenseFactory(atelier=lance.atelier)
    depense.justificatif = deposer(
        lance.atelier, "Facture", b"%PDF-1.7\n%%EOF\n", "facture.pdf", par=lance.coporteur
    ).fichier
    depense.save()
    fichier = reverse("atelier:fichier", args=[lance.atelier.dossier_id, depense.justificatif_id])
    fiche = reverse("atelier:depense", args=[lance.atelier.dossier_id, depense.pk])
    lecteurs = set()
    for role, agent in lance.par_role().items():
        client.force_login(agent)
        recu = client.get(fichier)
        lit = recu.status_code == 200
        b"".join(getattr(recu, "streaming_content", []))
        lecteurs |= {role} if lit else set()
        assert (fichier in client.get(fiche).content.decode()) == lit
    assert lecteurs == {"pilote", "copilote", "coporteur"}
