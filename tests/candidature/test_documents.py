"""Ce que disent les documents : on lit l'arbre, c'est lui que les trois formes écrivent."""

import dataclasses

import pytest

from etabli.etape1_candidature.actions import figer_la_note, preparer_les_courriers
from etabli.etape1_candidature.actions.note import contenu_de_la_note
from etabli.etape1_candidature.calcul import changements_de_la_fiche, empreinte
from etabli.etape1_candidature.documents import COURRIER, DECISION, NOTE, composer_la_note
from etabli.etape1_candidature.documents.courriers import duree_d_engagement
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import VersionDeNote
from etabli.socle.document.blocs import Figure, Tableau, Titre
from etabli.territoires.models import Commune
from tests.fabriques.annuaire import OrganisationFactory
from tests.fabriques.candidature import VersionDeNoteFactory, candidature_et_agents, relire
from tests.fabriques.dossier import FormatFactory, MembreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.FIGEE, complete=True)


def cartes(version):
    figures = [b for b in composer_la_note(version).blocs if isinstance(b, Figure)]
    return [f for f in figures if str(f.legende).startswith("Périmètre d'étude")]


def sans_carte(arbre):
    return [b for b in arbre.blocs if not (isinstance(b, Figure) and "Périmètre" in str(b.legende))]


def dit(arbre):
    return str([dataclasses.asdict(b) for b in arbre.blocs])


def test_la_note_a_ses_sept_rubriques_sa_carte_et_ses_communes(places):
    arbre = composer_la_note(places.candidature)
    titres = [b.texte for b in arbre.blocs if isinstance(b, Titre)]
    assert [t[0] for t in titres] == list("1234567")
    assert [b for b in arbre.blocs if isinstance(b, Figure)]
    communes = next(b for b in arbre.blocs if isinstance(b, Tableau) and "Communes" in str(b.legende))
    assert len(communes.lignes) == places.candidature.dossier.perimetre.nb_communes
    assert arbre.mentions == "Contenu fictif de démonstration"


def test_la_note_figee_ne_suit_plus_le_texte_et_porte_son_empreinte(places):
    version = figer_la_note(places.candidature, par=places.pilote)
    places.candidature.rubriques.update(contenu="<p>Un texte d'après.</p>")
    arbre = composer_la_note(version)
    assert "Un texte d'après" not in dit(arbre)
    assert version.empreinte in dit(arbre)


def test_la_note_figee_rend_toujours_les_memes_octets(places):
    version = figer_la_note(places.candidature, par=places.pilote)
    assert NOTE.pdf(version) == NOTE.pdf(version)


def test_un_perimetre_retrace_depuis_n_est_pas_dessine(places):
    version = figer_la_note(places.candidature, par=places.pilote)
    assert cartes(version)
    places.candidature.dossier.perimetre.communes.clear()
    assert not cartes(version)


def portraits(arbre):
    return [
        b for b in arbre.blocs if isinstance(b, Tableau) and "départements et la France" in str(b.legende)
    ]


def test_la_note_imprime_le_portrait_et_le_fige(places):
    commune = places.candidature.dossier.perimetre.communes.first()
    version = figer_la_note(places.candidature, par=places.pilote)
    avant = composer_la_note(version)
    Commune.objects.filter(pk=commune.pk).update(population=987_654)
    assert sans_carte(composer_la_note(version)) == sans_carte(avant)
    assert "987" not in str(portraits(avant))
    assert "987" in str(portraits(composer_la_note(relire(places.candidature))))


def test_une_version_d_avant_les_portraits_s_imprime_sans_et_garde_son_empreinte(places):
    ancien = contenu_de_la_note(places.candidature)
    del ancien["portrait"]
    version = VersionDeNoteFactory(
        candidature=places.candidature, contenu=ancien, empreinte=empreinte(ancien), figee_par=places.pilote
    )
    arbre = composer_la_note(version)
    assert not portraits(arbre)
    assert version.est_intacte
    assert changements_de_la_fiche(ancien, contenu_de_la_note(places.candidature)) == []
    assert figer_la_note(relire(places.candidature), par=places.pilote) == version


def test_un_import_de_mesures_ne_fait_pas_signer_de_nouveau(places):
    version = figer_la_note(places.candidature, par=places.pilote)
    changee = {
        **version.contenu,
        "portrait": {**version.contenu["portrait"], "manques": ["Rien n'est importé."]},
    }
    VersionDeNote.objects.filter(pk=version.pk).update(contenu=changee, empreinte=empreinte(changee))
    assert figer_la_note(relire(places.candidature), par=places.pilote) == version


def test_l_equipe_arrivee_plus_tard_ne_change_pas_l_empreinte(places):
    version = figer_la_note(places.candidature, par=places.pilote)
    MembreFactory(
        dossier=places.candidature.dossier, organisation=OrganisationFactory(entreprise=True), role="equipe"
    )
    assert figer_la_note(relire(places.candidature), par=places.pilote) == version


def test_les_trois_courriers_s_adressent_a_la_sous_direction(places):
    for courrier in preparer_les_courriers(places.candidature, par=places.pilote):
        arbre = COURRIER.composer(courrier)
        assert "AD1/DHUP/DGALN" in dit(arbre)
        assert str(courrier.organisation) in dit(arbre)
        assert arbre.gabarit == "courrier"


def test_l_engagement_dit_la_duree_du_format(places):
    assert duree_d_engagement(FormatFactory()) == "10 à 12 mois"
    assert duree_d_engagement(FormatFactory.build(engagement_min_mois=None)) == "12 mois"
    assert "toute la durée" in duree_d_engagement(
        FormatFactory.build(engagement_min_mois=None, engagement_max_mois=None)
    )


def test_une_collectivite_n_ecrit_pas_sous_le_nom_de_l_etat(places):
    marques = [
        COURRIER.composer(c).marque for c in preparer_les_courriers(places.candidature, par=places.pilote)
    ]
    assert marques == ["", "République\nFrançaise", "République\nFrançaise"]


@pytest.mark.parametrize(
    "etat", [Etat.SANS_SUITE, Etat.AJOURNEE, Etat.ELIGIBLE, Etat.NON_ELIGIBLE, Etat.RETENUE]
)
def test_la_lettre_de_decision_donne_le_motif(places, etat):
    candidature = places.candidature
    candidature.etat, candidature.motif, candidature.cohorte = etat, "Un motif fictif.", 2026
    arbre = DECISION.composer(candidature)
    assert "Un motif fictif." in dit(arbre)
    assert str(candidature) in arbre.titre
