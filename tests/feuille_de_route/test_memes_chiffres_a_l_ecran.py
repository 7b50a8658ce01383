"""Chaque chiffre montré égale ce que l'on recompte à la main depuis les lignes écrites."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.annuaire.models import Organisation
from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.lecture import Financement
from etabli.etape5_feuille_de_route.models import Action, CoutAnnuel
from etabli.etape5_feuille_de_route.models import Financement as Ligne
from etabli.etape5_feuille_de_route.trace import suivi_des_contributions
from etabli.socle.francais import euros
from tests.fabriques.feuille_de_route import FinancementFactory, feuille_et_agents
from tests.fabriques.seance import ContributionFactory

ZERO = Decimal(0)
DEBUT, FIN = date(2027, 1, 1), date(2030, 12, 31)
MONTANTS = st.decimals(0, 500_000, places=2)
NOMS = st.sampled_from(["État", "Région", "Commune fictive"])


@st.composite
def actions_ecrites(draw):
    """Des actions telles que la base les donnerait, leurs lignes déjà lues ; et ces lignes, à part."""
    ecrites = []
    for cle in range(1, draw(st.integers(0, 5)) + 1):
        bornes = sorted(draw(st.lists(MONTANTS, min_size=2, max_size=2)))
        sans_cout, seul = draw(st.booleans()), draw(st.booleans())
        action = Action(
            pk=cle,
            cout_min=None if sans_cout else bornes[0],
            cout_max=None if sans_cout or seul else bornes[1],
            debut_le=draw(st.one_of(st.none(), st.dates(min_value=DEBUT, max_value=FIN))),
            maitrise_d_ouvrage=Organisation(nom="Commune fictive"),
        )
        action.fin_le = FIN if action.debut_le else None
        lignes = [
            Ligne(financeur=nom, demande=demande, obtenu=obtenu, paye=min(paye, obtenu))
            for nom, demande, obtenu, paye in draw(
                st.lists(st.tuples(NOMS, MONTANTS, MONTANTS, MONTANTS), max_size=4)
            )
        ]
        annees = []
        if action.cout and draw(st.booleans()):
            annees = [CoutAnnuel(annee=2031, montant=action.cout)]
        action._prefetched_objects_cache = {"financements": lignes, "couts_annuels": annees}
        ecrites.append((action, lignes))
    return ecrites


def cout_de(action):
    return action.cout_max if action.cout_max is not None else action.cout_min


@given(actions_ecrites())
def test_les_totaux_les_restes_et_les_taux_se_recomptent_depuis_les_lignes(ecrites):
    lu = Financement([action for action, _ in ecrites])
    lignes = [ligne for _, siennes in ecrites for ligne in siennes]
    couts = [cout_de(a) for a, _ in ecrites if cout_de(a) is not None]
    restes = [
        max(ZERO, cout_de(a) - sum((x.obtenu for x in siennes), ZERO))
        for a, siennes in ecrites
        if cout_de(a) is not None
    ]

    assert lu.total.demande == sum((x.demande for x in lignes), ZERO)
    assert lu.total.obtenu == sum((x.obtenu for x in lignes), ZERO)
    assert lu.total.paye == sum((x.paye for x in lignes), ZERO)
    assert lu.total.cout == (sum(couts, ZERO) if couts else None)
    assert lu.total.reste_a_trouver == (sum(restes, ZERO) if couts else None)
    assert lu.total.nb_sans_cout == len(ecrites) - len(couts)
    if sum(couts, ZERO):
        assert lu.total.taux_obtenu == 1 - sum(restes, ZERO) / sum(couts, ZERO)


@given(actions_ecrites())
def test_chaque_financeur_et_chaque_annee_se_recomptent(ecrites):
    lu = Financement([action for action, _ in ecrites])
    par_nom = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for _, lignes in ecrites:
        for ligne in lignes:
            for place, montant in enumerate((ligne.demande, ligne.obtenu, ligne.paye)):
                par_nom[ligne.financeur][place] += montant
    reparties = [a for a, _ in ecrites if cout_de(a) is not None and (a.debut_le or a.couts_annuels.all())]

    assert {x.financeur: [x.demande, x.obtenu, x.paye] for x in lu.par_financeur} == par_nom
    for part in lu.parts:
        demande, obtenu, _ = par_nom[part.ligne.financeur]
        assert part.taux_accorde == (obtenu / demande if demande else None)
        assert part.part_du_cout == (obtenu / lu.total.cout if lu.total.cout else None)
    assert sum(lu.par_annee.values()) == sum((cout_de(a) for a in reparties), ZERO)
    assert len(lu.sans_dates) == len([a for a, _ in ecrites if cout_de(a) is not None]) - len(reparties)


@pytest.mark.django_db
def test_la_page_du_financement_montre_ces_totaux_la(client):
    lieu = feuille_et_agents()
    for rang in range(3):
        action = lieu.action(cout_min=None, cout_max=Decimal(100_000 + rang))
        FinancementFactory(
            action=action, demande=Decimal(7_013 + rang), obtenu=Decimal(311 + rang), paye=Decimal(17)
        )
    client.force_login(lieu.lecteur)

    page = client.get(reverse("feuille_de_route:financement", args=[lieu.dossier.pk])).content.decode()

    lignes = list(Ligne.objects.all())
    cout = sum(a.cout_max for a in Action.objects.all())
    obtenu = sum(x.obtenu for x in lignes)
    for montant in (cout, sum(x.demande for x in lignes), obtenu, sum(x.paye for x in lignes), cout - obtenu):
        assert euros(montant) in page


@pytest.mark.django_db
def test_la_couverture_montree_est_celle_que_l_on_recompte_parole_par_parole(client):
    lieu = feuille_et_agents()
    dites = [lieu.contribution() for _ in range(7)]
    enjeu, action = lieu.enjeu(), lieu.action()
    actions.rattacher(enjeu, dites[:2], par=lieu.equipe)
    actions.rattacher(action, dites[1:3], par=lieu.equipe)
    dites[0].est_masquee = True
    dites[0].save()
    ContributionFactory()
    client.force_login(lieu.lecteur)

    montrables = [c for c in dites if not c.est_masquee]
    suivies = [c for c in montrables if c.enjeux.exists() or c.axes.exists() or c.actions.exists()]
    totale = suivi_des_contributions(lieu.feuille).totale
    page = client.get(reverse("feuille_de_route:trace", args=[lieu.dossier.pk])).content.decode()

    assert (totale.nb_dites, totale.nb_suivies) == (len(montrables), len(suivies)) == (6, 2)
    assert totale.part == pytest.approx(len(suivies) / len(montrables))
    assert "2\u00a0contributions sur 6 ont une suite" in page
