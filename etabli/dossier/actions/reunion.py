"""Réunir deux dossiers ouverts pour un même territoire : l'un garde tout, l'autre renvoie vers lui."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.dossier.actions.dossiers import USAGE, ajouter_un_membre
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier
from etabli.socle.journal import inscrire
from etabli.socle.models import Fichier


@transaction.atomic
def verser_le_dossier(dossier: Dossier, dans: Dossier, *, par: Agent) -> Dossier:
    """Membres, messages et fichiers passent à `dans` ; le dossier versé reste lisible par ses membres."""
    if dossier.pk == dans.pk or dans.reuni_a_id:
        raise ValidationError("Choisissez un autre dossier, qui ne soit pas lui-même réuni à un troisième.")
    arrives = _verser_les_membres(dossier, dans, par=par)
    nb_messages = dossier.messages.update(dossier=dans)
    nb_fichiers = Fichier.objects.filter(
        sujet_type=ContentType.objects.get_for_model(Dossier), sujet_id=dossier.pk, usage=USAGE
    ).update(sujet_id=dans.pk, fil=dans.fil)
    dossier.reuni_a = dans
    dossier.save(update_fields=["reuni_a", "modifie_le"])
    donnees = {"membres": arrives, "messages": nb_messages, "fichiers": nb_fichiers}
    inscrire(
        "verser_le_dossier",
        dossier,
        par=par,
        phrase=f"a réuni ce dossier à «\u00a0{dans}\u00a0»"[:300],
        donnees={"dans": dans.pk, **donnees},
    )
    inscrire(
        "recevoir_le_dossier",
        dans,
        par=par,
        phrase=f"a réuni à ce dossier «\u00a0{dossier}\u00a0»"[:300],
        donnees={"dossier": dossier.pk, **donnees},
    )
    return dans


def _verser_les_membres(dossier: Dossier, dans: Dossier, *, par: Agent) -> list[str]:
    """Qui est déjà là garde sa place ; le pilote du dossier versé devient co-pilote, un dossier n'a qu'un pilote."""
    presents = {m.organisation_id for m in dans.membres_en_cours()}
    arrives = []
    for membre in dossier.membres_en_cours():
        if membre.organisation_id in presents:
            continue
        role = Role.COPILOTE if membre.role == Role.PILOTE else Role(membre.role)
        ajouter_un_membre(dans, membre.organisation, role, par=par)
        arrives.append(f"{membre.organisation}, {role.label.lower()}")
    return arrives
