"""Ce qui se calcule sans la base : ce qui manque à la note, les délais, la capacité, les différences."""

from etabli.etape1_candidature.calcul.auteurs import Part, attribuer
from etabli.etape1_candidature.calcul.comparaison import (
    Changement,
    Comparaison,
    Morceau,
    changements_de_la_fiche,
    comparer,
)
from etabli.etape1_candidature.calcul.delais import (
    Capacite,
    Horloge,
    Pause,
    a_relancer_le,
    raison_de_deroger,
)
from etabli.etape1_candidature.calcul.empreinte import empreinte
from etabli.etape1_candidature.calcul.fusion import (
    Choix,
    Passage,
    assembler,
    decouper,
    est_sans_conflit,
    fusionner,
    fusionner_les_champs,
    reunir,
)
from etabli.etape1_candidature.calcul.manques import NB_MOTS_CONSEILLES, ContenuDeLaNote, Manque, manques
from etabli.etape1_candidature.calcul.mentions import Mentions, mentions

__all__ = [
    "NB_MOTS_CONSEILLES",
    "Capacite",
    "Changement",
    "Choix",
    "Comparaison",
    "ContenuDeLaNote",
    "Horloge",
    "Manque",
    "Mentions",
    "Morceau",
    "Part",
    "Passage",
    "Pause",
    "a_relancer_le",
    "assembler",
    "attribuer",
    "changements_de_la_fiche",
    "comparer",
    "decouper",
    "empreinte",
    "est_sans_conflit",
    "fusionner",
    "fusionner_les_champs",
    "manques",
    "mentions",
    "raison_de_deroger",
    "reunir",
]
