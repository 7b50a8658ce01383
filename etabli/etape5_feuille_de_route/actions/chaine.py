"""La chaîne : enjeux, axes, objectifs, et les paroles qui les ont fait naître."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Manager, Max

from etabli.annuaire.models import Agent
from etabli.etape3_atelier.models import Constat
from etabli.etape4_seance.models import Contribution, Seance
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute, Objectif
from etabli.socle.journal import inscrire
from etabli.socle.texte_riche import assainir

Maillon = Enjeu | Axe | Objectif


def _suivant(maillons: Manager[Any]) -> int:
    return int(maillons.aggregate(n=Max("ordre"))["n"] or 0) + 1


def de_ce_dossier(feuille: FeuilleDeRoute, contributions: Iterable[Contribution]) -> list[Contribution]:
    """Une parole n'explique que la feuille de route de son propre territoire."""
    dites = list(contributions)
    ailleurs = Contribution.objects.filter(pk__in=[c.pk for c in dites]).exclude(
        activite__seance__atelier__dossier=feuille.dossier_id
    )
    if dites and ailleurs.exists():
        raise ValidationError(
            "Une de ces contributions vient d'un autre atelier : elle ne peut pas être rattachée ici."
        )
    return dites


@transaction.atomic
def ecrire_la_vision(feuille: FeuilleDeRoute, vision: str, *, par: Agent) -> FeuilleDeRoute:
    avant, feuille.vision = feuille.vision, assainir(vision)
    feuille.save(update_fields=["vision", "modifie_le"])
    inscrire("ecrire_la_vision", feuille, par=par, phrase="a écrit la vision", donnees={"avant": avant})
    return feuille


@transaction.atomic
def ajouter_un_enjeu(
    feuille: FeuilleDeRoute,
    titre: str,
    texte: str = "",
    *,
    contributions: Iterable[Contribution] = (),
    constats: Iterable[Constat] = (),
    par: Agent,
) -> Enjeu:
    enjeu = Enjeu.objects.create(
        feuille=feuille, titre=titre.strip(), texte=texte, ordre=_suivant(feuille.enjeux)
    )
    enjeu.contributions.set(de_ce_dossier(feuille, contributions))
    enjeu.constats.set(constats)
    inscrire("ajouter_un_enjeu", enjeu, par=par, phrase=f"a ajouté l'enjeu «\u00a0{enjeu}\u00a0»"[:300])
    return enjeu


@transaction.atomic
def enjeux_depuis_les_familles(feuille: FeuilleDeRoute, seance: Seance, *, par: Agent) -> list[Enjeu]:
    """Un enjeu par famille de la séance qui n'en a pas encore un du même nom."""
    deja = set(feuille.enjeux.values_list("titre", flat=True))
    return [
        ajouter_un_enjeu(feuille, famille.nom, contributions=famille.contributions.montrables(), par=par)
        for famille in seance.familles.all()
        if famille.nom not in deja
    ]


@transaction.atomic
def ajouter_un_axe(
    feuille: FeuilleDeRoute,
    titre: str,
    texte: str = "",
    *,
    enjeux: Iterable[Enjeu] = (),
    contributions: Iterable[Contribution] = (),
    par: Agent,
) -> Axe:
    axe = Axe.objects.create(feuille=feuille, titre=titre.strip(), texte=texte, ordre=_suivant(feuille.axes))
    axe.enjeux.set(enjeux)
    axe.contributions.set(de_ce_dossier(feuille, contributions))
    inscrire("ajouter_un_axe", axe, par=par, phrase=f"a ajouté l'axe «\u00a0{axe}\u00a0»"[:300])
    return axe


@transaction.atomic
def ajouter_un_objectif(axe: Axe, titre: str, *, par: Agent) -> Objectif:
    objectif = Objectif.objects.create(axe=axe, titre=titre.strip(), ordre=_suivant(axe.objectifs))
    inscrire(
        "ajouter_un_objectif", axe, par=par, phrase=f"a ajouté l'objectif «\u00a0{objectif}\u00a0»"[:300]
    )
    return objectif


@transaction.atomic
def modifier_un_maillon(maillon: Maillon, *, par: Agent, **champs: Any) -> Maillon:
    """Ses mots, et ce à quoi il se rattache (`constats` d'un enjeu, `enjeux` d'un axe)."""
    liens = {nom: champs.pop(nom) for nom in ("constats", "enjeux") if nom in champs}
    avant = {nom: str(getattr(maillon, nom)) for nom in champs}
    for nom, valeur in champs.items():
        setattr(maillon, nom, valeur)
    maillon.save(update_fields=list(champs))
    for nom, objets in liens.items():
        getattr(maillon, nom).set(objets)
    inscrire(
        "modifier_un_maillon",
        maillon,
        par=par,
        phrase=f"a modifié {_nommer(maillon)}"[:300],
        donnees={"avant": avant, "apres": {nom: str(valeur) for nom, valeur in champs.items()}},
    )
    return maillon


def _nommer(maillon: Maillon) -> str:
    return f"l'{maillon._meta.verbose_name} «\u00a0{maillon}\u00a0»"


@transaction.atomic
def deplacer_un_maillon(maillon: Enjeu | Axe, sens: int, *, par: Agent) -> bool:
    """Un rang plus haut (-1) ou plus bas (+1) ; au bout, rien ne bouge."""
    freres = list(type(maillon).objects.filter(feuille=maillon.feuille_id))
    place = freres.index(maillon)
    if not 0 <= place + sens < len(freres):
        return False
    freres[place], freres[place + sens] = freres[place + sens], freres[place]
    for ordre, frere in enumerate(freres, 1):
        type(maillon).objects.filter(pk=frere.pk).update(ordre=ordre)
    inscrire("deplacer_un_maillon", maillon, par=par, phrase=f"a déplacé {_nommer(maillon)}"[:300])
    return True


@transaction.atomic
def retirer_un_maillon(maillon: Maillon, *, par: Agent) -> None:
    """Un axe qui porte des actions ne se retire pas : on perdrait ce qui les explique."""
    if isinstance(maillon, Axe) and maillon.actions.exists():
        raise ValidationError("Cet axe porte des actions : déplacez-les d'abord vers un autre axe.")
    feuille = maillon.axe.feuille if isinstance(maillon, Objectif) else maillon.feuille
    inscrire(
        "retirer_un_maillon",
        feuille,
        par=par,
        phrase=f"a retiré {_nommer(maillon)}"[:300],
    )
    maillon.delete()


@transaction.atomic
def rattacher(cible: Enjeu | Axe | Action, contributions: Iterable[Contribution], *, par: Agent) -> int:
    """Rattache des paroles à ce qu'elles ont fait naître ; les rattacher deux fois ne change rien."""
    neuves = set(de_ce_dossier(cible.feuille, contributions)) - set(cible.contributions.all())
    cible.contributions.add(*neuves)
    if neuves:
        inscrire(
            "rattacher",
            cible,
            par=par,
            phrase=f"a rattaché {len(neuves)} contribution{'s' if len(neuves) > 1 else ''} à «\u00a0{cible}\u00a0»"[
                :300
            ],
            donnees={"contributions": sorted(str(c.pk) for c in neuves)},
        )
    return len(neuves)


@transaction.atomic
def detacher(cible: Enjeu | Axe | Action, contribution: Contribution, *, par: Agent) -> None:
    cible.contributions.remove(contribution)
    inscrire(
        "detacher",
        cible,
        par=par,
        phrase=f"a détaché une contribution de «\u00a0{cible}\u00a0»"[:300],
        donnees={"contribution": str(contribution.pk)},
    )
