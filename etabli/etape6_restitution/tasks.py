"""Écrire un brouillon, ou les trois fichiers d'une version gelée : quelques secondes, en arrière-plan."""

from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.etape6_restitution.actions import garder_les_pages, ranger_les_fichiers, ranger_un_brouillon
from etabli.etape6_restitution.documents import DOCUMENTS, composer_en_groupes
from etabli.etape6_restitution.documents.pagination import compter
from etabli.etape6_restitution.lettres import FICHIERS_PRETS
from etabli.etape6_restitution.models import Livrable, VersionDeLivrable
from etabli.socle.document import FORMES, ecrire
from etabli.socle.models import Travail
from etabli.socle.travaux import Suivi, lancer

# Le PDF en dernier : typst garde sa mémoire, et pandoc n'a alors plus besoin de la sienne.
ORDRE = tuple(reversed(FORMES))


def ecrire_en_arriere_plan(version: VersionDeLivrable, *, par: Agent) -> Travail:
    """Rejouable : les fichiers d'une version se rangent toujours dans la même version."""
    return lancer(
        f"{version} : écriture des fichiers",
        ecrire_la_version,
        par=par,
        retour=version.livrable.get_absolute_url(),
        version_id=version.pk,
        agent_id=par.pk,
    )


def ecrire_la_version(suivi: Suivi, version_id: int, agent_id: int) -> str:
    """Compose une fois, écrit trois fois ; l'empreinte est celle du PDF, que tout le monde peut recalculer."""
    version = VersionDeLivrable.objects.select_related("livrable__dossier").get(pk=version_id)
    livrable, par = version.livrable, Agent.objects.get(pk=agent_id)
    document = DOCUMENTS[livrable.type]
    suivi.avancer(5, "Composition depuis le dossier")
    arbre, groupes = composer_en_groupes(livrable)
    fichiers = {}
    for rang, forme in enumerate(ORDRE):
        suivi.avancer(15 + 25 * rang, f"Écriture du {forme.upper()}")
        fichiers[forme] = (ecrire(arbre, forme), document.nom_de_fichier(livrable.dossier, forme))
    suivi.avancer(90, "Rangement des fichiers")
    comptees = compter(fichiers["pdf"][0], arbre, groupes)
    ranger_les_fichiers(version, fichiers, nb_pages=comptees["total"], par=par)
    garder_les_pages(livrable, comptees)
    # Une version se réécrit au besoin sous le même numéro : la lettre, elle, ne part qu'une fois.
    FICHIERS_PRETS.envoyer(version, occasion=f"version-{version.pk}")
    return livrable.get_absolute_url()


def demander_un_brouillon(livrable: Livrable, forme: str, *, par: Agent) -> Travail:
    return lancer(
        f"{livrable} : brouillon {forme.upper()}",
        ecrire_le_brouillon,
        par=par,
        retour=livrable.get_absolute_url(),
        livrable_id=livrable.pk,
        forme=forme,
        agent_id=par.pk,
    )


def ecrire_le_brouillon(suivi: Suivi, livrable_id: int, forme: str, agent_id: int) -> str:
    livrable = Livrable.objects.select_related("dossier").get(pk=livrable_id)
    document, par = DOCUMENTS[livrable.type], Agent.objects.get(pk=agent_id)
    suivi.avancer(10, "Composition depuis le dossier")
    arbre, groupes = composer_en_groupes(livrable)
    suivi.avancer(40, f"Écriture du {forme.upper()}")
    contenu = ecrire(arbre, forme)
    nom = f"brouillon-{document.nom_de_fichier(livrable.dossier, forme)}"
    comptees = compter(contenu, arbre, groupes) if forme == "pdf" else {}
    garder_les_pages(livrable, comptees)
    nb_pages = comptees.get("total")
    version = ranger_un_brouillon(livrable, contenu, nom, nb_pages=nb_pages, par=par)
    return reverse("restitution:fichier", args=[livrable.dossier_id, livrable.type, version.pk])
