"""Ce que les cinq livrables ont en commun : leur habillage, et une partie qui ne s'ouvre que si elle a un corps."""

from collections.abc import Iterable, Iterator, Sequence

from etabli.etape6_restitution.documents.matiere import Matiere
from etabli.socle.document import Arbre, Couverture
from etabli.socle.document.blocs import Bloc, Titre


def partie(titre: str, *corps: Iterable[Bloc], niveau: int = 1) -> Iterator[Bloc]:
    """Un titre et son corps ; sans corps, pas de titre : une section vide ne laisse aucun trou."""
    blocs = [bloc for suite in corps for bloc in suite]
    if blocs:
        yield Titre(niveau, titre)
        yield from blocs


def rapport(m: Matiere, blocs: Sequence[Bloc], *, sous_titre: str, numerote: bool = True) -> Arbre:
    """Un rapport à la charte de l'État ; `numerote=False` quand les parties ont déjà leurs numéros."""
    image = m.image("couverture")
    return Arbre(
        titre=str(m.livrable),
        sous_titre=sous_titre,
        date=m.date,
        auteur=m.auteur,
        gabarit="rapport",
        blocs=blocs,
        couverture=Couverture(
            image=image.octets,
            alternative=image.alternative,
            credit=image.credit,
            surtitre="Ateliers Locaux",
            mentions=(m.dossier.perimetre.libelle_court,),
        ),
        sommaire=True,
        numerote=numerote,
        mentions=m.mentions,
        pied=f"{m.livrable} – {m.dossier}",
        mots_cles=("Atelier Local", *(d.nom for d in m.dossier.perimetre.departements)),
    )
