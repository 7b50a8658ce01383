"""Revoir le calendrier : une version par revue, les seuls concernés prévenus, des agendas qui suivent."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import make_aware
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from etabli.annuaire.actions import renouveler_la_cle_du_calendrier
from etabli.annuaire.models import Agent
from etabli.etape3_atelier import actions
from etabli.etape3_atelier.calcul.calendrier import (
    Occupation,
    PhaseDatee,
    Sujet,
    avertissements,
    decaler,
    differences,
    est_ouvre,
    meme_lieu,
)
from etabli.etape3_atelier.workflow import CYCLE
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.atelier import AtelierFactory, atelier_et_agents

LANCE_LE = date(2026, 1, 12)
JOURS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def phase(ordre, debut, nb_jours=2, nature="session", lieu=""):
    fin = debut + timedelta(days=nb_jours - 1)
    return PhaseDatee(ordre, nature, f"Phase {ordre}", ordre, debut, fin, lieu)


# --- le calcul ---


def test_un_ecart_se_dit_en_une_phrase():
    avant = [phase(1, date(2026, 3, 3)), phase(2, date(2026, 5, 5), lieu="Salle A")]
    apres = [phase(1, date(2026, 3, 10), 3), phase(2, date(2026, 5, 4), lieu="Salle B")]

    assert [d.ecart for d in differences(avant, apres)] == [
        "commence 7\u00a0jours plus tard et dure 1\u00a0jour de plus",
        "commence 1\u00a0jour plus tôt et change de lieu",
    ]


def test_une_phase_ajoutee_ou_retiree_se_dit():
    une = phase(1, date(2026, 3, 3))

    assert [d.ecart for d in differences([], [une])] == ["phase ajoutée"]
    assert [d.ecart for d in differences([une], [])] == ["phase retirée"]


@given(JOURS, st.integers(1, 5), st.integers(-60, 60), st.sets(JOURS, max_size=5))
def test_decaler_garde_les_durees_et_ne_tombe_jamais_un_jour_chome(debut, nb_jours, jours, feries):
    suivante = phase(2, debut, nb_jours)
    glissees = decaler([phase(1, debut), suivante], 1, jours, feries)

    assert [p.ordre for p in glissees] == ([2] if jours else [])
    for glissee in glissees:
        assert glissee.nb_jours == nb_jours
        assert all(est_ouvre(jour, feries) for jour in glissee.jours)
        assert glissee.debut_le >= debut + timedelta(days=jours)


def test_une_salle_prise_se_reconnait_malgre_les_accents():
    assert meme_lieu("Salle des fêtes", "salle des Fetes")
    assert not meme_lieu("", "")
    session = phase(1, date(2026, 3, 3), lieu="Salle des fêtes")
    prise = Occupation("salle des fetes", date(2026, 3, 4), date(2026, 3, 4), "comité")
    libre = Occupation("salle des fetes", date(2026, 3, 5), date(2026, 3, 5), "comité")

    [avis] = avertissements([session], None, None, {}, lieux=[prise, libre])

    assert avis.sujet == Sujet.LIEU_PRIS
    assert "est déjà pris" in avis.phrase


def test_une_personne_prise_ailleurs_se_dit_pour_les_seules_sessions_ou_elle_vient():
    sessions = [phase(1, date(2026, 3, 3)), phase(2, date(2026, 6, 2))]
    prises = [
        Occupation("Camille", date(2026, 3, 3), date(2026, 3, 3), "ailleurs", frozenset({1})),
        Occupation("Dominique", date(2026, 6, 2), date(2026, 6, 2), "ailleurs", frozenset({1})),
    ]

    sujets = [(a.sujet, a.ordre) for a in avertissements(sessions, None, None, {}, personnes=prises)]

    assert sujets == [(Sujet.PERSONNE_PRISE, 1)]


# --- les écritures ---


@pytest.fixture
def lance(db):
    return atelier_et_agents(lance_le=LANCE_LE)


def deplacee(jalon, jours, lieu=""):
    glissement = timedelta(days=jours)
    return {jalon.ordre: actions.Place(jalon.debut_le + glissement, jalon.fin_le + glissement, lieu)}


def test_plusieurs_phases_deplacees_font_une_seule_version(lance):
    premiere, deuxieme = lance.atelier.sessions[:2]

    version = actions.revoir_le_calendrier(
        lance.atelier, deplacee(premiere, 7) | deplacee(deuxieme, 14), motif="Élections.", par=lance.equipe
    )

    assert version.numero == 2
    premiere.refresh_from_db()
    assert premiere.revision == 1
    fait = Fait.objects.filter(acte="deplacer_un_jalon").get()
    assert "2\u00a0phases" in fait.phrase
    assert [c["phase"] for c in fait.donnees["changements"]] == [premiere.nom, deuxieme.nom]


def test_rien_de_change_ne_publie_rien(lance):
    premiere = lance.atelier.sessions[0]

    assert (
        actions.revoir_le_calendrier(lance.atelier, deplacee(premiere, 0), motif="x", par=lance.equipe)
        is None
    )
    assert lance.atelier.versions_du_calendrier.count() == 1


def test_une_revue_partie_d_une_version_perimee_est_refusee(lance):
    premiere = lance.atelier.sessions[0]
    actions.revoir_le_calendrier(lance.atelier, deplacee(premiere, 7), motif="a", depuis=1, par=lance.equipe)

    with pytest.raises(ValidationError, match="a publié la version 2"):
        actions.revoir_le_calendrier(
            lance.atelier, deplacee(premiere, 14), motif="b", depuis=1, par=lance.pilote
        )


def test_decaler_la_suite_glisse_les_phases_suivantes_et_elles_seules(lance):
    premiere = lance.atelier.sessions[0]
    avant = {j.ordre: (j.debut_le, j.phase.nb_jours) for j in lance.atelier.jalons.all()}

    actions.deplacer_un_jalon(
        premiere,
        premiere.debut_le + timedelta(days=21),
        premiere.fin_le + timedelta(days=21),
        motif="Trois semaines de retard.",
        decaler_la_suite=True,
        par=lance.equipe,
    )

    for jalon in lance.atelier.jalons.order_by("ordre"):
        debut, nb_jours = avant[jalon.ordre]
        assert jalon.phase.nb_jours == nb_jours
        if jalon.ordre < premiere.ordre:
            assert jalon.debut_le == debut
        else:
            assert jalon.debut_le >= debut + timedelta(days=21)
    assert lance.atelier.versions_du_calendrier.count() == 2


def test_une_phase_de_travail_ne_derange_que_ceux_qui_conduisent(lance, django_capture_on_commit_callbacks):
    inter_atelier = lance.atelier.jalons.get(ordre=3)

    with django_capture_on_commit_callbacks(execute=True):
        actions.revoir_le_calendrier(lance.atelier, deplacee(inter_atelier, 7), motif="x", par=lance.equipe)

    assert set(LettreSortante.objects.values_list("destinataire", flat=True)) == {
        lance.pilote.email,
        lance.copilote.email,
    }


def test_chacun_ne_lit_que_les_changements_qui_le_regardent(lance, django_capture_on_commit_callbacks):
    session, inter_atelier = lance.atelier.sessions[1], lance.atelier.jalons.get(ordre=3)
    places = deplacee(session, 7) | deplacee(inter_atelier, 7)

    with django_capture_on_commit_callbacks(execute=True):
        actions.revoir_le_calendrier(lance.atelier, places, motif="x", par=lance.pilote)

    textes = dict(LettreSortante.objects.values_list("destinataire", "texte"))
    assert set(textes) == {lance.copilote.email, lance.equipe.email, lance.coporteur.email}
    assert inter_atelier.nom in textes[lance.equipe.email]
    assert inter_atelier.nom not in textes[lance.coporteur.email]
    assert f"{session.nom} : commence 7\u00a0jours plus tard" in textes[lance.coporteur.email]


def test_une_personne_de_l_equipe_attendue_ailleurs_le_meme_jour_se_dit(lance):
    ailleurs = AtelierFactory(equipe=lance.atelier.equipe, lance_le=LANCE_LE)
    organisation = lance.equipe.organisation_principale
    for atelier in (lance.atelier, ailleurs):
        equipier = actions.composer_l_equipe(
            atelier, "Camille F.", organisation, "urbaniste", par=lance.pilote
        )
        equipier.sessions.set([atelier.jalons.filter(session=1).get()])

    phrases = [a.phrase for a in lance.atelier.avertissements() if a.sujet == Sujet.PERSONNE_PRISE]

    assert len(phrases) == 1
    assert "Camille F. intervient déjà" in phrases[0]


def test_une_reunion_de_comite_dans_la_meme_salle_le_meme_jour_se_dit(lance):
    session = lance.atelier.sessions[0]
    actions.deplacer_un_jalon(
        session, session.debut_le, session.fin_le, lieu="Salle des fêtes", motif="x", par=lance.equipe
    )
    comite = actions.reunir_un_comite(lance.atelier, "technique", "Comité technique", par=lance.pilote)
    debut = make_aware(datetime.combine(session.debut_le, datetime.min.time())) + timedelta(hours=9)
    reunion = actions.convoquer(
        comite, debut, debut + timedelta(hours=2), "x", lieu="salle des fetes", par=lance.pilote
    )

    lance.atelier = type(lance.atelier).objects.get(pk=lance.atelier.pk)
    assert Sujet.LIEU_PRIS in {a.sujet for a in lance.atelier.avertissements()}
    actions.annuler_la_reunion(reunion, par=lance.pilote)
    assert Sujet.LIEU_PRIS not in {a.sujet for a in lance.atelier.avertissements()}


# --- les pages ---


@pytest.fixture
def ouvrir(client, lance):
    def _ouvrir(nom, *args, par=None, donnees=None, **entetes):
        client.force_login(par or lance.pilote)
        adresse = reverse(f"atelier:{nom}", args=[lance.atelier.dossier_id, *args])
        return client.get(adresse, **entetes) if donnees is None else client.post(adresse, donnees, **entetes)

    return _ouvrir


def saisie(atelier, **autres):
    donnees = {"depuis": atelier.versions_du_calendrier.first().numero, "motif": "Travaux dans la salle."}
    for jalon in atelier.jalons.all():
        donnees |= {
            f"debut_{jalon.ordre}": jalon.debut_le.isoformat(),
            f"fin_{jalon.ordre}": jalon.fin_le.isoformat(),
            f"lieu_{jalon.ordre}": jalon.lieu,
        }
    return donnees | autres


def test_la_revue_montre_ce_qui_changerait_sans_rien_publier(ouvrir, lance):
    session = lance.atelier.sessions[0]
    dimanche = {f"debut_{session.ordre}": "2026-03-15", f"fin_{session.ordre}": "2026-03-15"}

    page = ouvrir("revoir", donnees=saisie(lance.atelier, geste="verifier", **dimanche)).content.decode()

    assert "Ce qui changerait" in page
    assert "est un dimanche" in page
    assert lance.atelier.versions_du_calendrier.count() == 1


def test_htmx_ne_recoit_que_l_apercu(ouvrir, lance):
    fragment = ouvrir("revoir", donnees=saisie(lance.atelier), HTTP_HX_REQUEST="true").content.decode()

    assert "<h1" not in fragment
    assert "Aucune date ni aucun lieu ne change." in fragment


def test_publier_fait_une_version_et_le_dit(ouvrir, lance):
    session = lance.atelier.sessions[0]

    reponse = ouvrir(
        "revoir", donnees=saisie(lance.atelier, geste="publier", **{f"lieu_{session.ordre}": "Mairie"})
    )

    assert reponse.status_code == 302
    assert "La version 2 du calendrier est publiée" in ouvrir("calendrier").content.decode()


def test_publier_sans_raison_ou_a_l_envers_est_refuse_et_rien_n_est_perdu(ouvrir, lance):
    session = lance.atelier.sessions[0]
    faux = {f"debut_{session.ordre}": "2026-03-15", f"fin_{session.ordre}": "2026-03-10", "motif": ""}

    reponse = ouvrir("revoir", donnees=saisie(lance.atelier, geste="publier", **faux))

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Le dernier jour précède le premier" in page
    assert "Ce qui explique le changement" in page
    assert 'value="2026-03-15"' in page


def test_publier_depuis_une_version_perimee_garde_la_saisie(ouvrir, lance):
    donnees = saisie(lance.atelier, geste="publier", lieu_2="Moulin")
    actions.revoir_le_calendrier(
        lance.atelier, deplacee(lance.atelier.sessions[2], 7), motif="a", par=lance.equipe
    )

    reponse = ouvrir("revoir", donnees=donnees)

    assert reponse.status_code == 422
    assert "a publié la version 2" in reponse.content.decode()
    assert "Moulin" in reponse.content.decode()


def test_la_revue_est_fermee_a_qui_ne_conduit_pas(ouvrir, lance):
    for agent in (lance.coporteur, lance.lecteur, lance.dgaln):
        assert ouvrir("revoir", par=agent).status_code == 403


def test_deux_versions_se_comparent(ouvrir, lance):
    session = lance.atelier.sessions[0]
    for jours in (7, 14):
        actions.revoir_le_calendrier(lance.atelier, deplacee(session, jours), motif="x", par=lance.equipe)

    page = ouvrir("comparer", QUERY_STRING="de=1&a=3").content.decode()

    assert "De la version 1 à la version 3" in page
    assert "commence 14\u00a0jours plus tard" in page
    assert "De la version 2 à la version 3" in ouvrir("comparer", QUERY_STRING="de=9&a=x").content.decode()
    memes = ouvrir("comparer", QUERY_STRING="de=2&a=2").content.decode()
    assert "les mêmes dates" in memes


# --- les agendas ---


def evenements(reponse):
    """Relus par une bibliothèque d'agenda, par identifiant."""
    lu = Calendar.from_ical(reponse.content)
    assert lu.errors == []
    return {str(e["UID"]): e for e in lu.walk("VEVENT")}


