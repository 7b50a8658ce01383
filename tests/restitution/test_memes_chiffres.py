"""Un chiffre d'un livrable est celui de l'écran : même source, mêmes actions comptées, même écriture."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import escape

from etabli.dossier.enums import TypeLivrable
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action, Financement, PointDeSuivi
from etabli.etape6_restitution.documents import NOURRIS
from etabli.etape6_restitution.documents.matiere import Matiere, demarche, route, seances, trace
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document.arbre import parcourir
from etabli.socle.document.blocs import ChiffresCles, Paragraphe, Tableau
from etabli.socle.document.texte import nu
from etabli.socle.francais import pourcent
from tests.fabriques.restitution import livrable_et_agents, un_atelier_raconte
from tests.fabriques.seance import ParticipantFactory

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


# Un écran et le document qui en parle : les mêmes nombres, phrase pour phrase.


def texte_de(client, nom, *args):
    html = client.get(reverse(nom, args=args)).content.decode()
    return lire(unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))))


@pytest.fixture
def raconte(client):
    ensemble = livrable_et_agents(TypeLivrable.LIVRET)
    un_atelier_raconte(ensemble.livrable.dossier, nb_actions=3)
    Action.objects.filter(numero=3).update(statut=StatutAction.ABANDONNEE)
    client.force_login(ensemble.pilote)
    return Matiere(Livrable.objects.get(pk=ensemble.livrable.pk))


def test_la_couverture_du_livret_est_celle_de_la_page(client, raconte):
    ecran = texte_de(client, "feuille_de_route:trace", raconte.dossier.pk)

    ensemble = trace.suivies(raconte)
    dit = f"{ensemble.nb_suivies} contributions sur {ensemble.nb_dites}"
    assert (ensemble.nb_suivies, ensemble.nb_dites) == (3, 4)
    assert dit in ecran
    assert f"soit {lire(pourcent(ensemble.part))}" in ecran
    phrase = next(b for b in trace.trace(raconte) if isinstance(b, Paragraphe)).texte
    assert lire(pourcent(ensemble.part)) in lire(nu(phrase))


def test_les_presents_d_une_session_sont_ceux_de_l_emargement(client, raconte):
    (seance,) = raconte.seances
    ParticipantFactory.create_batch(2, seance=seance, college="habitant")

    ecran = texte_de(client, "seance:emargement", seance.pk)
    lus = {p.libelle: demarche.presents(p) for p in raconte.presences[seance.pk]}

    for libelle, nombre in lus.items():
        signatures, connectes = re.search(rf"{libelle} (\d+) (\d+)", ecran).groups()
        assert nombre == max(int(signatures), int(connectes))
    assert demarche.nb_presents(raconte, seance.pk) == sum(lus.values()) > 0


def test_les_phrases_les_familles_et_le_classement_d_une_session_sont_ceux_de_ses_resultats(client, raconte):
    (seance,) = raconte.seances
    chiffres = {libelle: valeur for valeur, libelle in seances.chiffres(raconte, seance).chiffres}

    ecran = texte_de(client, "seance:resultats", seance.pk)

    assert chiffres["phrases écrites"] == "4"
    assert f"{chiffres['phrases écrites']} contributions" in ecran
    votes = [(x.contribution.texte, x.total) for x in raconte.votes[seance.pk] if x.total]
    assert sum(total for _, total in votes) == int(chiffres["gommettes posées"])
    (tableau,) = [
        b for b in seances.carnet(raconte, seance) if isinstance(b, Tableau) and "gommette" in nu(b.legende)
    ]
    assert [(nu(ligne[1]), int(nu(ligne[2]))) for ligne in tableau.lignes] == votes
    places = [ecran.index(texte) for texte, _ in votes]
    assert all(place >= 0 for place in places)


def test_le_calendrier_du_livret_et_celui_de_la_page_montrent_les_memes_actions(client, raconte):
    ecran = texte_de(client, "feuille_de_route:calendrier", raconte.dossier.pk)
    (figure,) = route.calendrier(raconte)

    for action in raconte.actions:
        assert (f"secteur {action.numero}" in figure.image) is action.est_en_jeu
        assert (f"secteur {action.numero}" in ecran) is action.est_en_jeu


@pytest.mark.parametrize("type_", [TypeLivrable.FEUILLE_DE_ROUTE, TypeLivrable.RAPPORT_FINAL])
def test_chaque_montant_du_financement_d_un_livrable_est_sur_la_page(client, raconte, type_):
    ecran = texte_de(client, "feuille_de_route:financement", raconte.dossier.pk)
    cle = {TypeLivrable.FEUILLE_DE_ROUTE: "financement_detaille", TypeLivrable.RAPPORT_FINAL: "financement"}[
        type_
    ]

    blocs = list(parcourir(tuple(NOURRIS[cle](raconte))))
    cellules = [c for b in blocs if isinstance(b, Tableau) for ligne in (*b.lignes, b.total) for c in ligne]
    chiffres = [valeur for b in blocs if isinstance(b, ChiffresCles) for valeur, _ in b.chiffres]
    montants = {lire(nu(c)) for c in (*cellules, *chiffres) if "€" in nu(c)}
    assert len(montants) >= 3
    assert not {m for m in montants if m not in ecran}


def test_une_action_abandonnee_n_est_plus_a_faire_et_dit_pourquoi(raconte):
    PointDeSuivi.objects.create(
        action=Action.objects.get(numero=3),
        le=date(2026, 10, 5),
        statut=StatutAction.ABANDONNEE,
        texte="Le propriétaire a vendu.",
        est_public=True,
    )

    (chaine,) = trace.chaine(raconte)
    rapport = list(NOURRIS["plan_d_actions"](raconte))

    assert "3 (abandonnée)" in nu(chaine.lignes[0][3])
    assert "5 octobre 2026 : Le propriétaire a vendu" in lire(nu(chaine.note))
    assert [nu(ligne[0]) for ligne in rapport[0].lignes] == ["1", "2"]
    assert "Le propriétaire a vendu" in str(rapport[1])


def test_la_raison_d_un_abandon_que_l_on_n_a_pas_rendue_publique_ne_s_imprime_pas(raconte):
    PointDeSuivi.objects.create(
        action=Action.objects.get(numero=3),
        le=date(2026, 10, 5),
        statut=StatutAction.ABANDONNEE,
        texte="Litige.",
    )

    (chaine,) = trace.chaine(raconte)

    assert "Litige" not in nu(chaine.note)
    assert "abandonnée le" in nu(chaine.note)
