"""Le texte d'un document déposé : ce que la lecture en a tiré, ou pourquoi elle n'en tire rien."""

from django.db import transaction

from etabli.etape3_atelier.enums import EtatDuTexte
from etabli.etape3_atelier.models import DocumentLu, PageDeDocument
from etabli.socle.extraction import Extraction
from etabli.socle.models import VersionDeFichier
from etabli.socle.recherche import indexer, oublier


@transaction.atomic
def demander_la_lecture(document: DocumentLu) -> DocumentLu:
    """La lecture suit d'elle-même l'enregistrement (voir `abonnements`)."""
    document.etat_du_texte = EtatDuTexte.A_LIRE
    document.lecture_dit = ""
    document.save(update_fields=["etat_du_texte", "lecture_dit"])
    return document


@transaction.atomic
def garder_le_texte(document: DocumentLu, version: VersionDeFichier, extraction: Extraction) -> bool:
    """Remplace le texte gardé ; sans effet si une version plus récente est arrivée pendant la lecture."""
    if not _est_la_derniere(document, version):
        return False
    _effacer(document)
    PageDeDocument.objects.bulk_create(
        PageDeDocument(
            document=document, numero=p.numero, texte=p.texte, est_numerotee=extraction.est_paginee
        )
        for p in extraction.pages
    )
    indexer(PageDeDocument, document.pages.select_related("document__atelier").iterator(chunk_size=200))
    dit = "Le document est très long : seul son début a été lu." if extraction.est_tronquee else ""
    _noter(document, EtatDuTexte.LU, dit)
    return True


@transaction.atomic
def noter_l_echec(document: DocumentLu, version: VersionDeFichier, phrase: str) -> bool:
    if not _est_la_derniere(document, version):
        return False
    _effacer(document)
    _noter(document, EtatDuTexte.ILLISIBLE, phrase)
    return True


def _est_la_derniere(document: DocumentLu, version: VersionDeFichier) -> bool:
    verrouille = DocumentLu.objects.select_for_update().get(pk=document.pk)
    if verrouille.fichier_id != version.fichier_id:
        return False
    return not VersionDeFichier.objects.filter(fichier=version.fichier_id, numero__gt=version.numero).exists()


def _effacer(document: DocumentLu) -> None:
    pages = PageDeDocument.objects.filter(document=document)
    oublier(PageDeDocument, pages.values_list("pk", flat=True))
    pages.delete()


def _noter(document: DocumentLu, etat: EtatDuTexte, phrase: str) -> None:
    """Par `update` : ni la date de la fiche ni son indexation n'ont à changer."""
    DocumentLu.objects.filter(pk=document.pk).update(etat_du_texte=etat, lecture_dit=phrase[:300])