def test_l_agenda_se_relit_et_suit_les_changements(ouvrir, lance):
    session = lance.atelier.sessions[0]
    avant = evenements(ouvrir("agenda"))
    actions.deplacer_un_jalon(
        session, date(2026, 3, 17), date(2026, 3, 18), lieu="Mairie", motif="x", par=lance.equipe
    )

    apres = evenements(ouvrir("agenda"))

    assert avant.keys() == apres.keys()
    uid = f"dossier-{lance.atelier.dossier_id}-jalon-{session.pk}@ateliers-locaux"
    assert (avant[uid]["SEQUENCE"], apres[uid]["SEQUENCE"]) == (0, 1)
    assert (apres[uid].decoded("DTSTART"), apres[uid].decoded("DTEND")) == (
        date(2026, 3, 17),
        date(2026, 3, 19),
    )
    assert apres[uid]["LOCATION"] == "Mairie"
    assert all(e["DTSTAMP"] and e["STATUS"] == "CONFIRMED" for e in apres.values())


def test_une_reunion_a_ses_heures_et_son_fuseau_puis_s_annule(ouvrir, lance):
    comite = actions.reunir_un_comite(lance.atelier, "pilotage", "Comité de pilotage", par=lance.pilote)
    debut = make_aware(datetime(2026, 7, 1, 9, 30))
    reunion = actions.convoquer(comite, debut, debut + timedelta(hours=2), "x", par=lance.pilote)
    uid = f"dossier-{lance.atelier.dossier_id}-reunion-{reunion.pk}@ateliers-locaux"

    reponse = ouvrir("agenda")
    fixee = evenements(reponse)[uid]
    actions.annuler_la_reunion(reunion, par=lance.pilote)
    annulee = evenements(ouvrir("agenda"))[uid]

    assert fixee.decoded("DTSTART") == datetime(2026, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert fixee["DTSTART"].params["TZID"] == "Europe/Paris"
    assert b"BEGIN:VTIMEZONE" in reponse.content
    assert (fixee["STATUS"], annulee["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert annulee["SEQUENCE"] > fixee["SEQUENCE"]


def test_interrompre_annule_les_dates_et_reprendre_les_retablit(ouvrir, lance):
    rangs, etats = [], []
    for acte in (None, "interrompre", "reprendre"):
        if acte:
            lance.atelier = CYCLE.avancer(acte, lance.atelier, par=lance.pilote, motif="x")
        lus = evenements(ouvrir("agenda"))
        etats.append({str(e["STATUS"]) for e in lus.values()})
        rangs.append({e["SEQUENCE"] for e in lus.values()})

    assert etats == [{"CONFIRMED"}, {"CANCELLED"}, {"CONFIRMED"}]
    assert max(rangs[0]) < min(rangs[1]) < min(rangs[2])


def test_le_flux_de_l_agent_porte_les_memes_evenements(client, ouvrir, lance):
    renouveler_la_cle_du_calendrier(lance.pilote, par=lance.pilote)
    cle = Agent.objects.get(pk=lance.pilote.pk).cle_calendrier

    flux = evenements(client.get(reverse("dossier:abonnement", args=[cle])))

    assert evenements(ouvrir("agenda")).keys() <= flux.keys()
