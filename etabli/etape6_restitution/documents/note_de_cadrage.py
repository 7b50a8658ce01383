"""La note de cadrage : la méthode et le calendrier, partagés avant la première session."""

from etabli.etape6_restitution.documents.commun import partie, rapport
from etabli.etape6_restitution.documents.matiere import Matiere, demarche, territoire
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import Arbre
from etabli.socle.document.blocs import Definitions, Paragraphe


def composer(livrable: Livrable) -> Arbre:
    m = Matiere(livrable)
    resume = [Paragraphe(m.dossier.resume)] if m.dossier.resume else []
    return rapport(
        m,
        [
            *partie("L'atelier en bref", resume, [Definitions(territoire.identite(m))]),
            *partie(
                "Le territoire",
                [territoire.chiffres(m), territoire.carte(m, 0.9)],
                territoire.portrait(m),
                m.commande("dynamiques_du_territoire"),
            ),
            *partie(
                "La commande",
                partie("L'objet", m.commande("objet", 3), niveau=2),
                partie("Les objectifs", m.commande("objectifs", 3), niveau=2),
                partie("Les attentes des pilotes", m.ecrite("attentes", 3), niveau=2),
            ),
            *partie("La démarche", m.ecrite("demarche")),
            *partie("L'équipe et la gouvernance", demarche.equipe(m), demarche.gouvernance(m)),
            *partie(
                "Le calendrier",
                demarche.calendrier(m),
                demarche.phases(m),
                partie("Les livrables attendus", demarche.dates_des_livrables(m), niveau=2),
            ),
        ],
        sous_titre=str(m.dossier),
    )
