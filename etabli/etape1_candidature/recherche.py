"""Ce que la candidature donne à chercher : les rubriques de la note."""

from etabli.etape1_candidature.models import Rubrique
from etabli.socle.recherche import Cherchable, declarer
from etabli.socle.texte_riche import texte_brut

declarer(
    Cherchable(
        Rubrique,
        "Rubriques des notes",
        titre=lambda r: r.get_cle_display(),
        corps=lambda r: texte_brut(r.contenu),
        visibles=Rubrique.objects.visible_to,
        lien=lambda r: r.get_absolute_url(),
        precharger=lambda q: q.select_related("candidature"),
        se_cherche=lambda r: bool(r.contenu),
        ordre=20,
    )
)
