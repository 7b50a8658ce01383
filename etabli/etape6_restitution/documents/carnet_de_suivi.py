"""Le carnet de suivi : le déroulé des sessions, ce qui s'y est dit, les comptes rendus."""

from etabli.etape6_restitution.documents.commun import partie, rapport
from etabli.etape6_restitution.documents.matiere import Matiere, constats, demarche, seances
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import Arbre


def composer(livrable: Livrable) -> Arbre:
    m = Matiere(livrable)
    return rapport(
        m,
        [
            *partie("Comment lire ce carnet", m.ecrite("lecture")),
            *partie("Le fil de l'atelier", demarche.calendrier(m), demarche.phases(m), demarche.presences(m)),
            *(bloc for seance in m.seances for bloc in seances.carnet(m, seance)),
            *partie("Ce que l'équipe a lu", constats.lectures(m)),
            *partie("Ce que l'équipe a entendu", constats.entretiens(m)),
            *partie("Les constats", constats.constats(m)),
        ],
        sous_titre=str(m.dossier),
    )
