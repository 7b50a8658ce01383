"""Les entretiens : un guide, des réponses, et ce que l'on a promis de taire tu partout."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape3_atelier import actions
from etabli.etape3_atelier.calcul.anonymat import TU, nomme, taire
from etabli.etape3_atelier.calcul.guides import MODELES
from etabli.etape3_atelier.models import Constat, Contact, Entretien, Guide
from etabli.socle.models import Fait
from etabli.socle.mots import sans_accents
from etabli.socle.recherche import chercher
from tests.fabriques.atelier import ContactFactory, EntretienFactory, atelier_et_agents

# --- taire un nom ---


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Jean Martin habite ici.", f"{TU} habite ici."),
        ("M. MARTIN et jean martin.", f"M. {TU} et {TU}."),
        ("Martin l'a dit à Jean.", f"{TU} l'a dit à {TU}."),
        ("Le martin-pêcheur revient.", "Le martin-pêcheur revient."),
        ("Jean-Martin, Jean  Martin", f"{TU}, {TU}"),
        ("Jeanne Martinet reste.", "Jeanne Martinet reste."),
    ],
)
def test_un_nom_se_tait_entier_ou_par_morceau_sans_taire_le_mot_commun(texte, attendu):
    assert taire(texte, ["M. Jean Martin (maire)"]) == attendu


def test_les_accents_ne_trompent_pas_et_sans_nom_rien_ne_change():
    assert taire("Hélène Bréhat", ["Helene Brehat"]) == TU
    assert taire("Hélène Bréhat", []) == "Hélène Bréhat"
    assert taire("Du pain et de la mer", ["Mme de la Mer"]) == "Du pain et de la mer"


PRENOMS = st.sampled_from(["Rose", "Élodie", "Jean", "Blanche", "Noé"])
NOMS = st.sampled_from(["Martin", "Lefèvre", "Fontaine", "Petit", "Le Goff"])


@given(PRENOMS, NOMS, st.text(alphabet="abc éR.-\n", max_size=30), st.text(alphabet="xyz ,\n", max_size=30))
def test_le_nom_tu_ne_reste_nulle_part_et_taire_deux_fois_ne_change_rien(prenom, nom, avant, apres):
    entier = f"{prenom} {nom}"

    tu = taire(f"{avant} {entier} {apres}", [entier])

    assert sans_accents(entier) not in sans_accents(tu)
    assert taire(tu, [entier]) == tu
    assert not nomme(tu, [entier])


# --- en base ---


@pytest.fixture
def lance(db):
    return atelier_et_agents(lance_le=date(2026, 1, 12))


@pytest.fixture
def ouvrir(client, lance):
    def _ouvrir(nom, *args, par=None, donnees=None, **entetes):
        client.force_login(par or lance.equipe)
        adresse = reverse(f"atelier:{nom}", args=[lance.atelier.dossier_id, *args])
        return client.get(adresse, **entetes) if donnees is None else client.post(adresse, donnees)

    return _ouvrir


@pytest.fixture
def anonyme(lance):
    return EntretienFactory(
        atelier=lance.atelier,
        personne="Rose Fontaine",
        qualite="Rose, boulangère",
        est_anonyme=True,
        noms_a_taire="Paul Lefèvre",
        notes="Rose Fontaine craint que Paul Lefèvre ferme la rose-lière.",
        verbatim="Chez Fontaine, on ouvre tôt.\n\nPaul exagère.",
        a_consenti_le=date(2026, 2, 1),
        source_du_consentement="de vive voix",
    )


def test_un_entretien_anonyme_ne_nomme_personne_sur_aucune_page_ni_aucun_export(ouvrir, lance, anonyme):
    actions.noter_les_reponses(anonyme, {}, par=lance.equipe)
    actions.etablir_un_constat(lance.atelier, "Le commerce inquiète.", entretien=anonyme, par=lance.equipe)

    pages = [
        ouvrir("entretien", anonyme.pk),
        ouvrir("entretiens"),
        ouvrir("constats"),
        ouvrir("bibliotheque", QUERY_STRING="q=craint"),
        *(ouvrir("exporter", jeu, "csv") for jeu in ("entretiens", "constats")),
    ]

    for page in pages:
        assert page.status_code == 200
        texte = page.content.decode()
        assert "Fontaine" not in texte
        assert "Lefèvre" not in texte
    assert f"{TU} craint que {TU} ferme la rose-lière" in pages[0].content.decode()


def test_les_citations_se_separent_et_se_taisent(anonyme):
    assert anonyme.citations == [f"Chez {TU}, on ouvre tôt.", f"{TU} exagère."]
    assert anonyme.citation == anonyme.citations[0]
    anonyme.a_consenti_le = None
    assert anonyme.citations == []


def test_le_nom_tu_ne_mene_pas_a_l_entretien(lance, anonyme):
    assert chercher("Fontaine", lance.equipe).nb == 0
    assert chercher("craint", lance.equipe).nb == 1


def test_un_constat_ne_nomme_pas_qui_l_on_a_promis_de_taire(ouvrir, lance, anonyme):
    saisie = {"texte": "D'après Rose, le bourg se vide.", "entretien": anonyme.pk}

    reponse = ouvrir("ajouter_un_constat", donnees=saisie)

    assert reponse.status_code == 422
    assert "que l&#x27;on a promis de taire" in reponse.content.decode()
    with pytest.raises(ValidationError, match="promis de taire"):
        actions.etablir_un_constat(lance.atelier, "Rose Fontaine part.", entretien=anonyme, par=lance.equipe)
    assert not Constat.objects.exists()


def test_un_constat_ecrit_avant_la_promesse_est_signale(ouvrir, lance, anonyme):
    Constat.objects.create(atelier=lance.atelier, texte="Rose Fontaine part.", entretien=anonyme)

    assert "le récrire" in ouvrir("entretien", anonyme.pk).content.decode()


# --- les guides ---


@pytest.fixture
def guide(lance):
    return actions.ecrire_un_guide(
        lance.atelier, "Habitants", "Depuis quand ?\n- Pourquoi ici ?", par=lance.equipe
    )


def test_chaque_modele_de_guide_se_propose_et_s_enregistre(ouvrir):
    for modele in MODELES:
        page = ouvrir("ajouter_un_guide", QUERY_STRING=f"modele={modele.cle}").content.decode()
        assert modele.nom in page
    saisie = {"nom": "Le nôtre", "college": "habitant", "questions": "Un ?\nDeux ?\nUn ?"}

    assert ouvrir("ajouter_un_guide", donnees=saisie).status_code == 302
    assert Guide.objects.get().liste == ["Un ?", "Deux ?"]
    assert "Deux ?" in ouvrir("guides").content.decode()


def test_un_guide_sans_question_est_refuse(ouvrir):
    reponse = ouvrir("ajouter_un_guide", donnees={"nom": "Vide", "questions": " - \n•"})

    assert reponse.status_code == 422
    assert "au moins une question" in reponse.content.decode()


def test_un_entretien_guide_ouvre_ses_questions(ouvrir, guide):
    saisie = {"personne": "Andrée Fictive", "college": "habitant", "guide": guide.pk}

    reponse = ouvrir("ajouter_un_entretien", donnees=saisie)

    mene = Entretien.objects.get()
    assert reponse["Location"] == reverse("atelier:noter", args=[mene.atelier.dossier_id, mene.pk])
    assert "Pourquoi ici ?" in ouvrir("noter", mene.pk).content.decode()


def test_recrire_le_guide_ne_recrit_pas_les_reponses(ouvrir, lance, guide):
    mene = EntretienFactory(atelier=lance.atelier, guide=guide)
    ouvrir("noter", mene.pk, donnees={"reponse_1": "Depuis 1987.", "reponse_2": ""})
    actions.ecrire_un_guide(lance.atelier, "Habitants", "Et demain ?", guide=guide, par=lance.equipe)
    mene.refresh_from_db()

    assert [(r.question, r.notes) for r in mene.reponses.all()] == [("Depuis quand ?", "Depuis 1987.")]
    assert [q.question for q in actions.questions_posees(mene)] == ["Depuis quand ?", "Et demain ?"]
    assert chercher("1987", lance.equipe).nb == 1


def test_une_reponse_effacee_disparait(lance, guide):
    mene = EntretienFactory(atelier=lance.atelier, guide=guide)
    actions.noter_les_reponses(mene, {1: "Oui.", 2: "Non."}, par=lance.equipe)
    actions.noter_les_reponses(mene, {1: ""}, par=lance.equipe)

    assert [r.notes for r in mene.reponses.all()] == ["Non."]
    assert chercher("oui", lance.equipe).nb == 0


def test_retirer_un_guide_garde_les_entretiens(ouvrir, lance, guide):
    mene = EntretienFactory(atelier=lance.atelier, guide=guide)
    actions.noter_les_reponses(mene, {1: "Oui."}, par=lance.equipe)

    assert ouvrir("modifier_un_guide", guide.pk).status_code == 200
    assert ouvrir("retirer_guides", guide.pk, donnees={}).status_code == 302

    mene.refresh_from_db()
    assert mene.guide is None
    assert mene.reponses.count() == 1


def test_les_reponses_d_un_entretien_anonyme_restent_a_l_equipe(ouvrir, lance, guide, anonyme):
    anonyme.guide = guide
    anonyme.save()
    actions.noter_les_reponses(anonyme, {1: "Une chose rare."}, par=lance.equipe)

    assert "Une chose rare." in ouvrir("entretien", anonyme.pk).content.decode()
    assert "Une chose rare." not in ouvrir("entretien", anonyme.pk, par=lance.pilote).content.decode()
    assert ouvrir("noter", anonyme.pk, par=lance.pilote).status_code == 403
    assert ouvrir("guides", par=lance.lecteur).status_code == 200
    assert ouvrir("ajouter_un_guide", par=lance.lecteur).status_code == 403


# --- l'accord, et son retrait ---


def test_un_accord_se_donne_avec_sa_source(ouvrir):
    saisie = {"nom": "Andrée", "college": "habitant", "a_consenti_le": "2026-02-01"}

    refus = ouvrir("ajouter_un_contact", donnees=saisie)
    accord = ouvrir("ajouter_un_contact", donnees={**saisie, "source_du_consentement": "par courriel"})

    assert refus.status_code == 422
    assert "comment cet accord a été donné" in refus.content.decode()
    assert accord.status_code == 302
    assert Contact.objects.get().source_du_consentement == "par courriel"


def test_le_retrait_d_un_accord_prend_effet_et_ne_nomme_personne(ouvrir, lance, anonyme):
    contact = ContactFactory(atelier=lance.atelier, a_consenti_le=date(2026, 2, 1))
    assert contact.est_joignable

    ouvrir("retirer_l_accord_d_un_contact", contact.pk, donnees={})
    ouvrir("retirer_l_accord_d_un_entretien", anonyme.pk, donnees={})

    contact.refresh_from_db()
    anonyme.refresh_from_db()
    assert not contact.est_joignable
    assert contact.consentement_retire_le is not None
    assert anonyme.citations == []
    assert "on ne lui écrit plus" in ouvrir("contact", contact.pk).content.decode()
    faits = Fait.objects.filter(acte="retirer_le_consentement")
    assert faits.count() == 2
    assert not any(contact.nom in f.phrase or "Fontaine" in f.phrase for f in faits)


def test_qui_consent_a_nouveau_n_est_plus_retire(lance):
    contact = ContactFactory(atelier=lance.atelier, a_consenti_le=date(2026, 2, 1))
    actions.retirer_le_consentement(contact, par=lance.equipe)

    actions.modifier(contact, {"a_consenti_le": date(2026, 5, 1)}, par=lance.equipe)

    contact.refresh_from_db()
    assert (contact.a_consenti_le, contact.consentement_retire_le) == (date(2026, 5, 1), None)


def test_on_ne_retire_pas_un_accord_qui_n_existe_pas(lance):
    with pytest.raises(ValidationError, match="rien à retirer"):
        actions.retirer_le_consentement(ContactFactory(atelier=lance.atelier), par=lance.equipe)


def test_un_constat_venu_d_une_page_la_propose(ouvrir):
    page = ouvrir("ajouter_un_constat", QUERY_STRING="page=12").content.decode()

    assert 'value="p. 12"' in page
