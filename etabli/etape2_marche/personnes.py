"""Le choix de l'équipe : des noms que la commande publique oblige à garder un temps."""

from datetime import timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.etape2_marche.models import Evaluateur, Marche
from etabli.socle.personnes import Traitement, declarer, duree

CINQ_ANS = 5 * 365


def _ses_marches(agent: Agent) -> "list[Marche]":
    """Ceux qu'il a notés, ouverts ou signés, et dont le délai n'est pas passé depuis la notification."""
    limite = localdate() - timedelta(days=duree(ACHATS) or CINQ_ANS)
    siens = Q(evaluateurs__agent=agent) | Q(ouvert_par=agent) | Q(ouverture_demandee_par=agent)
    recents = Q(notifie_le__isnull=True) | Q(notifie_le__gte=limite)
    return list(Marche.objects.filter(siens, recents).distinct())


def _retient(agent: Agent) -> str:
    nb = len(_ses_marches(agent))
    if not nb:
        return ""
    return (
        f"Son nom reste à côté des actes de {nb} marché{'s' if nb > 1 else ''} : l'acheteur doit pouvoir prouver qui a "
        "ouvert et noté les offres. Son compte, ses coordonnées et ses connexions sont effacés aussitôt."
    )


ACHATS = Traitement(
    cle="achats",
    nom="Choix des équipes",
    finalite="Ouvrir, analyser et classer les offres ; pouvoir le prouver en cas de recours ou de contrôle.",
    base="Obligation légale (code de la commande publique)",
    personnes="Agents évaluateurs et acheteurs ; personnes nommées dans les offres",
    donnees="Nom des évaluateurs, déclarations, notes et motifs ; offres telles que remises",
    destinataires="L'acheteur, la DGALN ; les candidats pour ce qui les concerne",
    conservation="Sans effacement d'office : le nom d'un évaluateur est retenu cinq ans au moins après la notification "
    "(réglage « achats », en jours ; à fixer avec le service des archives).",
    d_un_agent=lambda agent: Evaluateur.objects.filter(agent=agent).values(
        "marche__dossier__titre", "declaration_le", "deporte_le", "motif_du_deport"
    ),
    retient=_retient,
    ordre=40,
)
declarer(ACHATS)
