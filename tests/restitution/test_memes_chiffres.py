"""Un chiffre d'un livrable est celui de l'écran : même source, mêmes actions comptées, même écriture."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import escape

from etabli.dossier.enums import TypeLivrable
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action, Financement
from etabli.etape6_restitution.documents.matiere import Matiere, route
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document.blocs import ChiffresCles, Tableau
from etabli.socle.document.texte import nu
from tests.fabriques.restitution import livrable_et_agents, un_atelier_raconte

pytestmark = pytest.mark.django_db


def lire(html):
    """L'espace d'un montant s'écrit de plusieurs façons : ici, d'une seule."""
    for espace in ("\u202f", "\u00a0", "&nbsp;", "&#x202f;"):
        html = html.replace(espace, " ")
    return html


def test_le_financement_du_livret_est_celui_de_la_page(client):
    ensemble = livrable_et_agents(TypeLivrable.LIVRET)
    un_atelier_raconte(ensemble.livrable.dossier, nb_actions=3)
    abandonnee = Action.objects.get(numero=3)
    Action.objects.filter(pk=abandonnee.pk).update(statut=StatutAction.ABANDONNEE)
    Financement.objects.create(
        action=abandonnee, financeur="Région", demande=Decimal(90_000), obtenu=Decimal(70_000)
    )
    client.force_login(ensemble.pilote)

    adresse = reverse("feuille_de_route:financement", args=[ensemble.livrable.dossier_id])
    ecran = lire(client.get(adresse).content.decode())
    m = Matiere(Livrable.objects.get(pk=ensemble.livrable.pk))
    blocs = list(route.financement(m))

    chiffres = [valeur for b in blocs if isinstance(b, ChiffresCles) for valeur, _ in b.chiffres]
    (tableau,) = [b for b in blocs if isinstance(b, Tableau)]
    montants = [nu(c) for ligne in (*tableau.lignes, tableau.total) for c in ligne if "€" in nu(c)]
    assert lire(chiffres[0]) == "44 000 €"
    for chiffre in (*chiffres, *montants):
        assert escape(lire(chiffre)) in ecran, chiffre
    assert tableau.total[1] == "2"


def test_une_action_abandonnee_garde_sa_fiche_sans_peser_sur_son_axe():
    ensemble = livrable_et_agents(TypeLivrable.LIVRET)
    un_atelier_raconte(ensemble.livrable.dossier, nb_actions=3)
    Action.objects.filter(numero=3).update(statut=StatutAction.ABANDONNEE)

    m = Matiere(Livrable.objects.get(pk=ensemble.livrable.pk))
    (axe,) = m.axes
    engagements = next(b for b in route.axe(m, axe, set()).blocs if isinstance(b, ChiffresCles))

    assert engagements.chiffres[0] == ("2", "actions")
    assert len(m.actions_de(axe)) == 3
