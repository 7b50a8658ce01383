"""Ce que la candidature transmet quand une organisation passe la main : ses rubriques, ses courriers à signer."""

from django.db.models import Q

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.actions.ecriture import confier_la_rubrique
from etabli.etape1_candidature.models import Courrier, Rubrique


def apercu(dossier: Dossier, organisation: Organisation) -> list[str]:
    rubriques = [f"La rubrique «\u00a0{r}\u00a0»" for r in _rubriques(dossier, organisation)]
    courriers = [f"À faire signer : {c.type_en_suite}" for c in _a_signer(dossier, organisation)]
    return [*rubriques, *courriers]


def transmettre(dossier: Dossier, de: Organisation, a: Organisation, par: Agent) -> None:
    for rubrique in _rubriques(dossier, de):
        aides = [a if o == de else o for o in rubrique.associees.all()]
        confiee = a if rubrique.confiee_a_id == de.pk else rubrique.confiee_a
        confier_la_rubrique(rubrique, confiee, par=par, avec=dict.fromkeys(aides))
    for courrier in _a_signer(dossier, de):
        deja = Courrier.objects.filter(
            candidature=courrier.candidature, type=courrier.type, organisation=a
        ).exists()
        if deja:
            courrier.delete()
        else:
            courrier.organisation, courrier.envoye_le, courrier.envoye_par = a, None, None
            courrier.envoye_a = courrier.signataire = ""
            courrier.save()


def _rubriques(dossier: Dossier, organisation: Organisation) -> list[Rubrique]:
    confiees = Q(confiee_a=organisation) | Q(associees=organisation)
    trouvees = Rubrique.objects.filter(confiees, candidature__dossier=dossier).distinct()
    return list(trouvees.select_related("candidature", "confiee_a").prefetch_related("associees"))


def _a_signer(dossier: Dossier, organisation: Organisation) -> list[Courrier]:
    return list(
        Courrier.objects.filter(
            candidature__dossier=dossier, organisation=organisation, signe_le__isnull=True
        ).select_related("candidature")
    )
