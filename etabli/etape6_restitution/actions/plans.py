"""Les écritures des plans : régler, ajouter, déplacer, retirer ; puis les livrables qui les suivent.

Un livrable commencé garde le plan qu'il a pris ; les autres suivent aussitôt. Rien d'écrit n'est jamais effacé.
"""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from etabli.annuaire.models import Agent
from etabli.dossier.models import FormatAtelier
from etabli.etape6_restitution.enums import Etat, Nature, Place
from etabli.etape6_restitution.models import COPIES, Livrable, PartieDuPlan, PlanDeLivrable, Section
from etabli.etape6_restitution.plans import BLOCS, plans_d_origine
from etabli.socle.journal import inscrire


@transaction.atomic
def installer_les_plans() -> None:
    """Établit les plans d'origine qui manquent ; ne touche pas à ceux qui sont là."""
    connus = set(PlanDeLivrable.objects.filter(format=None).values_list("type", flat=True))
    for type_, origine in plans_d_origine().items():
        if type_ in connus:
            continue
        plan = PlanDeLivrable.objects.create(
            type=type_, pages_min=origine["pages_min"], pages_max=origine["pages_max"]
        )
        PartieDuPlan.objects.bulk_create(
            PartieDuPlan(plan=plan, ordre=rang, **partie) for rang, partie in enumerate(origine["parties"], 1)
        )


def plan_de(type_: str, format_: FormatAtelier) -> PlanDeLivrable:
    """Le plan du format s'il en a un, sinon le plan commun ; établi au besoin."""
    lus = PlanDeLivrable.objects.for_list().filter(type=type_)
    plans = {plan.format_id: plan for plan in lus.filter(format=format_) | lus.filter(format=None)}
    if None not in plans:
        installer_les_plans()
        return plans.get(format_.pk) or lus.get(format=None)
    return plans.get(format_.pk) or plans[None]


@transaction.atomic
def appliquer_le_plan(livrable: Livrable, plan: PlanDeLivrable, *, a_ecarter: Collection[str] = ()) -> None:
    """Met les sections au plan ; ce que l'équipe avait écrit ailleurs reste, imprimé ou écarté selon son choix."""
    restent = {section.cle: section for section in livrable.sections.all()}
    parties = list(plan.parties.all())
    for partie in parties:
        section = restent.pop(partie.cle, None) or Section(livrable=livrable, cle=partie.cle)
        for champ in COPIES:
            setattr(section, champ, getattr(partie, champ))
        section.est_hors_plan = False
        section.est_ecartee = section.est_ecartee and not partie.est_obligatoire
        section.save()
    for rang, section in enumerate(restent.values(), len(parties) + 1):
        if not section.contenu and not section.observations.exists():
            section.delete()
            continue
        section.est_hors_plan, section.est_obligatoire = True, False
        section.est_ecartee = section.est_ecartee or section.cle in a_ecarter
        section.ordre, section.place = rang, Place.PARTIE
        section.save()
    livrable.pages_min, livrable.pages_max = plan.pages_min, plan.pages_max
    livrable.save(update_fields=["pages_min", "pages_max", "modifie_le"])


@transaction.atomic
def prendre_le_plan(livrable: Livrable, *, a_ecarter: Collection[str] = (), par: Agent) -> Livrable:
    """Un livrable commencé passe au plan en vigueur : c'est un choix, et il reste au journal."""
    plan = plan_de(livrable.type, livrable.dossier.format)
    avant = [str(s) for s in livrable.sections.all()]
    appliquer_le_plan(livrable, plan, a_ecarter=a_ecarter)
    inscrire(
        "prendre_le_plan",
        livrable,
        par=par,
        phrase=f"a pris le plan en vigueur ({livrable})",
        donnees={"parties": [avant, [str(s) for s in Section.objects.filter(livrable=livrable)]]},
    )
    return livrable


@transaction.atomic
def regler_le_plan(
    plan: PlanDeLivrable, *, pages_min: int | None, pages_max: int | None, par: Agent
) -> PlanDeLivrable:
    avant = _fourchette(plan)
    plan.pages_min, plan.pages_max = pages_min, pages_max
    plan.save(update_fields=["pages_min", "pages_max", "modifie_le"])
    _inscrire(
        plan, "regler_le_plan", "a réglé le nombre de pages", {"pages": [avant, _fourchette(plan)]}, par
    )
    return plan


@transaction.atomic
def ajouter_une_partie(
    plan: PlanDeLivrable, *, bloc: str = "", titre: str = "", par: Agent, **champs: Any
) -> PartieDuPlan:
    """`bloc` : l'un des `BLOCS` que le dossier nourrit ; sans lui, une partie que l'équipe écrira."""
    titre = titre.strip() or (BLOCS[bloc].titre if bloc else "")
    if not titre:
        raise ValidationError({"titre": "Donnez un titre à la partie que l'équipe écrira."})
    prises = {p.cle for p in plan.parties.all()}
    if bloc in prises:
        raise ValidationError({"bloc": "Ce bloc est déjà dans le plan : déplacez-le plutôt."})
    partie = PartieDuPlan.objects.create(
        plan=plan,
        cle=bloc or _cle_libre(titre, prises),
        titre=titre,
        nature=Nature.NOURRIE if bloc else Nature.ECRITE,
        ordre=len(prises) + 1,
        **champs,
    )
    _inscrire(plan, "ajouter_une_partie", f"a ajouté «\u00a0{partie}\u00a0»", {}, par)
    return partie


