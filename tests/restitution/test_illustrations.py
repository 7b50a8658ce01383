"""Les images de la démonstration : décrites, placées, et les mêmes d'une fois à l'autre."""

import io

from PIL import Image

from etabli.config.demonstration.images import SCENES, illustrations
from etabli.etape6_restitution.forms import USAGES


def test_chaque_illustration_est_un_png_decrit_que_le_livret_sait_placer():
    places = dict(USAGES)

    for nom, octets, legende, alternative, usage in illustrations():
        assert nom.endswith(".png")
        assert Image.open(io.BytesIO(octets)).size == (1600, 1100)
        assert legende
        assert alternative
        assert usage in places


def test_une_scene_se_redessine_a_l_identique():
    for _, dessiner, _, _ in SCENES:
        assert dessiner().svg() == dessiner().svg()
