"""Écrire la note à plusieurs : réunir, choisir, répartir, se voir, remarquer."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from etabli.etape1_candidature import actions
from etabli.etape1_candidature.actions import (
    Conflit,
    ecrire_la_rubrique,
    recevoir_un_texte,
    remarquer,
    trancher,
)
from etabli.etape1_candidature.enums import CleRubrique, Etat
from etabli.etape1_candidature.models import Candidature, Presence, Proposition, Rubrique
from etabli.etape1_candidature.permissions import peut_ecrire
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.candidature import candidature_et_agents

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}
BASE = "<p>La vallée cherche. Le bourg perd. La gare rouvre.</p>"


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.REDACTION)


@pytest.fixture
def rubrique(places):
    return places.candidature.rubriques.get(cle=CleRubrique.OBJET)


@pytest.fixture
def ecrite(places, rubrique):
    """Une rubrique déjà écrite par le pilote, il y a un moment."""
    ecrire_la_rubrique(rubrique, BASE, version_lue=0, par=places.pilote)
    Rubrique.objects.update(modifiee_le=now() - timedelta(hours=1))
    rubrique.refresh_from_db()
    return rubrique


def adresse(nom, places, *suite):
    return reverse(f"candidature:{nom}", args=[places.candidature.dossier_id, *suite])


def entrer(client, agent):
    client.force_login(agent)
    return client


def texte(reponse):
    return re.sub(r"\s+", " ", reponse.content.decode().replace("&#x27;", "'").replace("\xa0", " "))


def en_conflit(places, rubrique):
    """Le pilote et la collectivité changent la même phrase ; la gare n'est changée que par la collectivité."""
    ecrire_la_rubrique(rubrique, BASE.replace("cherche", "hésite"), version_lue=1, par=places.pilote)
    sien = BASE.replace("cherche", "trouve").replace("rouvre", "ferme")
    with pytest.raises(Conflit) as conflit:
        ecrire_la_rubrique(rubrique, sien, version_lue=1, par=places.coporteur)
    return conflit.value.proposition


# Recevoir


def test_deux_phrases_differentes_ecrites_en_meme_temps_se_reunissent_seules(places, ecrite):
    ecrire_la_rubrique(ecrite, BASE.replace("cherche", "hésite"), version_lue=1, par=places.pilote)

    recue = recevoir_un_texte(ecrite, BASE.replace("rouvre", "ferme"), version_lue=1, par=places.coporteur)

    assert recue.est_a_relire
    assert recue.rubrique.contenu == "<p>La vallée hésite. Le bourg perd. La gare ferme.</p>"
    assert recue.reunie.tranchee_le is not None
    assert [(e.version, e.auteur) for e in ecrite.ecritures.all()] == [
        (3, places.coporteur),
        (2, places.pilote),
        (1, places.pilote),
    ]


def test_la_meme_phrase_changee_deux_fois_met_le_second_texte_de_cote(places, ecrite):
    proposition = en_conflit(places, ecrite)
    ecrite.refresh_from_db()
    assert "hésite" in ecrite.contenu
    assert "trouve" in proposition.contenu
    assert (proposition.auteur, proposition.base) == (places.coporteur, BASE)


def test_continuer_d_ecrire_en_conflit_ne_multiplie_pas_les_choix(places, ecrite):
    proposition = en_conflit(places, ecrite)
    with pytest.raises(Conflit) as conflit:
        ecrire_la_rubrique(ecrite, "<p>Tout autre chose.</p>", version_lue=1, par=places.coporteur)
    assert conflit.value.proposition.pk == proposition.pk
    assert Proposition.objects.get().contenu == "<p>Tout autre chose.</p>"


def test_le_meme_envoi_recu_deux_fois_n_est_ecrit_qu_une(places, ecrite):
    envoi = {"version_lue": 1, "par": places.coporteur, "envoi": "abc"}
    recevoir_un_texte(ecrite, BASE.replace("cherche", "trouve"), **envoi)
    ecrire_la_rubrique(ecrite, BASE.replace("cherche", "hésite"), version_lue=2, par=places.pilote)

    rejoue = recevoir_un_texte(ecrite, BASE.replace("cherche", "trouve"), **envoi)

    assert (rejoue.rubrique.version, rejoue.version_du_texte, rejoue.est_a_relire) == (3, 2, True)
    assert "hésite" in rejoue.rubrique.contenu
    assert not Proposition.objects.exists()


