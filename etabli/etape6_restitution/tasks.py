"""Écrire les trois fichiers d'une version gelée : quelques secondes, en arrière-plan."""

import hashlib

from etabli.annuaire.models import Agent
from etabli.etape6_restitution.actions import geler, ranger_les_fichiers
from etabli.etape6_restitution.documents import DOCUMENTS
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import FORMES, ecrire
from etabli.socle.document.inspection import nb_de_pages
from etabli.socle.travaux import Suivi


def ecrire_la_version(suivi: Suivi, livrable_id: int, agent_id: int | None) -> str:
    """Compose une fois, écrit trois fois ; l'empreinte est celle du PDF, que tout le monde peut recalculer."""
    livrable = Livrable.objects.select_related("dossier").get(pk=livrable_id)
    par = Agent.objects.filter(pk=agent_id).first()
    document = DOCUMENTS[livrable.type]
    suivi.avancer(5, "Composition depuis le dossier")
    arbre = document.composer(livrable)
    fichiers = {}
    for rang, forme in enumerate(FORMES):
        suivi.avancer(15 + 25 * rang, f"Écriture du {forme.upper()}")
        fichiers[forme] = (ecrire(arbre, forme), document.nom_de_fichier(livrable.dossier, forme))
    suivi.avancer(90, "Rangement des fichiers")
    pdf = fichiers["pdf"][0]
    version = geler(livrable, hashlib.sha256(pdf).hexdigest(), par=par)
    ranger_les_fichiers(version, fichiers, nb_pages=nb_de_pages(pdf), par=par)
    return livrable.get_absolute_url()
