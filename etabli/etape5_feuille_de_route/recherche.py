"""Ce que la feuille de route donne à chercher : ses actions."""

from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.recherche import Cherchable, declarer

declarer(
    Cherchable(
        Action,
        "Actions",
        titre=lambda a: f"Action {a.numero} : {a.titre}",
        corps=lambda a: "\n".join(
            filter(None, (a.description, a.prochain_pas, a.partenaires, a.documents_lies))
        ),
        visibles=Action.objects.visible_to,
        lien=lambda a: a.get_absolute_url(),
        precharger=lambda q: q.select_related("feuille"),
        ordre=30,
    )
)
