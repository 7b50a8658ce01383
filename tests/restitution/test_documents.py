"""Les cinq livrables : composés du dossier, balisés, et les mêmes octets pour les mêmes faits."""

from datetime import date

import pytest

from etabli.dossier.enums import TypeLivrable
from etabli.etape4_seance.models import Contribution
from etabli.etape6_restitution import actions, tasks
from etabli.etape6_restitution.documents import DOCUMENTS, NOURRIS, composer_en_groupes
from etabli.etape6_restitution.documents.matiere import Matiere, seances, trace
from etabli.etape6_restitution.documents.pagination import postes
from etabli.etape6_restitution.enums import Etat
from etabli.etape6_restitution.models import Livrable, VersionDeLivrable
from etabli.etape6_restitution.plans import BLOCS, plans_d_origine
from etabli.etape6_restitution.workflow import CYCLE
from etabli.socle.document import ecrire, inspecter, nb_de_pages
from etabli.socle.models import LettreSortante, Travail
from etabli.socle.travaux import Suivi
from tests.fabriques.restitution import livrable_et_agents, un_atelier_raconte, une_action, une_image

pytestmark = pytest.mark.django_db


def ecrire_tout(livrable, par):
    for section in livrable.sections_ecrites:
        actions.ecrire_la_section(section, f"<p>Le texte de {section.cle}.</p>", version_lue=0, par=par)


def raconte(type_, **champs):
    ensemble = livrable_et_agents(type_, **champs)
    un_atelier_raconte(ensemble.livrable.dossier)
    return ensemble, Livrable.objects.get(pk=ensemble.livrable.pk)


def test_chaque_livrable_du_programme_a_son_document_et_son_plan():
    assert set(DOCUMENTS) == set(plans_d_origine()) == set(TypeLivrable)


def test_chaque_bloc_que_l_on_peut_mettre_au_plan_sait_se_composer():
    assert set(BLOCS) == set(NOURRIS)


@pytest.mark.parametrize("type_", list(TypeLivrable))
def test_chaque_livrable_est_un_pdf_balise_dont_chaque_image_est_decrite(type_):
    ensemble, livrable = raconte(type_)
    ecrire_tout(livrable, ensemble.equipe)

    pdf = DOCUMENTS[type_].pdf(livrable)

    lu = inspecter(pdf)
    assert lu.est_balise
    assert lu.langue.startswith("fr")
    assert "PDF/UA-1" in lu.normes
    assert lu.nb_titres >= 3
    assert lu.nb_figures == lu.nb_figures_decrites


@pytest.mark.parametrize("type_", list(TypeLivrable))
def test_un_livrable_se_compose_des_que_l_atelier_existe(type_):
    """Rien n'a encore eu lieu : le document est court, il n'est pas cassé."""
    livrable = livrable_et_agents(type_).livrable

    assert nb_de_pages(DOCUMENTS[type_].pdf(livrable)) >= 1


def test_une_section_vide_ne_laisse_aucun_titre_et_une_section_ecrite_se_lit():
    ensemble, livrable = raconte(TypeLivrable.RAPPORT_FINAL)
    section = livrable.sections.get(cle="preconisations")

    avant = DOCUMENTS[livrable.type].html(livrable)
    actions.ecrire_la_section(section, "<p>Payer la haie au mètre.</p>", version_lue=0, par=ensemble.equipe)
    apres = DOCUMENTS[livrable.type].html(Livrable.objects.get(pk=livrable.pk))

    assert "Les préconisations" not in avant
    assert "Les préconisations" in apres
    assert "Payer la haie au mètre." in apres


def test_un_dossier_fictif_le_dit_dans_chaque_livrable():
    ensemble, livrable = raconte(TypeLivrable.LIVRET)

    html = DOCUMENTS[livrable.type].html(livrable)
    assert "territoire réel, personnes, propos et chiffres inventés" in html

    ensemble.livrable.dossier.est_fictif = False
    ensemble.livrable.dossier.save()
    assert "fictif de démonstration" not in DOCUMENTS[livrable.type].html(
        Livrable.objects.get(pk=livrable.pk)
    )


def test_ni_une_phrase_masquee_ni_un_participant_n_entrent_dans_un_livrable():
    _, livrable = raconte(TypeLivrable.CARNET_DE_SUIVI)
    Contribution.objects.filter(texte="Idée 3").update(est_masquee=True)

    html = DOCUMENTS[livrable.type].html(livrable)

    assert "Idée 2" in html
    assert "Idée 3" not in html