def test_le_meme_envoi_deja_reuni_ne_se_reunit_pas_deux_fois(places, ecrite):
    ecrire_la_rubrique(ecrite, BASE.replace("cherche", "hésite"), version_lue=1, par=places.pilote)
    envoi = {"version_lue": 1, "par": places.coporteur, "envoi": "abc"}
    une = recevoir_un_texte(ecrite, BASE.replace("rouvre", "ferme"), **envoi)
    deux = recevoir_un_texte(ecrite, BASE.replace("rouvre", "ferme"), **envoi)
    assert (une.rubrique.version, deux.rubrique.version) == (3, 3)
    assert deux.reunie == une.reunie


def test_qui_continue_apres_une_reponse_perdue_ne_se_contredit_pas(places, ecrite):
    """Le premier envoi était arrivé sans que son auteur le sache ; le second dit qu'il l'avait tenté."""
    un = BASE.replace("cherche", "trouve")
    recevoir_un_texte(ecrite, un, version_lue=1, par=places.coporteur, envoi="un")
    deux = un.replace("trouve", "trouve enfin")
    suite = recevoir_un_texte(ecrite, deux, version_lue=1, par=places.coporteur, envoi="deux", tentes=["un"])
    assert (suite.rubrique.contenu, suite.est_a_relire) == (deux, False)


def test_qui_continue_apres_une_reunion_ignoree_garde_les_deux_textes(places, ecrite):
    ecrire_la_rubrique(ecrite, BASE.replace("cherche", "hésite"), version_lue=1, par=places.pilote)
    un = BASE.replace("rouvre", "ferme")
    recevoir_un_texte(ecrite, un, version_lue=1, par=places.coporteur, envoi="un")
    deux = un.replace("ferme", "ferme enfin")
    suite = recevoir_un_texte(ecrite, deux, version_lue=1, par=places.coporteur, envoi="deux", tentes=["un"])
    assert suite.rubrique.contenu == "<p>La vallée hésite. Le bourg perd. La gare ferme enfin.</p>"


def test_qui_continue_d_ecrire_son_texte_deja_reuni_n_efface_pas_celui_de_l_autre(places, ecrite):
    ecrire_la_rubrique(ecrite, BASE.replace("cherche", "hésite"), version_lue=1, par=places.pilote)
    une = recevoir_un_texte(ecrite, BASE.replace("rouvre", "ferme"), version_lue=1, par=places.coporteur)

    suite = BASE.replace("rouvre", "ferme, puis rouvre")
    deux = recevoir_un_texte(
        ecrite, suite, version_lue=une.rubrique.version, par=places.coporteur, depuis=une.reunie
    )

    assert deux.rubrique.contenu == "<p>La vallée hésite. Le bourg perd. La gare ferme, puis rouvre.</p>"


# Choisir


def test_trancher_ecrit_le_choix_et_garde_les_deux_textes(places, ecrite):
    proposition = en_conflit(places, ecrite)
    passages = actions.passages_a_trancher(proposition)
    (rang,) = [n for n, p in enumerate(passages) if p.sort == "conflit"]

    trancher(proposition, {rang: "les_deux"}, version_lue=2, par=places.coporteur)

    ecrite.refresh_from_db()
    assert ecrite.contenu == "<p>La vallée hésite.</p><p>La vallée trouve. Le bourg perd. La gare ferme.</p>"
    assert ecrite.ecritures.count() == 3
    proposition.refresh_from_db()
    assert (proposition.version, "trouve" in proposition.contenu) == (3, True)


def test_trancher_quand_la_rubrique_a_encore_change_redemande(places, ecrite):
    proposition = en_conflit(places, ecrite)
    ecrire_la_rubrique(ecrite, "<p>Encore autre chose.</p>", version_lue=2, par=places.pilote)
    with pytest.raises(Conflit):
        trancher(proposition, {0: "la_mienne"}, version_lue=2, par=places.coporteur)


