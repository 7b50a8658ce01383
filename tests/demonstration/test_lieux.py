"""Ce que la démonstration fait dire du territoire : des mots, des lieux marqués, une fiche par table."""

import pytest

from etabli.config.demonstration.lieux import FICHES, MOTS, dire_le_territoire
from etabli.etape4_seance.carte import communes_de
from etabli.etape4_seance.enums import EtatActivite, TypeActivite
from etabli.etape4_seance.models import Activite, Contribution
from etabli.etape4_seance.resultats import synthese_de
from tests.fabriques.seance import ParticipantFactory, TableFactory, seance_et_agents

pytestmark = pytest.mark.django_db


def test_la_premiere_session_nomme_et_marque_la_derniere_fiche():
    for numero in (1, 3):
        lieu = seance_et_agents(ouverte=True, numero=numero)
        for rang in range(1, 4):
            TableFactory(seance=lieu.seance, numero=rang)
        presents = ParticipantFactory.create_batch(3, seance=lieu.seance)

        dire_le_territoire(lieu.seance, presents, lieu.equipe)

    assert set(Activite.objects.values_list("etat", flat=True)) == {EtatActivite.CLOSE}
    nuage = Activite.objects.get(type=TypeActivite.NUAGE)
    assert nuage.contributions.count() == len(MOTS)
    assert synthese_de(nuage).mots[0].texte == "rivière"
    marques = Contribution.objects.filter(activite__type=TypeActivite.CARTE)
    assert marques.count() == min(len(communes_de(nuage.seance)), 13)
    assert all(marque.geometrie and marque.commune for marque in marques)
    fiches = Contribution.objects.fiches_action()
    assert sorted(f.texte for f in fiches) == sorted(fiche["texte"] for fiche in FICHES)
    assert all(fiche.rubriques and fiche.table for fiche in fiches)
