"""La liste de travail des candidatures : ses colonnes, ses filtres, déclarés une fois."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS, Role
from etabli.dossier.listes import FiltreDeTerritoire
from etabli.dossier.models import Membre
from etabli.etape1_candidature.abonnements import ATTENDUS, DGALN, NIVEAUX
from etabli.etape1_candidature.calcul.delais import DELAIS_INDICATIFS
from etabli.etape1_candidature.enums import A_INSTRUIRE, CLOSES, Etat
from etabli.etape1_candidature.models import Avis, Candidature, CandidatureQuerySet
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.listes import Liste

RANG = Case(
    *[When(etat=etat, then=Value(rang)) for rang, etat in enumerate(Etat)], output_field=IntegerField()
)
GROUPES = [
    ("en_cours", "Toutes celles en cours"),
    ("a_instruire", "Toutes celles à instruire"),
    ("closes", "Toutes celles closes"),
]


def _noms(candidature: Candidature, *roles: Role) -> str:
    return ", ".join(o.nom_court for o in candidature.dossier.organisations(*roles))


COLONNES = JeuDeColonnes(
    "candidatures",
    "Candidatures",
    (
        Colonne("titre", "Intitulé", str, lien=lambda c: c.get_absolute_url(), tri="dossier__titre"),
        Colonne(
            "territoire",
            "Territoire",
            lambda c: c.dossier.perimetre.nom,
            tri="dossier__perimetre__nom",
            secondaire=True,
        ),
        Colonne("pilote", "Pilote", lambda c: _noms(c, Role.PILOTE)),
        Colonne("copilote", "Copilote", lambda c: _noms(c, Role.COPILOTE), secondaire=True),
        Colonne("coporteurs", "Coporteurs", lambda c: _noms(c, Role.COPORTEUR), secondaire=True),
        Colonne("format", "Format", lambda c: c.dossier.format.nom, secondaire=True),
        Colonne(
            "etat",
            "État",
            lambda c: c.get_etat_display(),
            "badge",
            niveau=lambda c: NIVEAUX.get(Etat(c.etat), "info"),
            tri="rang_de_l_etat",
        ),
        Colonne("depuis", "Depuis le", lambda c: c.etat_depuis_le, "date", tri="etat_depuis_le"),
        Colonne(
            "relance",
            "Délai indicatif",
            lambda c: c.a_relancer_le,
            "date",
            description="Le jour où l'on relance celui qu'on attend ; le programme ne fixe pas de délai.",
        ),
        Colonne(
            "signalee_le", "Signalée le", lambda c: c.signalee_le, "date", tri="signalee_le", secondaire=True
        ),
        Colonne(
            "deposee_le", "Déposée le", lambda c: c.deposee_le, "date", tri="deposee_le", secondaire=True
        ),
        Colonne(
            "decidee_le", "Décidée le", lambda c: c.decidee_le, "date", tri="decidee_le", secondaire=True
        ),
        Colonne(
            "jours",
            "Jours",
            lambda c: c.nb_jours_d_instruction,
            "entier",
            description="Jours depuis le dépôt, sans ceux où un complément était attendu.",
        ),
        Colonne(
            "type_d_objet",
            "Type d'objet",
            lambda c: c.get_type_d_objet_display(),
            tri="type_d_objet",
            secondaire=True,
        ),
        Colonne("communes", "Communes", lambda c: c.dossier.perimetre.nb_communes, "entier", secondaire=True),
        Colonne(
            "population",
            "Population",
            lambda c: c.dossier.perimetre.population,
            "entier",
            tri="dossier__perimetre__population",
            secondaire=True,
        ),
        Colonne("cohorte", "Cohorte", lambda c: str(c.cohorte or ""), tri="cohorte", secondaire=True),
        Colonne("fictif", "Fictif", lambda c: c.dossier.est_fictif, "booleen", secondaire=True),
    ),
)


class FiltreDeCandidatures(FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "etat", "departement", "m_attend")
    intervalles: ClassVar[tuple[tuple[str, str], ...]] = (("deposee_apres", "deposee_avant"),)
    field_order = ("q", "etat", "departement", "m_attend")

    q = forms.CharField(label="Intitulé ou territoire", required=False, max_length=80)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *GROUPES, *Etat.choices])
    m_attend = forms.BooleanField(label="M'attend", required=False)
    cohorte = forms.IntegerField(label="Cohorte", required=False, min_value=2019, max_value=2100)
    deposee_apres = forms.DateField(label="Déposée à partir du", required=False)
    deposee_avant = forms.DateField(label="Déposée jusqu'au", required=False)
    en_retard = forms.BooleanField(label="Délai indicatif passé", required=False)
    instructeur = forms.ModelChoiceField(
        Agent.objects.none(),
        label="Avis donné par",
        required=False,
        empty_label="Tous",
    )
    sans_avis = forms.BooleanField(label="Sans aucun avis", required=False)

    def preparer_les_champs(self) -> None:
        """Les avis, et qui les donne, restent à la DGALN."""
        super().preparer_les_champs()
        if not (self.agent and self.agent.est_dgaln):
            del self.fields["instructeur"], self.fields["sans_avis"]
            return
        donnes = Avis.objects.visible_to(self.agent).values("instructeur")
        champ: Any = self.fields["instructeur"]
        champ.queryset = Agent.objects.filter(pk__in=donnes)

    def quand_etat(self, etat: str) -> Q:
        groupes = {
            "en_cours": ~Q(etat__in=CLOSES),
            "closes": Q(etat__in=CLOSES),
            "a_instruire": Q(etat__in=A_INSTRUIRE),
        }
        return groupes.get(etat) or Q(etat=etat)

    def quand_deposee_apres(self, jour: date) -> Q:
        return Q(deposee_le__gte=jour)

    def quand_deposee_avant(self, jour: date) -> Q:
        return Q(deposee_le__lte=jour)

    def quand_en_retard(self, _: bool) -> Q:
        return en_retard(localdate())

    def quand_instructeur(self, instructeur: Agent) -> Q:
        return Q(pk__in=Avis.objects.filter(instructeur=instructeur).values("candidature"))

    def quand_sans_avis(self, _: bool) -> Q:
        return ~Q(pk__in=Avis.objects.values("candidature"))

    def quand_m_attend(self, _: bool) -> Q:
        return qui_attendent(self.agent)


def en_retard(aujourd_hui: date) -> Q:
    """Celles dont le délai indicatif de l'état est passé."""
    retard = Q(pk__in=[])
    for etat, jours in DELAIS_INDICATIFS.items():
        retard |= Q(etat=etat, etat_depuis_le__lt=aujourd_hui - timedelta(days=jours))
    return retard


