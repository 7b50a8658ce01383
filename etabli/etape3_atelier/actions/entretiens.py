"""Les guides d'entretien, les réponses, et ce qu'une personne reprend de son accord."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.etape3_atelier.calcul.anonymat import nomme
from etabli.etape3_atelier.models import Atelier, Contact, Entretien, Guide, Reponse
from etabli.socle.journal import inscrire
from etabli.socle.recherche import indexer


@transaction.atomic
def ecrire_un_guide(
    atelier: Atelier,
    nom: str,
    questions: str,
    *,
    college: str = "",
    introduction: str = "",
    guide: Guide | None = None,
    par: Agent,
) -> Guide:
    """Écrit un guide, ou le récrit ; les réponses déjà notées gardent leurs questions."""
    est_neuf = guide is None
    guide = guide or Guide(atelier=atelier)
    guide.nom, guide.questions, guide.college, guide.introduction = nom, questions, college, introduction
    if not guide.liste:
        raise ValidationError({"questions": "Écrivez au moins une question, une par ligne."})
    guide.save()
    acte, verbe = ("ecrire_un_guide", "écrit") if est_neuf else ("modifier_un_guide", "modifié")
    inscrire(acte, atelier, par=par, phrase=f"a {verbe} le guide d'entretien « {nom} »"[:300])
    return guide


def questions_posees(entretien: Entretien) -> list[Reponse]:
    """Les réponses déjà notées, puis les questions du guide qui attendent la leur."""
    notees = list(entretien.reponses.all())
    deja = {r.question for r in notees}
    attendues = entretien.guide.liste if entretien.guide else []
    suite = max((r.ordre for r in notees), default=0) + 1
    nouvelles = [question for question in attendues if question not in deja]
    return notees + [
        Reponse(entretien=entretien, ordre=ordre, question=question)
        for ordre, question in enumerate(nouvelles, suite)
    ]


@transaction.atomic
def noter_les_reponses(entretien: Entretien, notes: Mapping[int, str], *, par: Agent) -> Entretien:
    """`notes` : le rang de la question → ce qui a été répondu ; une réponse effacée disparaît."""
    Entretien.objects.select_for_update().get(pk=entretien.pk)
    for reponse in questions_posees(entretien):
        reponse.notes = notes.get(reponse.ordre, reponse.notes).strip()
        if reponse.notes:
            reponse.save()
        elif reponse.pk:
            reponse.delete()
    indexer(Entretien, Entretien.objects.filter(pk=entretien.pk).select_related("atelier"))
    inscrire(
        "noter_les_reponses",
        entretien.atelier,
        par=par,
        phrase=f"a noté un entretien : {entretien}"[:300],
        donnees={"entretien": entretien.pk},
    )
    return entretien


@transaction.atomic
def retirer_le_consentement(personne: Contact | Entretien, *, par: Agent) -> None:
    """Effet immédiat : plus de lettre, plus de citation. Le journal ne dit pas le nom."""
    if personne.a_consenti_le is None:
        raise ValidationError("Cette personne n'avait pas donné son accord : il n'y a rien à retirer.")
    donne_le = personne.a_consenti_le
    personne.a_consenti_le, personne.consentement_retire_le = None, localdate()
    personne.save(update_fields=["a_consenti_le", "consentement_retire_le", "modifie_le"])
    inscrire(
        "retirer_le_consentement",
        personne.atelier,
        par=par,
        phrase=f"a noté le retrait d'un consentement ({personne._meta.verbose_name})",
        donnees={"pk": personne.pk, "donne_le": donne_le},
    )


def refuser_un_nom_tu(entretien: Entretien | None, texte: str) -> None:
    """Un constat circule jusqu'aux livrables : il ne nomme pas qui l'on a promis de taire."""
    if entretien is not None and nomme(texte, entretien.noms_tus):
        raise ValidationError(
            {"texte": "Ce constat nomme une personne que l'on a promis de taire. Récrivez-le sans son nom."}
        )
