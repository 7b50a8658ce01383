import pytest
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.formulaires import tenter
from etabli.socle.reponses import piece_jointe, tableur_joint
from etabli.socle.verdict import OUI, exiger, non

NOMBRES = JeuDeColonnes("nombres", "Nombres", (Colonne("n", "Nombre", lambda n: n, "entier"),))


class Saisie(forms.Form):
    date = forms.CharField(required=False)


def test_exiger_refuse_avec_le_motif():
    exiger(OUI)
    with pytest.raises(PermissionDenied, match="Seul le pilote"):
        exiger(non("Seul le pilote le peut."))


def test_ce_qui_se_telecharge_est_une_piece_jointe_qui_ne_se_garde_pas():
    reponse = piece_jointe(b"octets", "application/pdf", "note.pdf")
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="note.pdf"'
    assert "no-store" in reponse.headers["Cache-Control"]


def test_un_tableau_se_telecharge_dans_les_formes_prevues():
    assert tableur_joint(NOMBRES, [1, 2], "csv", "nombres").content.decode().splitlines()[1:] == ["1", "2"]
    assert tableur_joint(NOMBRES, [1], "xlsx", "nombres").content[:2] == b"PK"
    with pytest.raises(Http404):
        tableur_joint(NOMBRES, [1], "exe", "nombres")


@pytest.mark.parametrize(
    ("refus", "attendu"),
    [
        (ValidationError({"date": "Trop tard."}), {"date": ["Trop tard."]}),
        (ValidationError({"inconnu": "Ailleurs."}), {"__all__": ["Ailleurs."]}),
        (ValidationError("En tout."), {"__all__": ["En tout."]}),
        (None, {}),
    ],
)
def test_un_refus_de_l_action_se_dit_au_bon_endroit(refus, attendu):
    def ecrire(saisie):
        if refus:
            raise refus

    form = Saisie({"date": "demain"})
    assert tenter(form, ecrire) is (refus is None)
    assert form.errors == attendu
