"""Ce qu'un agent voit, dans des mondes tirés au sort : `python -m tests.securite.fuites`, sur une base remplie.

Les places des dossiers sont redistribuées au hasard, puis tous les `visible_to` de la maison sont comparés aux seules
lignes de la table des membres. Une fuite par ligne ; rien sur la sortie veut dire que tout a tenu.
"""

import os
import random
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")
import django

django.setup()

from django.apps import apps  # noqa: E402 -- Django d'abord
from django.db import transaction  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.utils.timezone import localdate  # noqa: E402

from etabli.annuaire.models import Agent, MembreDeGroupement, Organisation  # noqa: E402
from etabli.dossier.enums import Role  # noqa: E402
from etabli.dossier.models import Dossier, Membre, Message  # noqa: E402
from etabli.etape2_marche.models import Evaluateur, Marche  # noqa: E402
from tests.securite.chemins import chemin_vers_le_dossier  # noqa: E402

MONDES = 10
AGENTS = 6


def portes():
    """Chaque modèle qui relève d'un dossier et qui a une porte."""
    for modele in apps.get_models():
        porte = getattr(modele._default_manager, "visible_to", None)
        if porte is None or not modele.__module__.startswith("etabli."):
            continue
        chemin = chemin_vers_le_dossier(modele)
        if chemin is not None:
            yield modele, porte, f"{chemin}__pk" if chemin else "pk"


def dossiers_de(agent: Agent) -> set[int]:
    """Relu depuis les tables, sans passer par le code des droits."""
    en_poste = Q(organisation__fonctions__fin_le=None) | Q(organisation__fonctions__fin_le__gt=localdate())
    en_place = Q(jusqu_au=None) | Q(jusqu_au__gt=localdate())
    siens = Membre.objects.filter(en_place, en_poste, organisation__fonctions__agent=agent)
    return set(siens.values_list("dossier_id", flat=True))


def autres_titres(agent: Agent) -> dict[str, set[int]]:
    """Ce qui se voit sans être membre du dossier : le marché où l'on est consulté, noté par soi, ou écrit par soi."""
    places = MembreDeGroupement.objects.filter(
        Q(jusqu_au=None) | Q(jusqu_au__gt=localdate()), organisation__fonctions__agent=agent
    )
    groupements = places.values("groupement_id")
    consulte = Marche.objects.filter(consultations__titulaire__groupement_id__in=groupements)
    evalue = Evaluateur.objects.filter(agent=agent, deporte_le=None)
    notes = set(evalue.values_list("marche__dossier_id", flat=True))
    return {
        "marche": set(consulte.values_list("dossier_id", flat=True)),
        "marche.Offre": notes,
        "marche.Note": notes,
        "dossier.Message": set(Message.objects.filter(auteur=agent).values_list("dossier_id", flat=True)),
    }


def fuites_de(agent: Agent) -> list[str]:
    siens, titres = dossiers_de(agent), autres_titres(agent)
    fuites = []
    for modele, porte, chemin in portes():
        admis = siens | titres.get(modele._meta.app_label, set()) | titres.get(modele._meta.label, set())
        vus = set(porte(agent).values_list(chemin, flat=True)) - {None}
        if vus - admis:
            fuites.append(f"{agent.email} voit {modele._meta.label} des dossiers {sorted(vus - admis)[:5]}")
    return fuites


def redistribuer(de: random.Random) -> None:
    organisations = list(Organisation.objects.all())
    Membre.objects.filter(jusqu_au=None).update(jusqu_au=localdate())
    for dossier in Dossier.objects.all():
        for organisation in de.sample(organisations, min(3, len(organisations))):
            Membre.objects.create(dossier=dossier, organisation=organisation, role=de.choice(Role.values))


def main() -> int:
    fuites = []
    for graine in range(MONDES):
        de = random.Random(graine)
        with transaction.atomic():
            if graine:
                redistribuer(de)
            agents = [a for a in Agent.objects.filter(is_active=True) if not a.est_dgaln]
            for agent in de.sample(agents, min(AGENTS, len(agents))):
                fuites += [f"Monde {graine} : {fuite}" for fuite in fuites_de(Agent.objects.get(pk=agent.pk))]
            transaction.set_rollback(True)
    print("\n".join(fuites))
    return 1 if fuites else 0


if __name__ == "__main__":
    sys.exit(main())
