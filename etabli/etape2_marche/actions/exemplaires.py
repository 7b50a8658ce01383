"""L'exemplaire signé d'une pièce de l'exécution : gardé avec son empreinte et ce que disent ses signatures."""

from django.conf import settings
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape2_marche.models import ActeDeSousTraitance, Avenant, OrdreDeService
from etabli.socle.fichiers import deposer, fichiers_de
from etabli.socle.models import Fichier, VersionDeFichier
from etabli.socle.signature import Lecture, depuis_les_donnees, lire_a_part

EXEMPLAIRE_SIGNE = "exemplaire_signe"
Piece = OrdreDeService | Avenant | ActeDeSousTraitance


def exemplaire_de(piece: Piece) -> Fichier | None:
    return fichiers_de(piece, EXEMPLAIRE_SIGNE).first()


def lecture_de(fichier: Fichier | None) -> Lecture | None:
    """Ce que disaient ses signatures électroniques le jour où l'exemplaire a été joint."""
    donnees = fichier.derniere.signatures if fichier else None
    return depuis_les_donnees(donnees) if donnees else None


def lire_les_signatures(contenu: bytes) -> Lecture:
    return lire_a_part(contenu, settings.RACINES_DES_SIGNATURES)


@transaction.atomic
def joindre_l_exemplaire(
    piece: Piece, contenu: bytes, nom: str, *, par: Agent, lecture: Lecture | None = None
) -> VersionDeFichier:
    """En joindre un autre ajoute une version, sans effacer la précédente ; `lecture` si elle est déjà faite."""
    return deposer(
        piece,
        f"{piece}, exemplaire signé"[:200],
        contenu,
        nom,
        par=par,
        usage=EXEMPLAIRE_SIGNE,
        fichier=exemplaire_de(piece),
        signatures=(lecture or lire_les_signatures(contenu)).en_donnees(),
    )
