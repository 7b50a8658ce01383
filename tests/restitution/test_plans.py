"""Le plan des livrables : la DGALN le règle, un livrable commencé garde le sien, rien d'écrit ne se perd."""

import pytest
from django.urls import reverse

from etabli.dossier.enums import TypeLivrable
from etabli.etape6_restitution import actions
from etabli.etape6_restitution.documents import DOCUMENTS, composer_en_groupes
from etabli.etape6_restitution.documents.pagination import compter, postes
from etabli.etape6_restitution.enums import Nature, Place
from etabli.etape6_restitution.models import Livrable, PartieDuPlan, PlanDeLivrable
from etabli.etape6_restitution.permissions import peut_soumettre
from etabli.etape6_restitution.plans import plans_d_origine
from etabli.socle.document import ecrire
from etabli.socle.models import Fait
from tests.fabriques.restitution import livrable_et_agents, un_atelier_raconte

pytestmark = pytest.mark.django_db
CADRAGE = TypeLivrable.NOTE_DE_CADRAGE


@pytest.fixture
def ensemble():
    return livrable_et_agents()


def relu(livrable):
    return Livrable.objects.for_detail().get(pk=livrable.pk)


def le_plan(type_=CADRAGE):
    return PlanDeLivrable.objects.get(type=type_, format=None)


def cles(livrable):
    return [s.cle for s in relu(livrable).sections.all()]


def ecrire_(livrable, cle, texte, par):
    section = livrable.sections.get(cle=cle)
    return actions.ecrire_la_section(section, texte, version_lue=section.version, par=par)


def url(nom, *args):
    return reverse(f"restitution:{nom}", args=args)


def test_les_plans_d_origine_sont_en_base_et_s_etablissent_une_fois():
    actions.installer_les_plans()

    assert {p.type for p in PlanDeLivrable.objects.all()} == set(TypeLivrable)
    livret = le_plan(TypeLivrable.LIVRET)
    assert livret.fourchette == (36, 44)
    origine = plans_d_origine()[TypeLivrable.LIVRET]["parties"]
    assert [p.cle for p in livret.parties.all()] == [p["cle"] for p in origine]


def test_sans_aucun_plan_un_livrable_en_a_quand_meme_un(ensemble):
    PlanDeLivrable.objects.all().delete()

    assert actions.plan_de(CADRAGE, ensemble.livrable.dossier.format).parties.exists()


def test_un_livrable_que_personne_n_a_commence_suit_le_plan(ensemble):
    partie = actions.ajouter_une_partie(
        le_plan(), titre="Les risques", aide="Ce qui peut arrêter l'atelier.", par=ensemble.dgaln
    )
    for _ in range(2):
        actions.deplacer_la_partie(PartieDuPlan.objects.get(pk=partie.pk), -1, par=ensemble.dgaln)

    assert cles(ensemble.livrable)[-3] == "les_risques"
    assert relu(ensemble.livrable).sections.get(cle="les_risques").aide.startswith("Ce qui peut")


def test_un_livrable_commence_garde_son_plan_et_la_page_le_dit(client, ensemble):
    ecrire_(ensemble.livrable, "attentes", "<p>Deux actions visibles.</p>", ensemble.equipe)
    avant = cles(ensemble.livrable)
    actions.retirer_la_partie(le_plan().parties.get(cle="attentes"), par=ensemble.dgaln)
    client.force_login(ensemble.equipe)

    page = client.get(ensemble.livrable.get_absolute_url()).content.decode()

    assert cles(ensemble.livrable) == avant
    assert "Le plan de ce livrable a changé" in page
    assert "Deux actions visibles." in DOCUMENTS[CADRAGE].html(relu(ensemble.livrable))