def test_la_page_du_conflit_montre_les_deux_textes_et_ce_qu_un_seul_a_change_est_coche(
    client, places, ecrite
):
    proposition = en_conflit(places, ecrite)
    page = texte(entrer(client, places.coporteur).get(proposition.get_absolute_url()))
    assert f"le texte a été changé par {places.pilote}" in page
    assert "1 passage a été changé des deux côtés" in page
    assert page.count('class="candidature-choix"') == 2
    assert len(re.findall(r'name="passage_[^>]* checked', page)) == 1


def test_un_choix_manquant_rend_422_et_garde_les_autres(client, places, ecrite):
    proposition = en_conflit(places, ecrite)
    noms = re.findall(
        r'name="(passage_\d+)" value="la_leur"',
        texte(entrer(client, places.coporteur).get(proposition.get_absolute_url())),
    )
    refus = client.post(proposition.get_absolute_url(), {"version": 2, noms[1]: "la_leur"})
    assert refus.status_code == 422
    assert "Choisissez ce que la note doit garder ici." in texte(refus)
    assert re.search(rf'name="{noms[1]}" value="la_leur"[^>]*checked', texte(refus))


@pytest.mark.parametrize(("tout", "mot"), [("la_mienne", "trouve"), ("la_leur", "hésite")])
def test_un_bouton_garde_tout_un_texte(client, places, ecrite, tout, mot):
    proposition = en_conflit(places, ecrite)
    entrer(client, places.coporteur).post(proposition.get_absolute_url(), {"version": 2, "tout": tout})
    ecrite.refresh_from_db()
    assert mot in ecrite.contenu
    assert ("ferme" in ecrite.contenu) == (tout == "la_mienne")


def test_la_page_du_conflit_previent_quand_la_rubrique_a_encore_change(client, places, ecrite):
    proposition = en_conflit(places, ecrite)
    ecrire_la_rubrique(ecrite, "<p>Encore autre chose.</p>", version_lue=2, par=places.pilote)
    entrer(client, places.coporteur)
    reponse = client.post(proposition.get_absolute_url(), {"version": 2, "tout": "la_mienne"})
    assert reponse.status_code == 409
    assert "La rubrique a encore changé" in texte(reponse)
    assert "Encore autre chose" in texte(reponse)


def test_le_texte_d_un_autre_n_est_pas_a_trancher(client, places, ecrite):
    url = en_conflit(places, ecrite).get_absolute_url()
    assert entrer(client, places.pilote).get(url).status_code == 403
    assert entrer(client, places.etranger).get(url).status_code == 404


def test_la_rubrique_rappelle_le_texte_qui_attend_un_choix(client, places, ecrite):
    proposition = en_conflit(places, ecrite)
    page = texte(entrer(client, places.coporteur).get(ecrite.get_absolute_url()))
    assert "Un texte de vous attend votre choix" in page
    assert proposition.get_absolute_url() in page
    assert "attend votre choix" not in texte(entrer(client, places.pilote).get(ecrite.get_absolute_url()))


# L'enregistrement automatique


def test_l_enregistrement_automatique_dit_l_heure_et_la_version(client, places, rubrique):
    entrer(client, places.coporteur)
    lu = client.post(rubrique.get_absolute_url(), {"contenu": BASE, "version": 0}, headers=JSON).json()
    assert (lu["etat"], lu["version"]) == ("enregistre", 1)
    assert re.fullmatch(r"\d+ h( \d\d)?", lu["heure"].replace("\xa0", " "))


def test_l_enregistrement_automatique_dit_ce_qu_il_a_reuni(client, places, ecrite):
    ecrire_la_rubrique(ecrite, BASE.replace("cherche", "hésite"), version_lue=1, par=places.pilote)
    entrer(client, places.coporteur)
    envoi = {"contenu": BASE.replace("rouvre", "ferme"), "version": 1, "envoi": "abc"}
    lu = client.post(ecrite.get_absolute_url(), envoi, headers=JSON).json()
    assert (lu["etat"], lu["version"]) == ("reuni", 3)
    assert f"votre texte et celui de {places.pilote} sont réunis" in lu["phrase"]
    assert lu["base"] == {"version": 3, "depuis": Proposition.objects.get().pk}


