"""Ce que la DGALN écrit en pilotant : ses normes de délai, l'introduction de son rapport annuel."""

from collections.abc import Mapping

from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.dossier.models import FormatAtelier
from etabli.pilotage.models import NormeDEtape, RapportAnnuel
from etabli.socle.fichiers import deposer, fichiers_de
from etabli.socle.journal import inscrire


@transaction.atomic
def regler_les_normes(
    format_: FormatAtelier, voulues: Mapping[str, tuple[int | None, str]], *, par: Agent
) -> None:
    """`voulues` : étape → (jours au plus, source) ; une étape sans nombre de jours perd sa norme."""
    avant = {n.etape: (n.nb_jours, n.source) for n in NormeDEtape.objects.filter(format=format_)}
    apres = {etape: (jours, source.strip()) for etape, (jours, source) in voulues.items() if jours}
    if avant == apres:
        return
    NormeDEtape.objects.filter(format=format_).exclude(etape__in=apres).delete()
    for etape, (jours, source) in apres.items():
        NormeDEtape.objects.update_or_create(
            format=format_, etape=etape, defaults={"nb_jours": jours, "source": source}
        )
    inscrire(
        "regler_les_normes",
        par,  # un format se nomme par son code : le fait porte sur qui règle, et se retrouve par le fil du format
        par=par,
        phrase=f"a réglé les normes de délai du format «\u00a0{format_}\u00a0»",
        fil=f"format-{format_.code}",
        donnees={
            "avant": {e: j for e, (j, _) in avant.items()},
            "apres": {e: j for e, (j, _) in apres.items()},
        },
    )


@transaction.atomic
def ouvrir_le_rapport(annee: int, introduction: str, *, par: Agent) -> RapportAnnuel:
    """Le rapport de l'année, une seule fois ; son introduction se réécrit à chaque composition."""
    rapport, _ = RapportAnnuel.objects.update_or_create(
        annee=annee, defaults={"introduction": introduction.strip()}
    )
    inscrire("demander_le_rapport", rapport, par=par, phrase=f"a demandé le rapport de l'année {annee}")
    return rapport


@transaction.atomic
def ranger_le_rapport(
    rapport: RapportAnnuel, fichiers: Mapping[str, tuple[bytes, str]], *, par: Agent
) -> None:
    """Une version de plus à chaque forme : ce qui a déjà circulé reste lisible."""
    for forme, (octets, nom) in fichiers.items():
        ancien = fichiers_de(rapport, forme).first()
        deposer(rapport, f"{rapport} ({forme.upper()})", octets, nom, par=par, usage=forme, fichier=ancien)