def test_seule_une_photo_au_droit_verifie_entre_dans_un_livrable():
    ensemble, livrable = raconte(TypeLivrable.LIVRET)
    for usage, est_autorisee in (("couverture", False), ("territoire", True)):
        actions.ajouter_une_photo(
            livrable.dossier,
            une_image(),
            f"{usage}.png",
            legende=f"Vue {usage}",
            alternative="Un aplat bleu",
            credit="Fonds fictif",
            est_autorisee=est_autorisee,
            usage=usage,
            par=ensemble.equipe,
        )

    m = Matiere(livrable)

    assert m.image("couverture").octets == b""
    assert m.image("territoire").legende == "Vue territoire"
    assert inspecter(DOCUMENTS[livrable.type].pdf(livrable)).nb_figures_decrites


def test_les_paroles_citees_sont_les_plus_choisies_et_jamais_deux_fois_les_memes():
    _, livrable = raconte(TypeLivrable.LIVRET)
    m, citees = Matiere(livrable), set()

    premieres = seances.les_plus_choisies(m, m.contributions, 2, citees)
    suivantes = seances.les_plus_choisies(m, m.contributions, 9, citees)

    assert premieres[0].texte == "Idée 4"
    assert not {c.pk for c in premieres} & {c.pk for c in suivantes}


def test_chaque_phrase_trouve_sa_suite_ou_reste_au_carnet():
    _, livrable = raconte(TypeLivrable.LIVRET)

    suivies = trace.suivies(Matiere(livrable))

    assert (suivies.nb_dites, suivies.nb_suivies) == (4, 3)


def test_le_livret_donne_une_page_a_chaque_action_et_son_budget_suit():
    _, livrable = raconte(TypeLivrable.LIVRET)
    arbre, groupes = composer_en_groupes(livrable)
    pages, estimees = nb_de_pages(ecrire(arbre, "pdf")), sum(p.pages for p in postes(arbre, groupes))
    axe = livrable.dossier.feuille_de_route.axes.get()
    for numero in range(3, 7):
        une_action(axe.feuille, axe, numero)

    arbre, groupes = composer_en_groupes(Livrable.objects.get(pk=livrable.pk))

    assert nb_de_pages(ecrire(arbre, "pdf")) == pages + 4
    assert sum(p.pages for p in postes(arbre, groupes)) == estimees + 4
    assert abs(pages - estimees) <= 2


def test_le_nombre_de_lectures_ne_depend_pas_du_nombre_d_actions(django_assert_max_num_queries):
    _, livrable = raconte(TypeLivrable.LIVRET)
    axe = livrable.dossier.feuille_de_route.axes.get()

    def lectures():
        with django_assert_max_num_queries(200) as comptees:
            DOCUMENTS[TypeLivrable.LIVRET].composer(Livrable.objects.get(pk=livrable.pk))
        return len(comptees)

    avec_deux = lectures()
    for numero in range(3, 9):
        une_action(axe.feuille, axe, numero)

    assert lectures() == avec_deux


def accepter(ensemble):
    livrable = CYCLE.avancer("accepter", ensemble.livrable, par=ensemble.pilote)
    livrable.refresh_from_db()
    return livrable


def test_accepter_gele_trois_fichiers_et_leur_empreinte(django_capture_on_commit_callbacks):
    ensemble = livrable_et_agents(TypeLivrable.NOTE_DE_CADRAGE, etat=Etat.SOUMIS)

    with django_capture_on_commit_callbacks(execute=True):
        livrable = accepter(ensemble)

    version = livrable.versions.get()
    assert version.est_prete
    assert version.nb_pages >= 1
    assert version.empreinte == version.pdf.derniere.sha256
    assert [forme for forme, _ in version.fichiers] == ["pdf", "odt", "docx"]
    assert version.pdf.derniere.nom.startswith("note-de-cadrage-")
    lettre = LettreSortante.objects.get(modele="livrable-fichiers-prets")
    assert lettre.destinataire == ensemble.pilote.email
    assert version.empreinte in lettre.texte
    assert Livrable.objects.get(pk=livrable.pk).pages_comptees["total"] == version.nb_pages


def test_la_meme_version_reecrite_donne_les_memes_octets(django_capture_on_commit_callbacks):
    ensemble = livrable_et_agents(TypeLivrable.NOTE_DE_CADRAGE, etat=Etat.SOUMIS, soumis_le=date(2026, 3, 2))
    with django_capture_on_commit_callbacks(execute=True):
        livrable = accepter(ensemble)
    premiere = livrable.versions.get()
    seconde = actions.geler(livrable, par=ensemble.pilote)

    travail = Travail.objects.create(titre="Essai", demande_par=ensemble.pilote)
    tasks.ecrire_la_version(Suivi(travail), seconde.pk, ensemble.pilote.pk)

    seconde = VersionDeLivrable.objects.get(pk=seconde.pk)
    assert seconde.numero == 2
    for (_, a), (_, b) in zip(premiere.fichiers, seconde.fichiers, strict=True):
        assert a.derniere.sha256 == b.derniere.sha256
