"""Les remarques d'une rubrique : faire, répondre, lever, rouvrir."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import PORTEURS
from etabli.etape1_candidature.actions.ecriture import journaliser, organisations_des
from etabli.etape1_candidature.models import Candidature, Remarque, Rubrique


@transaction.atomic
def remarquer(
    rubrique: Rubrique,
    texte: str,
    *,
    par: Agent,
    en_reponse_a: Remarque | None = None,
    mentionnes: Iterable[Agent] = (),
) -> Remarque:
    """Ajoute une remarque, ou la réponse à une remarque du même fil."""
    if en_reponse_a is not None and en_reponse_a.levee_le is not None:
        raise ValidationError("Cette remarque est levée : rouvrez-la pour y répondre.")
    remarque = Remarque.objects.create(
        rubrique=rubrique, auteur=par, texte=texte.strip(), en_reponse_a=en_reponse_a
    )
    remarque.mentionnes.set(mentionnes)
    quoi = "répondu à une remarque" if en_reponse_a else "fait une remarque"
    journaliser(rubrique, "remarquer", f"a {quoi} sur « {rubrique} »", par, remarque=remarque.pk)
    return remarque


@transaction.atomic
def lever_une_remarque(remarque: Remarque, *, par: Agent, reponse: str = "") -> Remarque:
    """Lève la remarque et garde ce qui en a été fait ; la lever deux fois ne change rien."""
    remarque = Remarque.objects.select_for_update(of=("self",)).get(pk=remarque.pk)
    if remarque.levee_le is None:
        remarque.levee_le, remarque.levee_par, remarque.reponse = now(), par, reponse.strip()
        remarque.save(update_fields=["levee_le", "levee_par", "reponse"])
        rubrique = remarque.rubrique
        phrase = f"a levé une remarque sur « {rubrique} »"
        journaliser(rubrique, "lever_une_remarque", phrase, par, remarque=remarque.pk)
    return remarque


@transaction.atomic
def rouvrir_une_remarque(remarque: Remarque, *, par: Agent) -> Remarque:
    """La remarque redevient à traiter ; qui l'avait levée, et ce qu'il en disait, restent au journal."""
    remarque = Remarque.objects.select_for_update(of=("self",)).get(pk=remarque.pk)
    if remarque.levee_le is not None:
        dit, remarque.levee_le, remarque.levee_par = remarque.reponse, None, None
        remarque.save(update_fields=["levee_le", "levee_par"])
        rubrique = remarque.rubrique
        phrase = f"a rouvert une remarque sur « {rubrique} »"
        journaliser(rubrique, "rouvrir_une_remarque", phrase, par, remarque=remarque.pk, reponse=dit)
    return remarque


def personnes_a_prevenir(candidature: Candidature, *, sauf: Agent) -> dict[Agent, str]:
    """Ceux qui peuvent lire la remarque et y répondre, agents des porteurs et de la DGALN, et d'où ils sont."""
    organisations = [o.pk for o in candidature.dossier.organisations(*PORTEURS)]
    en_poste = Fonction.objects.en_cours().filter(
        Q(organisation__in=organisations) | Q(organisation__type=TypeOrganisation.DGALN)
    )
    agents = Agent.objects.filter(pk__in=en_poste.values("agent_id"), is_active=True)
    trouves = list(agents.exclude(pk=sauf.pk).order_by("nom", "prenom"))
    services = organisations_des([a.pk for a in trouves])
    return {a: services.get(a.pk, "") for a in trouves}