@pytest.mark.parametrize(("choix", "imprime"), [("garder", True), ("ecarter", False)])
def test_prendre_le_nouveau_plan_laisse_choisir_et_ne_perd_rien(client, ensemble, choix, imprime):
    livrable = ensemble.livrable
    ecrire_(livrable, "attentes", "<p>Deux actions visibles.</p>", ensemble.equipe)
    actions.retirer_la_partie(le_plan().parties.get(cle="attentes"), par=ensemble.dgaln)
    actions.ajouter_une_partie(le_plan(), titre="Les risques", par=ensemble.dgaln)
    client.force_login(ensemble.equipe)
    adresse = url("prendre_le_plan", livrable.dossier_id, livrable.type)

    montre = client.get(adresse).content.decode()
    assert "n&#x27;est plus dans le plan" in montre
    assert client.post(adresse, {}).status_code == 422
    reponse = client.post(adresse, {"attentes": choix})

    assert reponse.status_code == 302
    pris = relu(livrable)
    attentes = pris.sections.get(cle="attentes")
    assert attentes.contenu == "<p>Deux actions visibles.</p>"
    assert attentes.est_hors_plan
    assert pris.sections.filter(cle="les_risques").exists()
    assert ("Deux actions visibles." in DOCUMENTS[CADRAGE].html(pris)) is imprime
    assert Fait.objects.filter(acte="prendre_le_plan").exists()
    assert "Ce livrable suit déjà le plan" in client.get(adresse).content.decode()


def test_renommer_et_regler_une_partie_se_lit_dans_le_document(ensemble):
    actions.modifier_la_partie(
        le_plan().parties.get(cle="identite"),
        titre="Carte d'identité",
        place=Place.PARTIE,
        par=ensemble.dgaln,
    )

    html = DOCUMENTS[CADRAGE].html(relu(ensemble.livrable))

    assert "Carte d’identité" in html
    fait = Fait.objects.get(acte="modifier_la_partie")
    assert fait.donnees["titre"] == ["L'atelier en bref", "Carte d'identité"]


def test_un_bloc_du_dossier_s_ajoute_a_n_importe_quel_livrable(ensemble):
    un_atelier_raconte(ensemble.livrable.dossier)
    actions.ajouter_une_partie(le_plan(), bloc="financement", par=ensemble.dgaln)

    assert "Le financement par axe" in DOCUMENTS[CADRAGE].html(relu(ensemble.livrable))


def test_un_format_peut_avoir_son_plan_puis_revenir_au_commun(ensemble):
    format_ = ensemble.livrable.dossier.format
    propre = actions.faire_un_plan_du_format(le_plan(), format_, par=ensemble.dgaln)
    actions.ajouter_une_partie(propre, titre="Le flash", par=ensemble.dgaln)

    assert actions.plan_de(CADRAGE, format_) == propre
    assert "le_flash" in cles(ensemble.livrable)
    assert not le_plan().parties.filter(cle="le_flash").exists()

    actions.rendre_le_plan_commun(propre, par=ensemble.dgaln)
    assert actions.plan_de(CADRAGE, format_) == le_plan()
    assert "le_flash" not in cles(ensemble.livrable)


def test_une_partie_obligatoire_vide_empeche_de_soumettre_et_ne_s_ecarte_pas(client, ensemble):
    actions.modifier_la_partie(
        le_plan().parties.get(cle="demarche"), est_obligatoire=True, par=ensemble.dgaln
    )
    livrable = relu(ensemble.livrable)

    verdict = peut_soumettre(ensemble.agent("equipe"), livrable)
    assert "«\u00a0La démarche\u00a0»" in verdict.motif
    client.force_login(ensemble.equipe)
    ecarter = url("imprimer", livrable.dossier_id, livrable.type, "demarche", "ecarter")
    assert client.post(ecarter).status_code == 403

    ecrire_(livrable, "demarche", "<p>Marcher, écouter.</p>", ensemble.equipe)
    assert peut_soumettre(ensemble.agent("equipe"), relu(livrable))


def test_ecarter_une_partie_la_sort_du_document_et_la_remettre_l_y_ramene(client, ensemble):
    livrable = ensemble.livrable
    client.force_login(ensemble.equipe)

    client.post(url("imprimer", livrable.dossier_id, livrable.type, "identite", "ecarter"))
    assert "en bref" not in DOCUMENTS[CADRAGE].html(relu(livrable))
    client.post(url("imprimer", livrable.dossier_id, livrable.type, "identite", "remettre"))
    assert "en bref" in DOCUMENTS[CADRAGE].html(relu(livrable))


