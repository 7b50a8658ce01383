"""La mécanique d'un cycle, jouée sur une table minuscule posée sur un modèle du socle."""

import pytest
from django.core.exceptions import PermissionDenied

from etabli.socle.cycle import Cycle, Transition, acte_accompli
from etabli.socle.models import EtatLettre, Fait, LettreSortante
from etabli.socle.verdict import OUI, Verdict, exige, non
from tests.fabriques.annuaire import AgentFactory


def toujours(agent, objet):
    return OUI


def jamais(agent, objet):
    return non("Seul le facteur expédie.")


def marquer(objet, *, par, motif="", **_):
    LettreSortante.objects.filter(pk=objet.pk).update(erreur=motif)


T = Transition
LETTRES = (
    T(
        "retenir",
        "Retenir",
        (EtatLettre.A_ENVOYER,),
        EtatLettre.RETENUE,
        toujours,
        "a retenu la lettre",
        (marquer,),
    ),
    T("expedier", "Expédier", (EtatLettre.RETENUE, EtatLettre.A_ENVOYER), EtatLettre.ENVOYEE, jamais),
)


class LettreDatee(LettreSortante):
    """Le cycle met à jour `modifie_le` : la lettre n'en a pas, son double d'essai si."""

    class Meta:
        proxy = True
        app_label = "socle"

    def save(self, *args, update_fields=None, **kwargs):
        champs = [c for c in update_fields or [] if c != "modifie_le"] or None
        super().save(*args, update_fields=champs, **kwargs)


CYCLE = Cycle(LettreDatee, EtatLettre, LETTRES, {"retenue": "En préparation"})


@pytest.fixture
def lettre(db):
    return LettreDatee.objects.create(
        cle="a", modele="essai", destinataire="a@b.example", sujet="S", texte="T"
    )


@pytest.mark.parametrize(
    ("verdict", "attendu"),
    [
        (OUI & OUI, ""),
        (non("un") & non("deux"), "un"),
        (OUI & non("deux"), "deux"),
        (non("un") | OUI, ""),
        (non("un") | non("deux"), "un"),
        (exige([], "vide"), "vide"),
        (exige([1], "vide"), ""),
    ],
)
def test_un_verdict_se_combine_et_garde_son_motif(verdict, attendu):
    assert isinstance(verdict, Verdict)
    assert verdict.motif == attendu


def test_avancer_ecrit_l_etat_le_journal_et_l_effet(lettre):
    agent = AgentFactory()
    CYCLE.avancer("retenir", lettre, par=agent, motif="à relire")
    lettre.refresh_from_db()
    fait = Fait.objects.get()
    assert (lettre.etat, lettre.erreur) == (EtatLettre.RETENUE, "à relire")
    assert (fait.phrase, fait.par) == ("a retenu la lettre", agent)
    assert fait.donnees == {"de": "a_envoyer", "vers": "retenue", "motif": "à relire"}
    assert CYCLE.libelle_public(lettre) == "En préparation"


def test_un_refus_dit_son_motif_et_n_ecrit_rien(lettre):
    with pytest.raises(PermissionDenied, match=r"Seul le facteur expédie\."):
        CYCLE.avancer("expedier", lettre, par=AgentFactory())
    lettre.refresh_from_db()
    assert lettre.etat == EtatLettre.A_ENVOYER
    assert not Fait.objects.exists()


def test_un_acte_hors_de_son_etat_dit_l_etat(lettre):
    CYCLE.avancer("retenir", lettre, par=AgentFactory())
    with pytest.raises(PermissionDenied, match="« Retenir » n'est pas possible à l'état « Retenue »"):
        CYCLE.avancer("retenir", lettre, par=AgentFactory())


def test_l_etage_du_dessus_est_prevenu_au_commit(lettre, django_capture_on_commit_callbacks):
    recus = []

    def noter(*, acte, objet, donnees, **_):
        recus.append((acte, objet.pk, donnees))

    acte_accompli.connect(noter, sender=LettreDatee)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            CYCLE.avancer("retenir", lettre, par=AgentFactory(), motif="m")
            assert recus == []
    finally:
        acte_accompli.disconnect(noter, sender=LettreDatee)
    assert recus == [("retenir", lettre.pk, {"motif": "m"})]


def test_les_boutons_viennent_de_la_table(lettre):
    actes = CYCLE.actes_possibles(lettre, AgentFactory.build())
    assert [(a.transition.nom, a.verdict.motif) for a in actes] == [
        ("retenir", ""),
        ("expedier", "Seul le facteur expédie."),
    ]


def test_deux_transitions_du_meme_nom_sont_une_faute():
    with pytest.raises(ValueError, match="même nom"):
        Cycle(LettreDatee, EtatLettre, (LETTRES[0], LETTRES[0]))


def test_le_dessin_vient_de_la_table():
    assert "a_envoyer --> retenue: Retenir" in CYCLE.mermaid()
