"""L'habillage des livrables : un rapport à la charte de l'État, ou un livret que l'on remet en main propre."""

from collections.abc import Sequence

from etabli.etape6_restitution.documents.matiere import Matiere, route
from etabli.socle import francais
from etabli.socle.document import Arbre, Couverture
from etabli.socle.document.blocs import Bloc, Paragraphe
from etabli.socle.document.texte import nu

# Au pied de quarante pages, la phrase entière ne tient pas : elle est dite page « L'atelier en bref ».
FICTIF_EN_BREF = "Contenu fictif de démonstration"


def rapport(m: Matiere, blocs: Sequence[Bloc], *, numerote: bool = True) -> Arbre:
    """`numerote=False` quand les parties ont déjà leurs numéros."""
    image = m.image("couverture")
    return Arbre(
        titre=str(m.livrable),
        sous_titre=str(m.dossier),
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


def livret(m: Matiere, blocs: Sequence[Bloc]) -> Arbre:
    return Arbre(
        titre=m.dossier.titre,
        sous_titre=_lieu(m),
        date=m.date,
        auteur=m.auteur,
        gabarit="livret",
        blocs=blocs,
        couverture=_couverture_du_livret(m),
        sommaire=True,
        mentions=FICTIF_EN_BREF if m.mentions else "",
        pied="Atelier Local, livret de capitalisation",
        mots_cles=("Atelier Local", "livret", *(d.nom for d in m.dossier.perimetre.departements)),
    )


def _couverture_du_livret(m: Matiere) -> Couverture:
    image = m.image("couverture")
    vision = " ".join(nu(b.texte) for b in route.vision(m) if isinstance(b, Paragraphe))
    return Couverture(
        image=image.octets,
        alternative=image.alternative,
        credit=image.credit,
        surtitre="Atelier Local\nLivret de capitalisation",
        dos=vision or m.dossier.resume,
    )


def _lieu(m: Matiere) -> str:
    departements = francais.liste_et(d.nom for d in m.dossier.perimetre.departements)
    return ", ".join(filter(None, (m.dossier.perimetre.libelle_court, departements)))
