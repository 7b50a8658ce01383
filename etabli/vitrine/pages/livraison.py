"""Le contenu livré avec la plateforme : posé une fois dans la base, puis laissé à la rédaction.

Tant que rien n'est posé (base neuve, mise à jour qui n'a pas encore joué `installer`), les mêmes pages sont lues
ici : l'adresse d'une page du programme ne répond jamais « introuvable ».
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import Http404, HttpRequest
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from etabli.socle.affichage import Lien
from etabli.vitrine.pages.contenus import ACCUEIL, PAGES, PageLivree
from etabli.vitrine.pages.enums import Niveau
from etabli.vitrine.pages.models import (
    Accueil,
    Actualites,
    Faq,
    PageDeLaVitrine,
    PageDuProgramme,
    PageLegale,
)
from etabli.vitrine.pages.permissions import GROUPES

TYPES: dict[str, type[PageDeLaVitrine]] = {
    "accueil": Accueil,
    "programme": PageDuProgramme,
    "legale": PageLegale,
    "faq": Faq,
    "actualites": Actualites,
}
SUR_LES_PAGES = {
    Niveau.REDIGER: ("add_page", "change_page"),
    Niveau.PUBLIER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
RELECTURE = "Relecture avant publication"


def est_installee(request: HttpRequest) -> bool:
    site = Site.find_for_request(request)
    return site is not None and isinstance(site.root_page.specific, Accueil)


def page_livree(chemin: str) -> PageDeLaVitrine:
    """La page livrée à cette adresse, hors de toute base."""
    slug = chemin.strip("/")
    livree = ACCUEIL if not slug else next((p for p in PAGES if p.slug == slug), None)
    if livree is None:
        raise Http404
    page = _composer(livree)
    page.adresse = f"/{slug}/" if slug else "/"
    if livree.est_au_sommaire:
        page.sommaire_livre = [
            Lien(p.titre_court or p.titre, f"/{p.slug}/") for p in PAGES if p.est_au_sommaire
        ]
    return page


def _composer(livree: PageLivree) -> PageDeLaVitrine:
    return TYPES[livree.type](
        title=livree.titre,
        draft_title=livree.titre,
        slug=livree.slug,
        chapo=livree.chapo,
        search_description=livree.resume,
        corps=livree.corps,
        **livree.champs,
    )


@transaction.atomic
def installer_les_pages() -> int:
    """Pose les pages, les droits et la relecture ; une page modifiée ou retirée depuis n'est jamais refaite."""
    accueil = Accueil.objects.first()
    nb = 0
    if accueil is None:
        accueil = _poser_l_accueil()
        for livree in PAGES:
            _poser(livree, accueil)
        nb = len(PAGES) + 1
    _regler_les_droits(accueil)
    _regler_la_relecture(accueil)
    return nb


def _poser_l_accueil() -> Accueil:
    Locale.objects.get_or_create(language_code="fr")
    racine = Page.get_first_root_node() or Page.add_root(instance=Page(title="Racine", slug="racine"))
    Collection.get_first_root_node() or Collection.add_root(name="Racine")
    accueil = _poser(ACCUEIL, racine)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": accueil, "site_name": "Ateliers Locaux"},
    )
    # La page de bienvenue de Wagtail n'a rien à dire ici.
    type_nu = ContentType.objects.get_for_model(Page)
    for bienvenue in Page.objects.child_of(racine).filter(content_type=type_nu):
        bienvenue.delete()
    assert isinstance(accueil, Accueil)  # noqa: S101 -- le type, pour mypy
    return accueil


def _poser(livree: PageLivree, parent: Any) -> PageDeLaVitrine:
    """Par une révision publiée : la rédaction compare toujours avec ce qui a été livré."""
    page: PageDeLaVitrine = parent.add_child(instance=_composer(livree))
    page.save_revision(clean=False).publish()
    return page


def _regler_les_droits(accueil: Accueil) -> None:
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()
    racine = Collection.get_first_root_node()
    # Wagtail lit ces droits sur ses propres modèles, même quand les nôtres les remplacent.
    modeles = ContentType.objects.get_for_models(Image, Document).values()
    entrer = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    fichiers = Permission.objects.filter(content_type__in=modeles).exclude(codename__startswith="view")
    redirections = Permission.objects.filter(content_type__app_label="wagtailredirects")
    for niveau, nom in GROUPES.items():
        groupe, _ = Group.objects.get_or_create(name=nom)
        groupe.permissions.add(entrer, *(redirections if niveau == Niveau.PUBLIER else ()))
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=SUR_LES_PAGES[niveau]
        ):
            GroupPagePermission.objects.get_or_create(group=groupe, page=accueil, permission=permission)
        for permission in fichiers:
            if niveau == Niveau.PUBLIER or not permission.codename.startswith("delete"):
                GroupCollectionPermission.objects.get_or_create(
                    group=groupe, collection=racine, permission=permission
                )


def _regler_la_relecture(accueil: Accueil) -> None:
    """Qui rédige propose ; qui publie relit. Une seule étape : c'est un petit site."""
    if Workflow.objects.filter(name=RELECTURE).exists():
        return
    Workflow.objects.filter(name="Moderators approval").delete()
    GroupApprovalTask.objects.filter(name="Moderators approval").delete()
    etape = GroupApprovalTask.objects.create(name=RELECTURE)
    etape.groups.set(Group.objects.filter(name=GROUPES[Niveau.PUBLIER]))
    relecture = Workflow.objects.create(name=RELECTURE)
    WorkflowTask.objects.create(workflow=relecture, task=etape, sort_order=1)
    WorkflowPage.objects.create(workflow=relecture, page=accueil.page_ptr)
