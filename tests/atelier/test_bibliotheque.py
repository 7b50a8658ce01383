"""La bibliothèque : le texte des documents déposés se lit, se cherche, et ne se montre qu'à qui de droit."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etabli.etape3_atelier import actions
from etabli.etape3_atelier.enums import EtatDuTexte
from etabli.etape3_atelier.models import DocumentLu, PageDeDocument
from etabli.etape3_atelier.permissions import peut_lire_les_notes
from etabli.etape3_atelier.tasks import lire_le_texte
from etabli.socle.extraction import Extraction, PageExtraite
from etabli.socle.models import FicheDeRecherche
from etabli.socle.recherche import chercher, reconstruire
from tests.fabriques.atelier import DocumentLuFactory, EntretienFactory, atelier_et_agents
from tests.socle.test_extraction import pdf

pytestmark = pytest.mark.django_db
TROIS_PAGES = pdf("Le bourg se vide", "Les haies reculent", "Quatre logements vacants")


@pytest.fixture
def lance():
    return atelier_et_agents(lance_le=date(2026, 1, 12))


@pytest.fixture
def deposer(lance, django_capture_on_commit_callbacks):
    """`deposer("etude.pdf", contenu)` : une fiche, son document, et la lecture faite au commit."""

    def _deposer(nom, contenu, document=None):
        with django_capture_on_commit_callbacks(execute=True):
            document = document or actions.lire_un_document(
                lance.atelier, "Étude fictive", "Elle dit peu.", par=lance.equipe
            )
            actions.joindre_le_document(document, contenu, nom, par=lance.equipe)
        return DocumentLu.objects.get(pk=document.pk)

    return _deposer


def page(client, agent, atelier, nom, *args, **parametres):
    client.force_login(agent)
    return client.get(reverse(f"atelier:{nom}", args=[atelier.dossier_id, *args]), parametres)


def test_un_document_depose_est_lu_page_par_page(deposer):
    document = deposer("etude.pdf", TROIS_PAGES)

    assert document.etat_du_texte == EtatDuTexte.LU
    assert [p.texte for p in document.pages.all()] == [
        "Le bourg se vide",
        "Les haies reculent",
        "Quatre logements vacants",
    ]


def test_une_nouvelle_version_remplace_le_texte_de_l_ancienne(deposer, lance):
    document = deposer("etude.pdf", TROIS_PAGES)

    deposer("etude.pdf", pdf("Tout a change"), document)

    assert [p.texte for p in document.pages.all()] == ["Tout a change"]
    assert chercher("haies", lance.equipe).nb == 0


def test_un_texte_lu_trop_tard_n_ecrase_pas_celui_de_la_version_suivante(deposer):
    document = deposer("etude.pdf", TROIS_PAGES)
    ancienne = document.fichier.derniere
    deposer("etude.pdf", pdf("Tout a change"), document)

    garde = actions.garder_le_texte(document, ancienne, Extraction([PageExtraite(1, "vieux")], True))

    assert not garde
    assert not actions.noter_l_echec(document, ancienne, "illisible")
    assert [p.texte for p in document.pages.all()] == ["Tout a change"]


def test_un_document_numerise_dit_pourquoi_il_ne_se_cherche_pas(deposer, client, lance):
    document = deposer("scan.pdf", pdf(""))

    vue = page(client, lance.equipe, lance.atelier, "document", document.pk).content.decode()

    assert document.etat_du_texte == EtatDuTexte.ILLISIBLE
    assert "ne contient aucun texte" in vue
    assert "Relire le document" in vue


def test_on_trouve_dans_le_document_avec_sa_page_et_le_mot_surligne(deposer, client, lance):
    document = deposer("etude.pdf", TROIS_PAGES)

    vue = page(client, lance.lecteur, lance.atelier, "bibliotheque", q="LOGEMENT vacant").content.decode()

    assert "Étude fictive, p. 3" in vue
    assert "<mark>logements</mark> <mark>vacants</mark>" in vue
    lien = f"{reverse('atelier:texte', args=[lance.atelier.dossier_id, document.pk])}?page=3"
    assert lien in vue
    assert "Quatre logements vacants" in client.get(lien).content.decode()


def test_le_texte_d_un_document_est_montre_sans_danger(deposer, client, lance):
    deposer("note.txt", b"un <script>alert(1)</script> bourg")

    vue = page(client, lance.equipe, lance.atelier, "bibliotheque", q="bourg").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in vue
    assert "<script>alert" not in vue


def test_la_recherche_reste_dans_l_atelier_et_dans_les_droits(deposer, lance):
    deposer("etude.pdf", TROIS_PAGES)
    ailleurs = atelier_et_agents(lance_le=date(2026, 1, 12))
    DocumentLuFactory(atelier=ailleurs.atelier, dit="Les haies d'un autre pays.")

    assert chercher("haies", lance.lecteur).nb == 1
    assert chercher("haies", lance.etranger).nb == 0
    assert chercher("haies", lance.dgaln).nb == 2
    assert chercher("haies", lance.dgaln, fil=ailleurs.atelier.fil).nb == 1
    assert chercher("haies", lance.dgaln, parmi=("atelier.pagededocument",)).nb == 1


def test_les_notes_d_un_entretien_ne_se_trouvent_que_par_qui_peut_les_lire(lance):
    anonyme = EntretienFactory(atelier=lance.atelier, est_anonyme=True, notes="La scierie va fermer.")
    nomme = EntretienFactory(atelier=lance.atelier, notes="La scierie va grandir.")

    for agent in lance.par_role().values():
        attendus = {str(e.pk) for e in (anonyme, nomme) if peut_lire_les_notes(agent, e)}
        assert {r.sujet_id for r in chercher("scierie", agent).resultats} == attendus


def test_retirer_la_fiche_retire_son_texte_de_la_recherche(deposer, lance):
    document = deposer("etude.pdf", TROIS_PAGES)

    actions.retirer(document, par=lance.equipe)

    assert chercher("haies", lance.equipe).nb == 0
    assert not FicheDeRecherche.objects.filter(genre="atelier.pagededocument").exists()


def test_l_index_se_refait_a_l_identique(deposer, lance):
    deposer("etude.pdf", TROIS_PAGES)

    avant = chercher("haies", lance.equipe)
    nombres = reconstruire()

    assert nombres["Dans les documents"] == 3
    assert chercher("haies", lance.equipe) == avant


def test_la_commande_relit_ceux_qui_attendent_et_se_rejoue(deposer, capsys):
    document = deposer("etude.pdf", TROIS_PAGES)
    DocumentLu.objects.update(etat_du_texte=EtatDuTexte.A_LIRE)
    PageDeDocument.objects.all().delete()

    call_command("relire_les_documents")
    call_command("relire_les_documents")
    call_command("relire_les_documents", "--tous")

    assert document.pages.count() == 3
    sorties = capsys.readouterr().out.splitlines()
    assert [s.split(" : ")[0] for s in sorties] == ["1\u00a0document", "0\u00a0document", "1\u00a0document"]


def test_lire_un_document_disparu_ou_sans_fichier_ne_fait_rien(lance):
    document = DocumentLuFactory(atelier=lance.atelier)

    lire_le_texte.func(document.pk)
    lire_le_texte.func(0)

    assert not PageDeDocument.objects.exists()


def test_une_page_inconnue_montre_la_premiere_et_sans_texte_rien_n_est_a_lire(deposer, client, lance):
    document = deposer("etude.pdf", TROIS_PAGES)
    sans = DocumentLuFactory(atelier=lance.atelier)

    for demandee in ("99", "abc", "²"):
        vue = page(client, lance.lecteur, lance.atelier, "texte", document.pk, page=demandee)
        assert "Page 1 sur 3" in vue.content.decode()
    assert page(client, lance.lecteur, lance.atelier, "texte", sans.pk).status_code == 404
    assert page(client, lance.etranger, lance.atelier, "texte", document.pk).status_code == 404


def test_redemander_la_lecture_revient_a_qui_complete_l_atelier(deposer, client, lance):
    document = deposer("etude.pdf", TROIS_PAGES)
    adresse = reverse("atelier:relire", args=[lance.atelier.dossier_id, document.pk])

    client.force_login(lance.lecteur)
    assert client.post(adresse).status_code == 403
    client.force_login(lance.coporteur)
    assert client.post(adresse).status_code == 302
    document.refresh_from_db()
    assert document.etat_du_texte == EtatDuTexte.A_LIRE


def test_une_recherche_coute_le_meme_nombre_de_requetes_quel_que_soit_le_nombre_de_resultats(client, lance):
    def cout():
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            assert page(client, lance.pilote, lance.atelier, "bibliotheque", q="bourg").status_code == 200
        return len(requetes)

    DocumentLuFactory(atelier=lance.atelier)
    cout()
    une = cout()
    DocumentLuFactory.create_batch(2, atelier=lance.atelier)

    assert cout() == une


def test_les_resultats_se_resserrent_par_genre_et_se_feuillettent(client, lance):
    DocumentLuFactory.create_batch(17, atelier=lance.atelier)
    EntretienFactory(atelier=lance.atelier, notes="Le bourg, toujours.")

    tout = page(client, lance.equipe, lance.atelier, "bibliotheque", q="bourg").content.decode()
    suite = page(client, lance.equipe, lance.atelier, "bibliotheque", q="bourg", page="2").content.decode()
    un_genre = page(
        client, lance.equipe, lance.atelier, "bibliotheque", q="bourg", genre="atelier.entretien"
    ).content.decode()

    assert "18\u00a0résultats" in tout
    assert suite.count("<li>\n                <h2") == 3
    assert "1\u00a0résultat" in un_genre