def _cle_libre(titre: str, prises: set[str]) -> str:
    """Jamais celle d'un bloc nourri : un texte ne doit pas prendre sa place."""
    racine = slugify(titre).replace("-", "_")[:40] or "partie"
    cle, rang = racine, 1
    while cle in prises or cle in BLOCS:
        rang += 1
        cle = f"{racine}_{rang}"
    return cle


@transaction.atomic
def modifier_la_partie(partie: PartieDuPlan, *, par: Agent, **champs: Any) -> PartieDuPlan:
    changes = {
        nom: [_dit(getattr(partie, nom)), _dit(valeur)]
        for nom, valeur in champs.items()
        if getattr(partie, nom) != valeur
    }
    if not changes:
        return partie
    ancien = str(partie)
    for nom, valeur in champs.items():
        setattr(partie, nom, valeur)
    partie.save()
    _inscrire(partie.plan, "modifier_la_partie", f"a modifié «\u00a0{ancien}\u00a0»", changes, par)
    return partie


@transaction.atomic
def deplacer_la_partie(partie: PartieDuPlan, pas: int, *, par: Agent) -> bool:
    """`pas` : -1 pour monter, 1 pour descendre ; au bord du plan, rien ne change."""
    parties = list(partie.plan.parties.all())
    rang = parties.index(partie)
    if not 0 <= rang + pas < len(parties):
        return False
    parties.insert(rang + pas, parties.pop(rang))
    for ordre, rangee in enumerate(parties, 1):
        rangee.ordre = ordre
    PartieDuPlan.objects.bulk_update(parties, ["ordre"])
    sens = "monté" if pas < 0 else "descendu"
    _inscrire(partie.plan, "deplacer_la_partie", f"a {sens} «\u00a0{partie}\u00a0»", {}, par)
    return True


@transaction.atomic
def retirer_la_partie(partie: PartieDuPlan, *, par: Agent) -> PlanDeLivrable:
    plan, titre = partie.plan, str(partie)
    if plan.parties.count() == 1:
        raise ValidationError("Un plan garde au moins une partie.")
    partie.delete()
    _inscrire(plan, "retirer_la_partie", f"a retiré «\u00a0{titre}\u00a0»", {}, par)
    return plan


@transaction.atomic
def faire_un_plan_du_format(plan: PlanDeLivrable, format_: FormatAtelier, *, par: Agent) -> PlanDeLivrable:
    """Copie le plan commun : le format a désormais le sien, que l'on règle à part."""
    propre = PlanDeLivrable.objects.create(
        type=plan.type, format=format_, pages_min=plan.pages_min, pages_max=plan.pages_max
    )
    PartieDuPlan.objects.bulk_create(
        PartieDuPlan(plan=propre, cle=p.cle, **{champ: getattr(p, champ) for champ in COPIES})
        for p in plan.parties.all()
    )
    _inscrire(propre, "faire_un_plan_du_format", "a fait un plan propre au format", {}, par)
    return propre


@transaction.atomic
def rendre_le_plan_commun(plan: PlanDeLivrable, *, par: Agent) -> PlanDeLivrable:
    """Le format revient au plan commun ; ses livrables commencés gardent celui qu'ils ont pris."""
    commun = PlanDeLivrable.objects.for_list().get(type=plan.type, format=None)
    nom, format_ = str(plan), plan.format
    plan.delete()
    inscrire("rendre_le_plan_commun", commun, par=par, phrase=f"a rendu au plan commun : {nom}"[:300])
    _suivre(commun, format_)
    return commun


def _inscrire(plan: PlanDeLivrable, acte: str, quoi: str, donnees: dict[str, Any], par: Agent) -> None:
    inscrire(acte, plan, par=par, phrase=f"{quoi} (plan : {plan})"[:300], donnees=donnees)
    _suivre(plan, plan.format)


def _suivre(plan: PlanDeLivrable, format_: FormatAtelier | None) -> None:
    """Les livrables que personne n'a commencés suivent leur plan."""
    livrables = Livrable.objects.filter(type=plan.type, etat=Etat.ATTENDU)
    livrables = livrables.prefetch_related("sections", "observations").select_related("dossier__format")
    if format_:
        livrables = livrables.filter(dossier__format=format_)
    else:
        autres = PlanDeLivrable.objects.filter(type=plan.type, format__isnull=False)
        livrables = livrables.exclude(dossier__format__in=autres.values("format"))
    frais = PlanDeLivrable.objects.for_list().get(pk=plan.pk)
    for livrable in livrables:
        if not livrable.est_commence:
            appliquer_le_plan(livrable, frais)


def _fourchette(plan: PlanDeLivrable) -> str:
    return f"{plan.pages_min or '?'} à {plan.pages_max}" if plan.pages_max else "libre"


def _dit(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return "" if valeur is None else str(valeur)
