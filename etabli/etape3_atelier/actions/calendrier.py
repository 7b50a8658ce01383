"""Le calendrier change à la main, et chaque version annoncée reste."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from etabli.annuaire.models import Agent
from etabli.etape3_atelier.models import Atelier, Jalon, VersionDuCalendrier
from etabli.socle.cycle import acte_accompli
from etabli.socle.journal import inscrire


def publier_une_version(atelier: Atelier, motif: str, *, par: Agent) -> VersionDuCalendrier:
    """Fige les jalons tels qu'ils sont ; à appeler dans la transaction qui les a écrits."""
    dernier = atelier.versions_du_calendrier.aggregate(n=Max("numero"))["n"] or 0
    jalons = Jalon.objects.filter(atelier=atelier)
    return VersionDuCalendrier.objects.create(
        atelier=atelier,
        numero=dernier + 1,
        contenu=[jalon.phase.en_json() for jalon in jalons],
        motif=motif[:300],
        publiee_par=par,
    )


@transaction.atomic
def deplacer_un_jalon(
    jalon: Jalon, debut_le: date, fin_le: date, *, lieu: str = "", motif: str, par: Agent
) -> Jalon:
    """Change les dates ou le lieu d'une phase et publie une version ; si rien ne change, rien n'est publié.

    L'étage du dessus (les séances) et les lettres l'apprennent par l'acte « deplacer_un_jalon ».
    """
    atelier = Atelier.objects.select_for_update().get(pk=jalon.atelier_id)
    actuel = Jalon.objects.get(pk=jalon.pk)
    if fin_le < debut_le:
        raise ValidationError({"fin_le": "La fin précède le début. Corrigez l'une des deux dates."})
    if atelier.lance_le and debut_le < atelier.lance_le:
        raise ValidationError({"debut_le": "Une phase ne peut commencer avant le lancement de l'atelier."})
    if (actuel.debut_le, actuel.fin_le, actuel.lieu) == (debut_le, fin_le, lieu):
        return actuel
    avant = actuel.phase.periode
    actuel.debut_le, actuel.fin_le, actuel.lieu = debut_le, fin_le, lieu
    actuel.save(update_fields=["debut_le", "fin_le", "lieu"])
    version = publier_une_version(atelier, motif, par=par)
    donnees = {"jalon": actuel.pk, "version": version.numero, "motif": motif}
    inscrire(
        "deplacer_un_jalon",
        atelier,
        par=par,
        phrase=f"a déplacé « {actuel.nom} » {actuel.phase.periode}"[:300],
        donnees={**donnees, "avant": avant, "apres": actuel.phase.periode},
    )
    transaction.on_commit(
        lambda: acte_accompli.send(
            sender=Atelier, acte="deplacer_un_jalon", objet=atelier, par=par, donnees=donnees
        )
    )
    return actuel
