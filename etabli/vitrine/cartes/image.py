"""La carte en une seule image : l'accueil, les téléchargements, les pages d'autres sites."""

from collections.abc import Sequence

from etabli.socle.francais import pluriel
from etabli.territoires.cartes import svg
from etabli.vitrine.calcul.catalogue import Fiche
from etabli.vitrine.cartes.fond import de_pres, en_france
from etabli.vitrine.cartes.reperes import Repere, composer
from etabli.vitrine.cartes.vues import FRANCE, Vue


def carte_des_fiches(fiches: Sequence[Fiche], vue: Vue = FRANCE) -> str:
    carte = composer(fiches, vue, lambda zone: "")
    return svg.image(
        (
            en_france(svg.BLANC) if vue == FRANCE else de_pres(vue, svg.BLANC),
            *(_dessiner(repere) for repere in carte.reperes),
        ),
        largeur=vue.largeur,
        hauteur=vue.hauteur,
        titre="Les ateliers en France",
        description=f"{pluriel(carte.nb, 'atelier')} sur la carte ; la liste du site les dit tous.",
    )


def _dessiner(repere: Repere) -> str:
    rond = svg.balise(
        "circle",
        cx=repere.x,
        cy=repere.y,
        r=repere.rayon - 6,
        fill=svg.BLANC if repere.est_approche else svg.BLEU,
        stroke=svg.BLEU if repere.est_approche else svg.BLANC,
        stroke_width=2,
    )
    if not repere.est_un_groupe:
        return rond
    encre = svg.BLEU if repere.est_approche else svg.BLANC
    return rond + svg.texte(
        str(repere.nb), repere.x, repere.y + 5, taille=15, fill=encre, text_anchor="middle", font_weight=700
    )
