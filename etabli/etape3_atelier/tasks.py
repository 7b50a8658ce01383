"""Lire le texte des documents déposés : quelques secondes chacun, en arrière-plan."""

from django.db import transaction
from django_tasks import task

from etabli.etape3_atelier.actions import garder_le_texte, noter_l_echec
from etabli.etape3_atelier.enums import EtatDuTexte
from etabli.etape3_atelier.models import DocumentLu
from etabli.socle.extraction import ExtractionImpossible, extraire


def lire_bientot(document: DocumentLu) -> None:
    """Au commit : le fichier est alors écrit."""
    transaction.on_commit(lambda: lire_le_texte.enqueue(document.pk))


@task()
def lire_le_texte(document_id: int) -> None:
    """Rejouable : le texte gardé est toujours celui de la dernière version."""
    document = DocumentLu.objects.select_related("fichier").filter(pk=document_id).first()
    version = document.fichier.derniere if document and document.fichier else None
    if document is None or version is None or document.etat_du_texte == EtatDuTexte.SANS:
        return
    with version.contenu.open("rb") as flux:
        contenu = bytes(flux.read())
    try:
        garder_le_texte(document, version, extraire(version.nom, contenu))
    except ExtractionImpossible as refus:
        noter_l_echec(document, version, str(refus))
