import pytest
from django.template import Context, Template, TemplateSyntaxError

from etabli.socle.galerie import DOSSIER, noms
from etabli.socle.templatetags.dsfr_composants import declaration, pages_proches, svg_sur


def rendre(source, **contexte):
    return Template(source).render(Context(contexte))


def test_chaque_composant_a_son_exemple_et_chaque_exemple_son_composant():
    exemples = {chemin.stem for chemin in (DOSSIER / "exemples").glob("*.html")}
    assert set(noms()) == exemples
    assert len(exemples) >= 20


@pytest.mark.django_db
@pytest.mark.parametrize("nom", noms())
def test_la_galerie_montre_chaque_composant_et_son_code(client, nom):
    page = client.get("/composants/").content.decode()
    assert f'<h2 id="{nom}">' in page
    assert f"{{% dsfr &quot;{nom}&quot;" in page


@pytest.mark.django_db
def test_la_galerie_ne_demande_rien_a_la_base_pour_un_visiteur(client, django_assert_num_queries):
    client.get("/composants/")
    with django_assert_num_queries(0):
        reponse = client.get("/composants/")
    assert reponse.status_code == 200


@pytest.mark.django_db
def test_un_exemple_envoye_dit_que_rien_n_est_garde(client):
    reponse = client.post("/composants/", follow=True)
    assert "rien n'a été enregistré" in reponse.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("nom", noms())
def test_un_attribut_inconnu_est_refuse_en_citant_ceux_qui_existent(nom):
    _, attendu = declaration(nom)
    exiges = " ".join(f'{a}=""' for a in attendu.exiges)
    with pytest.raises(TemplateSyntaxError) as refus:
        Template(f'{{% dsfr "{nom}" {exiges} inconnu_au_bataillon="1" %}}')
    assert "inconnu_au_bataillon" in str(refus.value)
    for attribut in attendu.exiges:
        assert attribut in str(refus.value)


def test_un_attribut_exige_qui_manque_est_refuse():
    with pytest.raises(TemplateSyntaxError, match=r"badge.*attend libelle"):
        Template('{% dsfr "badge" niveau="info" %}')


def test_une_valeur_hors_de_la_liste_est_refusee():
    with pytest.raises(TemplateSyntaxError, match="niveau=vert, mais info, success"):
        rendre('{% dsfr "badge" libelle="x" niveau="vert" %}')


def test_un_composant_qui_n_existe_pas_est_une_erreur():
    with pytest.raises(Exception, match="licorne"):
        Template('{% dsfr "licorne" %}')


def test_les_attributs_htmx_passent_seulement_la_ou_c_est_prevu():
    bouton = rendre('{% dsfr "bouton" libelle="Trier" hx_get=ou data_rang=2 %}', ou="/a?b=1&c")
    assert 'hx-get="/a?b=1&amp;c"' in bouton
    assert 'data-rang="2"' in bouton
    with pytest.raises(TemplateSyntaxError, match="n'accepte pas hx_get"):
        Template('{% dsfr "badge" libelle="x" hx_get="/" %}')


def test_ce_qu_une_personne_a_ecrit_est_echappe():
    assert "&lt;script&gt;" in rendre('{% dsfr "badge" libelle=texte %}', texte="<script>")
    contenu = rendre('{% dsfr "alerte" avec %}{{ texte }}{% findsfr %}', texte="<b>")
    assert "&lt;b&gt;" in contenu


def test_un_composant_ne_voit_pas_les_variables_de_la_page():
    assert "intrus" not in rendre('{% dsfr "carte" titre="Titre" url="/" %}', description="intrus")


def test_les_pages_proches_gardent_les_deux_bouts():
    class Page:
        number = 6

        class paginator:  # noqa: N801 -- imite l'objet de Django
            num_pages = 12

    assert list(pages_proches(Page)) == [1, 0, 5, 6, 7, 0, 12]


def test_svg_sur_refuse_ce_qui_n_est_pas_un_svg():
    with pytest.raises(ValueError, match="SVG écrit par le serveur"):
        svg_sur("<script>alert(1)</script>")