def test_l_enregistrement_automatique_en_conflit_mene_au_choix(client, places, ecrite):
    ecrire_la_rubrique(ecrite, BASE.replace("cherche", "hésite"), version_lue=1, par=places.pilote)
    entrer(client, places.coporteur)
    envoi = {"contenu": BASE.replace("cherche", "trouve"), "version": 1}
    reponse = client.post(ecrite.get_absolute_url(), envoi, headers=JSON)
    assert reponse.status_code == 409
    assert reponse.json()["url"] == Proposition.objects.get().get_absolute_url()
    sans_script = client.post(ecrite.get_absolute_url(), envoi)
    assert sans_script.headers["Location"] == Proposition.objects.get().get_absolute_url()


def test_le_depart_d_un_autre_n_est_pas_accepte(client, places, ecrite):
    proposition = en_conflit(places, ecrite)
    entrer(client, places.pilote)
    envoi = {"contenu": "<p>Autre.</p>", "version": 2, "depuis": proposition.pk}
    assert client.post(ecrite.get_absolute_url(), envoi, headers=JSON).status_code == 422


def test_la_rubrique_fermee_refuse_l_envoi_avec_sa_raison(client, places, ecrite):
    Candidature.objects.update(etat=Etat.FIGEE)
    entrer(client, places.coporteur)
    reponse = client.post(ecrite.get_absolute_url(), {"contenu": BASE, "version": 1}, headers=JSON)
    assert reponse.status_code == 403
    assert "La note est figée" in reponse.json()["detail"]


# Se voir, se répartir


def test_la_note_dit_qui_ecrit_ou_en_ce_moment(client, places, rubrique):
    actions.se_signaler(rubrique, par=places.pilote)
    page = texte(entrer(client, places.coporteur).get(adresse("la_note", places)))
    assert f"En cours d'écriture : {places.pilote}" in page
    Presence.objects.update(vue_le=now() - timedelta(minutes=3))
    assert "En cours d'écriture" not in texte(client.get(adresse("la_note", places)))


def test_une_base_occupee_ne_fait_pas_echouer_la_presence(client, places, rubrique, monkeypatch):
    """La présence n'est pas une donnée : elle se redira dans une demi-minute."""
    actions.se_signaler(rubrique, par=places.pilote)

    def occupee(*args, **options):
        raise OperationalError("database table is locked")

    monkeypatch.setattr(Presence.objects, "update_or_create", occupee)
    reponse = entrer(client, places.coporteur).post(adresse("presence", places, "objet"), {"version": 0})
    assert reponse.status_code == 200
    assert str(places.pilote) in texte(reponse)


def test_la_presence_dit_que_le_texte_a_change(client, places, ecrite):
    url = adresse("presence", places, "objet")
    page = texte(entrer(client, places.coporteur).post(url, {"version": 0}))
    assert f"{places.pilote} a enregistré un nouveau texte" in page
    assert "nouveau texte" not in texte(client.post(url, {"version": 1}))


def test_une_rubrique_est_le_bon_onglet(client, places, ecrite):
    page = texte(entrer(client, places.pilote).get(ecrite.get_absolute_url()))
    assert re.search(r'<a[^>]*href="[^"]*/candidature/note/"[^>]*aria-current="page"', page)


def test_le_pilote_repartit_les_rubriques_et_seules_celles_cochees_ecrivent(client, places, rubrique):
    une, deux = places.coporteur.organisation_principale, places.copilote.organisation_principale
    entrer(client, places.pilote).post(adresse("repartir", places), {"objet": [deux.pk]})

    rubrique = Rubrique.objects.for_detail().get(pk=rubrique.pk)
    assert rubrique.redacteurs == [deux]
    assert peut_ecrire(places.copilote, rubrique)
    refus = peut_ecrire(places.coporteur, rubrique)
    assert not refus
    assert str(deux) in refus.motif
    assert Fait.objects.filter(acte="confier_la_rubrique").count() == 1

    client.post(adresse("repartir", places), {"objet": [deux.pk, une.pk]})
    rubrique = Rubrique.objects.for_detail().get(pk=rubrique.pk)
    assert peut_ecrire(places.coporteur, rubrique)
    client.post(adresse("repartir", places), {})
    assert Rubrique.objects.get(pk=rubrique.pk).redacteurs == []