def qui_attendent(agent: Agent) -> Q:
    """Celles où c'est à cet agent d'agir, selon son rôle dans le dossier ; la même table que « Mon espace »."""
    places = Membre.objects.en_cours().filter(organisation_id__in=agent.organisations_ids)
    attendues = Q(pk__in=[])
    for etat, (qui, _, _) in ATTENDUS.items():
        if qui == DGALN:
            attendues |= Q(etat=etat) if agent.est_dgaln else Q(pk__in=[])
        else:
            roles = PORTEURS if qui == "porteurs" else (qui,)
            attendues |= Q(etat=etat, dossier__in=places.filter(role__in=roles).values("dossier_id"))
    return attendues


def preparer(candidatures: CandidatureQuerySet, agent: Agent) -> CandidatureQuerySet:
    return candidatures.for_list().annotate(rang_de_l_etat=RANG)


CANDIDATURES = Liste(
    COLONNES,
    FiltreDeCandidatures,
    unite="candidature",
    tri="-depuis",
    ecran=("titre", "territoire", "pilote", "etat", "depuis", "jours", "cohorte"),
    facette="etat",
    facette_dite="Candidatures par état",
    vide="Aucune candidature pour l'instant : les dossiers dont votre organisation est membre apparaîtront ici.",
    preparer=preparer,
)
