"""Ce que la séance donne à chercher : ce qui s'est dit, une fois la séance close.

Pendant la séance, l'index n'est pas touché : une salle de trois cents téléphones ne l'attend pas.
"""

from typing import Any

from django.dispatch import receiver

from etabli.etape4_seance.models import Contribution, Seance
from etabli.socle.cycle import acte_accompli
from etabli.socle.recherche import Cherchable, declarer, indexer

declarer(
    Cherchable(
        Contribution,
        "Contributions",
        titre=lambda c: c.texte,
        corps=lambda c: " ".join(texte for _, texte in c.rubriques),
        visibles=Seance.objects.visible_to,
        fil=lambda c: c.activite.fil,
        porte=lambda c: int(c.activite.seance_id),
        lien=lambda c: c.activite.seance.get_absolute_url(),
        precharger=lambda q: q.select_related("activite__seance__atelier"),
        se_cherche=lambda c: not c.est_masquee and c.doublon_de_id is None,
        au_fil_de_l_eau=False,
        ordre=60,
    )
)


@receiver(acte_accompli, sender=Seance)
def indexer_ce_qui_s_est_dit(acte: str, objet: Seance, **_: Any) -> None:
    if acte in {"clore", "rouvrir"}:
        indexer(
            Contribution, Contribution.objects.de_la_seance(objet).select_related("activite__seance__atelier")
        )