def test_les_autres_lisent_la_repartition_sans_la_changer(client, places):
    page = texte(entrer(client, places.coporteur).get(adresse("la_note", places)))
    assert "Les rubriques et les organisations qui les écrivent" in page
    assert client.post(adresse("repartir", places), {}).status_code == 403


def test_une_organisation_etrangere_ne_recoit_pas_de_rubrique(client, places):
    etrangere = places.etranger.organisation_principale or AgentFactory(ddt=True).organisation_principale
    entrer(client, places.pilote)
    assert client.post(adresse("repartir", places), {"objet": [etrangere.pk]}).status_code == 422


@pytest.mark.parametrize("combien", [1, 3])
def test_la_note_fait_toujours_le_meme_nombre_de_requetes(client, places, combien):
    comptes = set()
    entrer(client, places.pilote)
    for nombre in (1, combien):
        for rubrique in list(places.candidature.rubriques.all())[:nombre]:
            actions.se_signaler(rubrique, par=places.coporteur)
            actions.confier_la_rubrique(
                rubrique,
                places.coporteur.organisation_principale,
                par=places.pilote,
                avec=[places.copilote.organisation_principale],
            )
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse("la_note", places)).status_code == 200
        comptes.add(len(requetes))
    assert len(comptes) == 1


# Remarquer


def test_on_repond_a_une_remarque_et_son_auteur_est_prevenu(client, places, rubrique):
    remarque = remarquer(rubrique, "Précisez le secteur.", par=places.dgaln)
    entrer(client, places.pilote)
    page = texte(client.get(rubrique.get_absolute_url()))
    assert re.search(rf'name="reponse-{remarque.pk}-mentionnes" value="{places.dgaln.pk}"[^>]*checked', page)

    url = adresse("repondre", places, "objet", remarque.pk)
    envoi = {
        f"reponse-{remarque.pk}-texte": "C'est la gare.",
        f"reponse-{remarque.pk}-mentionnes": [places.dgaln.pk],
    }
    page = texte(client.post(url, envoi, headers=HTMX))

    assert "C'est la gare." in page
    lettre = LettreSortante.objects.get(modele="candidature-mention")
    assert lettre.destinataire == places.dgaln.email
    assert "C'est la gare." in lettre.texte
    assert f"#remarque-{remarque.reponses.get().pk}" in lettre.texte
    assert rubrique.remarques_ouvertes == [remarque]


def test_une_mention_previent_la_personne_nommee(client, places, rubrique):
    url = adresse("remarquer", places, "objet")
    entrer(client, places.pilote).post(
        url, {"texte": f"@{places.coporteur.prenom} {places.coporteur.nom}, à vous."}
    )
    assert LettreSortante.objects.get(modele="candidature-mention").destinataire == places.coporteur.email


def test_une_mention_inconnue_dit_qui_l_on_peut_prevenir(client, places, rubrique):
    url = adresse("remarquer", places, "objet")
    refus = entrer(client, places.pilote).post(url, {"texte": "@Zorglub, à vous."})
    assert refus.status_code == 422
    assert "Personne ici ne s'appelle « Zorglub »" in texte(refus)
    assert str(places.coporteur) in texte(refus)
    assert "@Zorglub, à vous." in texte(refus)


def test_une_remarque_levee_se_rouvre_et_ne_recoit_pas_de_reponse_avant(client, places, rubrique):
    remarque = remarquer(rubrique, "Précisez.", par=places.dgaln)
    actions.lever_une_remarque(remarque, par=places.pilote, reponse="Fait.")
    entrer(client, places.dgaln)
    url = adresse("repondre", places, "objet", remarque.pk)
    refus = client.post(url, {f"reponse-{remarque.pk}-texte": "Pas tout à fait."})
    assert refus.status_code == 422
    assert client.post(adresse("rouvrir", places, "objet", remarque.pk)).status_code == 302
    assert rubrique.remarques_ouvertes == [remarque]
    assert client.post(adresse("rouvrir", places, "objet", remarque.pk)).status_code == 403


