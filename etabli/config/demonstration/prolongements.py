"""Ce qui prolonge la feuille de route : fiches de la salle reprises, lieux, coût par année, corpus publié."""

from decimal import ROUND_DOWN, Decimal

from etabli.annuaire.models import Agent
from etabli.config.demonstration.monde import Monde
from etabli.dossier.models import Dossier
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.actions import rattacher, repartir_le_cout, situer
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.etape6_restitution.actions import proposer_le_corpus
from etabli.etape6_restitution.workflow import CYCLE_DU_CORPUS

# Un mot de la fiche d'une table, et celui de l'action qui l'a reprise.
REPRISES = (("logements", "logements"), ("voie douce", "chemins"))
NB_SITUEES = 4
CENTIME = Decimal("0.01")


def completer_les_actions(feuille: FeuilleDeRoute, monde: Monde) -> None:
    """Deux fiches de la salle rattachées à leur action ; quatre actions situées ; un coût réparti."""
    equipe = monde["equipe"]
    for dans_la_fiche, dans_l_action in REPRISES:
        fiche = Contribution.objects.fiches_action().filter(
            activite__seance__atelier__dossier=feuille.dossier_id, texte__icontains=dans_la_fiche
        )
        action = feuille.actions.filter(titre__icontains=dans_l_action).first()
        if action:
            rattacher(action, fiche[:1], par=equipe)
    communes = [c for c in feuille.dossier.perimetre.communes.order_by("-population") if c.lon and c.lat]
    for action, commune in zip(feuille.actions.order_by("numero")[:NB_SITUEES], communes, strict=False):
        situer(action, [commune], (float(commune.lon or 0), float(commune.lat or 0)), par=equipe)
    if (
        action := feuille.actions.filter(debut_le__isnull=False, fin_le__isnull=False)
        .order_by("-cout_max")
        .first()
    ):
        _repartir(action, equipe)


def _repartir(action: Action, equipe: Agent) -> None:
    """Le plus gros chantier se paie surtout la première année pleine."""
    annees, cout = list(action.annees), action.cout
    if cout is None or len(annees) < 2:
        return
    part = (cout / (len(annees) + 1)).quantize(CENTIME, ROUND_DOWN)
    montants = dict.fromkeys(annees, part)
    montants[annees[1]] = cout - part * (len(annees) - 1)
    repartir_le_cout(action, montants, par=equipe)


def publier_le_corpus(dossier: Dossier, monde: Monde) -> None:
    """Proposé et vérifié par l'équipe, publié par le pilote ; fictif, il n'est jamais une donnée ouverte."""
    corpus = proposer_le_corpus(dossier, par=monde["equipe"])
    if not corpus.phrases.a_decider().exists():
        CYCLE_DU_CORPUS.avancer("verifier", corpus, par=monde["equipe"])
        CYCLE_DU_CORPUS.avancer("publier", corpus, par=monde["ddtm"])
