"""Tenir l'index : à chaque écriture d'un modèle déclaré, et tout entier par `manage.py reindexer`."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from etabli.socle.models import FicheDeRecherche, MotConnu
from etabli.socle.mots import racine
from etabli.socle.recherche.declaration import Cherchable, cherchable, cherchables, inscrire
from etabli.socle.recherche.moteurs import moteur
from etabli.socle.recherche.mots import MOT, racines

LOT = 200
# Un texte plus long (un rapport de six cents pages) n'est cherché que sur son début.
SIGNES_AU_PLUS = 1_000_000
LONGUEUR_D_UN_MOT = 60


def declarer(*nouveaux: Cherchable) -> None:
    """Donne ces modèles à chercher : leurs écritures et leurs suppressions tiennent désormais l'index."""
    for nouveau in nouveaux:
        inscrire(nouveau)
        if nouveau.au_fil_de_l_eau:
            post_save.connect(_a_l_ecriture, nouveau.modele, dispatch_uid=f"recherche-{nouveau.genre}")
        post_delete.connect(_a_la_suppression, nouveau.modele, dispatch_uid=f"oubli-{nouveau.genre}")


def _a_l_ecriture(sender: type[Model], instance: Model, **signal: Any) -> None:
    # Une connexion n'écrit que sa date : rien de ce qui se cherche n'a changé.
    if not signal.get("raw") and signal.get("update_fields") != frozenset({"last_login"}):
        indexer(sender, [instance])


def _a_la_suppression(sender: type[Model], instance: Model, **_: Any) -> None:
    oublier(sender, [instance.pk])


@transaction.atomic
def indexer(modele: type[Model], objets: Iterable[Any]) -> int:
    """Écrit ou réécrit les fiches de ces objets, dans la transaction en cours ; rend leur nombre."""
    sujet = cherchable(modele._meta.label_lower)
    reste, nb = iter(objets), 0
    while lot := list(islice(reste, LOT)):
        nb += len(lot)
        _ecrire(sujet, lot)
    return nb


def _ecrire(sujet: Cherchable, lot: Sequence[Any]) -> None:
    fiches = [
        FicheDeRecherche(
            genre=sujet.genre,
            sujet_id=str(objet.pk),
            porte_id=sujet.porte(objet),
            fil=sujet.fil(objet),
            titre=_propre(sujet.titre(objet))[:300],
            corps=_propre(sujet.corps(objet))[:SIGNES_AU_PLUS],
            lien=sujet.lien(objet),
        )
        for objet in lot
        if sujet.se_cherche(objet)
    ]
    oublier(sujet.modele, [objet.pk for objet in lot if not sujet.se_cherche(objet)])
    FicheDeRecherche.objects.bulk_create(
        fiches,
        update_conflicts=True,
        unique_fields=["genre", "sujet_id"],
        update_fields=["porte_id", "fil", "titre", "corps", "lien", "indexee_le"],
    )
    textes = {f.sujet_id: f for f in fiches}
    ecrites = FicheDeRecherche.objects.filter(genre=sujet.genre, sujet_id__in=list(textes))
    moteur().ecrire(
        [
            (pk, " ".join(racines(textes[sujet_id].titre)), " ".join(racines(textes[sujet_id].corps)))
            for pk, sujet_id in ecrites.values_list("pk", "sujet_id")
        ]
    )
    _retenir_les_mots(f"{f.titre} {f.corps}" for f in fiches)


def _propre(texte: str) -> str:
    # PostgreSQL refuse l'octet nul, qu'un PDF mal fait peut donner.
    return texte.replace("\x00", "").strip()


def _retenir_les_mots(textes: Iterable[str]) -> None:
    formes: dict[str, str] = {}
    for texte in textes:
        for mot in MOT.findall(texte.lower()):
            if 2 < len(mot) <= LONGUEUR_D_UN_MOT and not mot.isdigit():
                formes.setdefault(racine(mot), mot)
    cherchees = list(formes)
    connues: set[str] = set()
    for debut in range(0, len(cherchees), LOT):
        tranche = cherchees[debut : debut + LOT]
        connues.update(MotConnu.objects.filter(pk__in=tranche).values_list("pk", flat=True))
    nouveaux = [MotConnu(racine=r, forme=f) for r, f in formes.items() if r not in connues]
    MotConnu.objects.bulk_create(nouveaux, ignore_conflicts=True, batch_size=LOT)


@transaction.atomic
def oublier(modele: type[Model], identifiants: Iterable[Any]) -> None:
    oublies = [str(identifiant) for identifiant in identifiants]
    fiches = FicheDeRecherche.objects.filter(genre=modele._meta.label_lower, sujet_id__in=oublies)
    if oublies and (cles := list(fiches.values_list("pk", flat=True))):
        moteur().effacer(cles)
        fiches.delete()


@transaction.atomic
def reconstruire() -> dict[str, int]:
    """Refait l'index entier ; rend le nombre de fiches par nom de genre."""
    moteur().vider()
    FicheDeRecherche.objects.all().delete()
    MotConnu.objects.all().delete()
    return {
        sujet.nom: indexer(
            sujet.modele,
            sujet.precharger(sujet.modele._default_manager.order_by("pk")).iterator(chunk_size=LOT),
        )
        for sujet in cherchables()
    }