@pytest.mark.parametrize("combien", [1, 3])
def test_le_fil_de_remarques_fait_toujours_le_meme_nombre_de_requetes(client, places, rubrique, combien):
    comptes = set()
    entrer(client, places.pilote)
    for nombre in (1, combien):
        for _ in range(nombre):
            fil = remarquer(rubrique, "À préciser.", par=places.dgaln, mentionnes=[places.pilote])
            remarquer(rubrique, "Voilà.", par=places.pilote, en_reponse_a=fil)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(rubrique.get_absolute_url()).status_code == 200
        comptes.add(len(requetes))
    assert len(comptes) == 1


# Les champs structurés


def test_deux_personnes_choisissent_chacune_un_champ_sans_s_ecraser(client, places):
    Candidature.objects.update(type_d_objet="", echelle="infra")
    url = adresse("qualifier", places)
    lus = {"type_d_objet_lu": "", "echelle_lue": "infra"}
    entrer(client, places.pilote).post(url, {"type_d_objet": "innovant", "echelle": "infra", **lus})
    entrer(client, places.coporteur).post(url, {"type_d_objet": "innovant", "echelle": "plus_vaste", **lus})
    candidature = Candidature.objects.get()
    assert (candidature.type_d_objet, candidature.echelle) == ("innovant", "plus_vaste")


def test_le_meme_champ_choisi_autrement_par_deux_personnes_se_rechoisit(client, places):
    url = adresse("qualifier", places)
    lus = {"type_d_objet_lu": "", "echelle_lue": ""}
    entrer(client, places.pilote).post(url, {"type_d_objet": "innovant", "echelle": "infra", **lus})
    entrer(client, places.coporteur)
    refus = client.post(url, {"type_d_objet": "etat_amenageur", "echelle": "infra", **lus})
    assert refus.status_code == 422
    assert f"{places.pilote} a choisi « Autre sujet innovant »" in texte(refus)
    assert 'name="type_d_objet_lu" value="innovant"' in texte(refus)


def test_les_choix_s_enregistrent_un_par_un_et_disent_l_heure(client, places):
    Candidature.objects.update(type_d_objet="", echelle="")
    url = adresse("qualifier", places)
    lus = {"type_d_objet_lu": "", "echelle_lue": ""}
    reponse = entrer(client, places.coporteur).post(url, {"type_d_objet": "innovant", **lus}, headers=JSON)
    assert reponse.json()["etat"] == "enregistre"
    assert re.fullmatch(r"\d+ h \d\d", reponse.json()["heure"].replace("\u00a0", " "))
    assert reponse.json()["valeurs"] == {"type_d_objet": "innovant", "echelle": ""}

    # Le pilote choisit l'autre champ sans avoir vu le premier : les deux restent.
    reponse = entrer(client, places.pilote).post(url, {"echelle": "infra", **lus}, headers=JSON)
    assert reponse.json()["valeurs"] == {"type_d_objet": "innovant", "echelle": "infra"}

    # Le même champ autrement : on lui dit qui a choisi quoi, et son prochain choix vaudra.
    conflit = client.post(url, {"type_d_objet": "etat_amenageur", **lus}, headers=JSON)
    assert conflit.status_code == 409
    assert f"{places.coporteur} a choisi « Autre sujet innovant »" in conflit.json()["phrase"]
    assert conflit.json()["valeurs"]["type_d_objet"] == "innovant"


def test_un_choix_sur_une_note_figee_est_refuse_avec_sa_raison(client, places):
    Candidature.objects.update(etat=Etat.FIGEE)
    refus = entrer(client, places.coporteur).post(
        adresse("qualifier", places), {"type_d_objet": "innovant"}, headers=JSON
    )
    assert refus.status_code == 403
    assert "La note est figée" in refus.json()["detail"]
