"""L'arbre en données pour typst : du JSON, jamais du code, si bien qu'aucun texte ne peut rien y exécuter."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from etabli.socle.document import blocs as b
from etabli.socle.document.arbre import Arbre, niveaux_continus, parcourir, sont_des_blocs, sources
from etabli.socle.document.couleurs import TONS, couleur
from etabli.socle.document.images import Image, lire_ensemble
from etabli.socle.document.mesures import alignements, cesures, largeurs
from etabli.socle.document.texte import (
    Enrichi,
    date_longue,
    en_date_de,
    fait_a,
    morceaux,
    nu,
    signer,
    typographie,
)

ALIGNEMENTS = {"gauche": "left", "droite": "right", "centre": "center"}


def en_donnees(arbre: Arbre) -> tuple[dict[str, Any], list[Image]]:
    suite = niveaux_continus(arbre.blocs)
    traduction = _Traduction(ancres(suite), lire_ensemble(sources(arbre)))
    couverture = arbre.couverture
    donnees = {
        "titre": typographie(arbre.titre),
        "sous_titre": typographie(arbre.sous_titre),
        "auteur": typographie(arbre.auteur),
        "date": date_longue(arbre.date),
        "jour": [arbre.date.year, arbre.date.month, arbre.date.day],
        "langue": arbre.langue,
        "mots_cles": list(arbre.mots_cles),
        "marque": [ligne for ligne in arbre.marque_de_l_etat.split("\n") if ligne],
        "mentions": typographie(arbre.mentions),
        "pied": typographie(arbre.pied),
        "sommaire": arbre.sommaire,
        "numerote": arbre.est_numerote,
        "couleur": asdict(couleur(arbre.couleur)),
        "couverture": couverture
        and {
            "image": traduction.image(couverture.image) if couverture.image else None,
            "alternative": typographie(couverture.alternative),
            "credit": signer(couverture.credit),
            "surtitre": typographie(couverture.surtitre),
            "mentions": [typographie(ligne) for ligne in couverture.mentions],
            "dos": traduction.texte(couverture.dos),
        },
        "blocs": traduction.suite(suite),
    }
    return donnees, list(traduction.images.values())


def ancres(suite: Sequence[b.Bloc]) -> set[str]:
    """Les ancres posées : un lien interne vers une autre deviendrait une erreur, il reste du texte."""
    return {bloc.ancre for bloc in parcourir(suite) if isinstance(bloc, b.Titre | b.Fiche | b.Ouverture)} - {
        ""
    }


class _Traduction:
    def __init__(self, ancres_posees: set[str], lues: dict[b.Source, Image]) -> None:
        self.ancres = ancres_posees
        self.lues = lues
        self.images: dict[str, Image] = {}

    def image(self, source: b.Source) -> dict[str, Any]:
        image = self.lues[source]
        self.images[image.nom] = image
        return {"nom": image.nom, "rapport": round(image.largeur / (image.hauteur or 1), 4)}

    def texte(self, texte: Enrichi) -> list[dict[str, Any]]:
        return [
            {
                "c": morceau.contenu.split("\n"),
                "g": morceau.gras,
                "i": morceau.italique,
                "l": self._lien(morceau.lien),
                "n": self.texte(morceau.note),
            }
            for morceau in morceaux(texte)
        ]

    def _lien(self, lien: str) -> str:
        return "" if lien.startswith("#") and lien[1:] not in self.ancres else lien

    def suite(self, suite: Sequence[b.Bloc]) -> list[dict[str, Any]]:
        return [{"t": type(bloc).__name__, **self.bloc(bloc)} for bloc in suite]

    def valeur(self, valeur: Any) -> list[dict[str, Any]]:
        """Un texte ou des blocs : toujours des blocs pour qui met en page."""
        return self.suite(valeur if sont_des_blocs(valeur) else (b.Paragraphe(valeur),))

    def bloc(self, bloc: b.Bloc) -> dict[str, Any]:
        match bloc:
            case b.Titre():
                return {"niveau": bloc.niveau, "texte": self.texte(bloc.texte), "ancre": bloc.ancre}
            case b.Paragraphe() | b.Chapo():
                return {"texte": self.texte(bloc.texte)}
            case b.Liste():
                return {"ordonnee": bloc.ordonnee, "elements": [self.valeur(e) for e in bloc.elements]}
            case b.Definitions():
                return {"entrees": [[self.texte(cle), self.valeur(v)] for cle, v in bloc.entrees]}
            case b.Tableau():
                return self.tableau(bloc)
            case b.Figure():
                return self.figure(bloc)
            case b.Mosaique():
                return {"par_rangee": bloc.par_rangee, "figures": [self.figure(f) for f in bloc.figures]}
            case b.Citation():
                return {"texte": self.texte(bloc.texte), "source": self.texte(bloc.source)}
            case b.Encadre():
                ton = asdict(TONS.get(bloc.ton, TONS["neutre"]))
                return {"titre": self.texte(bloc.titre), "blocs": self.suite(bloc.blocs), "couleur": ton}
            case b.ChiffresCles():
                return {"chiffres": [[typographie(v), typographie(libelle)] for v, libelle in bloc.chiffres]}
            case b.Colonnes():
                return {
                    "gauche": self.suite(bloc.gauche),
                    "droite": self.suite(bloc.droite),
                    "part": bloc.part,
                }
            case b.Paysage():
                return {"blocs": self.suite(bloc.blocs)}
            case b.Fiche() | b.Ouverture():
                return self.page(bloc)
            case b.Signature() | b.Adresse() | b.EnTete():
                return self.lettre(bloc)
            case b.SautDePage() | b.Filet():
                return {}

    def tableau(self, bloc: b.Tableau) -> dict[str, Any]:
        return {
            "entetes": [self.texte(cellule) for cellule in bloc.entetes],
            "lignes": [[self.texte(cellule) for cellule in ligne] for ligne in bloc.lignes],
            "total": [self.texte(cellule) for cellule in bloc.total],
            "legende": self.texte(bloc.legende),
            "note": self.texte(bloc.note),
            "alignements": [ALIGNEMENTS[a] for a in alignements(bloc)],
            "largeurs": largeurs(bloc),
            "cesures": cesures(bloc),
        }

    def figure(self, bloc: b.Figure) -> dict[str, Any]:
        return {
            "image": self.image(bloc.image),
            "legende": self.texte(bloc.legende),
            "alternative": typographie(bloc.alternative) or nu(bloc.legende),
            "credit": signer(bloc.credit),
            "largeur": min(max(bloc.largeur, 0.1), 1.0),
            "pleine_page": bloc.pleine_page,
        }

    def page(self, bloc: b.Fiche | b.Ouverture) -> dict[str, Any]:
        commun = {
            "niveau": bloc.niveau,
            "titre": self.texte(bloc.titre),
            "ancre": bloc.ancre,
            "couleur": asdict(couleur(bloc.couleur)),
        }
        if isinstance(bloc, b.Fiche):
            return {
                **commun,
                "surtitre": self.texte(bloc.surtitre),
                "champs": [[self.texte(c), self.valeur(v), sont_des_blocs(v)] for c, v in bloc.champs],
                "blocs": self.suite(bloc.blocs),
                "nouvelle_page": bloc.nouvelle_page,
            }
        return {
            **commun,
            "chapo": self.texte(bloc.chapo),
            "repere": typographie(bloc.repere),
            "image": self.image(bloc.image) if bloc.image else None,
            "alternative": typographie(bloc.alternative),
            "credit": signer(bloc.credit),
            "paroles": self.suite(bloc.paroles),
        }

    def lettre(self, bloc: b.Signature | b.Adresse | b.EnTete) -> dict[str, Any]:
        match bloc:
            case b.Adresse():
                return {"lignes": [typographie(ligne) for ligne in bloc.lignes]}
            case b.Signature():
                return {
                    "nom": typographie(bloc.nom),
                    "qualite": typographie(bloc.qualite),
                    "fait": fait_a(bloc.lieu, bloc.date),
                    "mention": typographie(bloc.mention),
                }
            case b.EnTete():
                return {
                    "emetteur": [typographie(ligne) for ligne in bloc.emetteur],
                    "destinataire": [typographie(ligne) for ligne in bloc.destinataire],
                    "objet": self.texte(bloc.objet),
                    "fait": en_date_de(bloc.lieu, bloc.date),
                    "references": [[typographie(c), typographie(v)] for c, v in bloc.references],
                    "pieces_jointes": [typographie(piece) for piece in bloc.pieces_jointes],
                }