def test_le_pdf_compte_les_pages_de_chaque_partie():
    livrable = livrable_et_agents(TypeLivrable.LIVRET).livrable
    un_atelier_raconte(livrable.dossier)
    arbre, groupes = composer_en_groupes(relu(livrable))

    comptees = compter(ecrire(arbre, "pdf"), arbre, groupes)

    estimees = {p.cle: p.pages for p in postes(arbre, groupes) if p.cle}
    assert dict(comptees["pages"]) == estimees
    assert comptees["total"] == sum(p.pages for p in postes(arbre, groupes))


# Les pages


@pytest.mark.parametrize("role", ["equipe", "dgaln"])
def test_tous_lisent_le_plan_seule_la_dgaln_le_regle(client, ensemble, role):
    plan, est_dgaln = le_plan(), role == "dgaln"
    client.force_login(ensemble.agent(role))

    assert client.get(url("plans")).status_code == 200
    page = client.get(plan.get_absolute_url()).content.decode()
    assert ("Descendre" in page) is est_dgaln
    assert est_dgaln or "Seule la DGALN règle le plan des livrables." in page
    partie = plan.parties.first()
    statuts = {
        client.get(url("partie", plan.pk, partie.pk)).status_code,
        client.get(url("pages_du_plan", plan.pk)).status_code,
        client.get(url("ajouter_une_partie", plan.pk, "ecrite")).status_code,
        client.get(url("retirer_la_partie", plan.pk, partie.pk)).status_code,
    }
    assert statuts == ({200} if est_dgaln else {403})
    deplace = client.post(url("deplacer_la_partie", plan.pk, partie.pk, "descendre"))
    assert deplace.status_code == (302 if est_dgaln else 403)


def test_la_dgaln_ajoute_deplace_regle_et_retire_une_partie(client, ensemble):
    plan = le_plan()
    client.force_login(ensemble.dgaln)
    saisie = {"titre": "Les risques", "place": "partie", "pages_max": "2"}

    client.post(url("ajouter_une_partie", plan.pk, "ecrite"), saisie)
    ajoutee = plan.parties.get(cle="les_risques")
    assert (ajoutee.nature, ajoutee.pages_max) == (Nature.ECRITE, 2)
    client.post(url("ajouter_une_partie", plan.pk, "nourrie"), {"bloc": "trace", "place": "partie"})
    assert plan.parties.get(cle="trace").titre == "Des paroles aux actions"
    client.post(url("deplacer_la_partie", plan.pk, ajoutee.pk, "monter"))
    assert [p.cle for p in plan.parties.all()][-3:] == ["les_risques", "calendrier_detaille", "trace"]
    client.post(url("partie", plan.pk, ajoutee.pk), {**saisie, "titre": "Les aléas"})
    assert plan.parties.get(cle="les_risques").titre == "Les aléas"
    client.post(url("retirer_la_partie", plan.pk, ajoutee.pk))
    assert not plan.parties.filter(cle="les_risques").exists()
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "a retiré «\u00a0Les aléas\u00a0»" in page


def test_une_saisie_refusee_dit_quoi_faire_et_garde_ce_qui_est_tape(client, ensemble):
    plan = le_plan()
    client.force_login(ensemble.dgaln)

    pages = client.post(url("pages_du_plan", plan.pk), {"pages_min": "44", "pages_max": "36"})
    assert pages.status_code == 422
    assert "Donnez un maximum au moins égal au minimum." in pages.content.decode()
    assert 'value="44"' in pages.content.decode()
    sans_titre = client.post(
        url("ajouter_une_partie", plan.pk, "ecrite"), {"titre": "", "aide": "Une consigne"}
    )
    assert sans_titre.status_code == 422
    assert "Une consigne" in sans_titre.content.decode()
    deja = client.post(url("ajouter_une_partie", plan.pk, "nourrie"), {"bloc": "identite", "place": "partie"})
    assert deja.status_code == 422
    assert client.get(url("ajouter_une_partie", plan.pk, "autre")).status_code == 404


def test_la_liste_des_plans_lit_autant_pour_cinq_que_pour_six(
    client, ensemble, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(ensemble.dgaln)
    client.get(url("plans"))
    with django_assert_max_num_queries(200) as comptees:
        client.get(url("plans"))
    actions.faire_un_plan_du_format(le_plan(), ensemble.livrable.dossier.format, par=ensemble.dgaln)

    with django_assert_num_queries(len(comptees)):
        client.get(url("plans"))
