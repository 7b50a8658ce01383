"""L'arbre : niveaux, repères, mesures, images."""

import io

import pytest
from PIL import Image

from etabli.socle.document.arbre import niveaux_continus, parcourir
from etabli.socle.document.blocs import Encadre, Fiche, Figure, Paragraphe, Tableau, Titre
from etabli.socle.document.couleurs import COULEURS, SUITE, TONS
from etabli.socle.document.images import ImageIllisible, lire
from etabli.socle.document.mesures import alignements, cesures, largeurs
from etabli.socle.document.reperes import Reperes
from tests.fabriques.documents import photo, tous_les_blocs

ORIENTATION, GPS = 0x0112, 0x8825


def luminance(couleur):
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("nom", sorted(COULEURS))
def test_le_blanc_se_lit_sur_chaque_teinte_et_la_teinte_sur_son_voile(nom):
    couleur = COULEURS[nom]
    assert 1.05 / (luminance(couleur.fort) + 0.05) >= 4.5
    assert (luminance(couleur.voile) + 0.05) / (luminance(couleur.fort) + 0.05) >= 4.5


def test_la_suite_et_les_tons_nomment_des_teintes_connues():
    assert set(SUITE) <= set(COULEURS)
    assert set(TONS.values()) <= set(COULEURS.values())


def test_un_titre_ne_saute_jamais_un_niveau():
    suite = niveaux_continus(
        [Titre(3, "a"), Titre(4, "b"), Encadre("x", [Titre(6, "c")]), Titre(1, "d"), Fiche("e", niveau=4)]
    )

    assert [b.niveau for b in parcourir(suite) if isinstance(b, Titre | Fiche)] == [1, 2, 3, 1, 2]


def test_les_reperes_numerotent_titres_figures_et_tableaux():
    suite = (
        Titre(1, "A"),
        Titre(2, "B"),
        Figure(photo(), "f"),
        Titre(1, "C"),
        Titre(2, "D"),
        Tableau(["x"], [], "t"),
    )
    reperes = Reperes(suite, numerote=True)

    assert [r.numero for r in reperes.titres] == ["1", "1.1", "2", "2.1"]
    assert reperes.legende(suite[2]) == "Figure 1 – "
    assert reperes.legende(suite[5]) == "Tableau 1 – "


def test_deux_titres_semblables_ont_deux_ancres():
    reperes = Reperes((Titre(1, "Même"), Titre(1, "Même"), Titre(1, "Autre", ancre="ici")), numerote=False)

    assert [r.ancre for r in reperes.titres] == ["partie-meme", "partie-meme-2", "ici"]
    assert reperes.accepte("#ici")
    assert reperes.accepte("https://exemple.fr")
    assert not reperes.accepte("#ailleurs")


def test_les_colonnes_de_nombres_vont_a_droite_et_leurs_parts_font_un():
    tableau = Tableau(["Action", "Coût", "Part"], [["Refaire la place", "12 000 €", "8 %"], ["x", "–", ""]])

    assert alignements(tableau) == ["gauche", "droite", "droite"]
    assert sum(largeurs(tableau)) == pytest.approx(1, abs=0.001)
    assert largeurs(Tableau(["a", "b"], [], largeurs=(3, 1))) == [0.75, 0.25]


def test_une_grande_photo_est_reduite_et_redressee():
    image = lire(photo(taille=(4000, 3000)))
    assert (image.extension, image.largeur, image.hauteur) == ("jpg", 1600, 1200)


def test_une_photo_imprimee_ne_dit_plus_ou_elle_fut_prise():
    prise = Image.new("RGB", (60, 40))
    marques = Image.Exif()
    marques[ORIENTATION] = 6  # tournée d'un quart
    marques.get_ifd(GPS)[1] = "N"
    sortie = io.BytesIO()
    prise.save(sortie, "JPEG", exif=marques)

    image = lire(sortie.getvalue())

    assert (image.largeur, image.hauteur) == (40, 60)
    assert not Image.open(io.BytesIO(image.octets)).getexif()


def test_une_image_transparente_reste_transparente():
    assert lire(photo((1, 2, 3, 0), forme="PNG", mode="RGBA")).extension == "png"


def test_un_fichier_qui_n_est_pas_une_image_le_dit():
    with pytest.raises(ImageIllisible, match="n'est pas une image lisible"):
        lire(b"%PDF-1.7")


def test_un_dessin_sans_dimensions_le_dit():
    with pytest.raises(ImageIllisible, match="dimensions"):
        lire("<svg xmlns='http://www.w3.org/2000/svg'></svg>")


def test_parcourir_descend_dans_tous_les_contenants():
    textes = [b.texte for b in parcourir(tous_les_blocs()) if isinstance(b, Paragraphe)]
    assert {"À gauche", "À droite", "trois :"} <= {t for t in textes if isinstance(t, str)}


def test_une_colonne_de_tirets_n_est_pas_une_colonne_de_nombres():
    tableau = Tableau(("Séquence", "Animée par", "Durée"), [("Accueil", "–", "30"), ("Vote", "–", "–")])

    assert alignements(tableau) == ["gauche", "gauche", "droite"]


def test_un_mot_ne_se_coupe_que_si_sa_colonne_est_trop_etroite():
    tableau = Tableau(("Quoi", "Où"), [("territoires", "anticonstitutionnellement")], largeurs=(9, 1))

    assert cesures(tableau) == [False, True]
