"""De quoi passer un marché dans les tests.

`scene_de_marche(etat)` joue la vraie procédure jusqu'à cet état, par la seule porte, et rend un agent par place.
`CadreFactory()` : un accord-cadre fictif complet, trois titulaires, trois critères (prix 40, méthode 40, équipe 20).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import factory
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.models import Candidature, VersionDeNote
from etabli.etape2_marche import actions
from etabli.etape2_marche.enums import Conformite, Etat
from etabli.etape2_marche.models import AccordCadre, Critere, Marche, Offre, Titulaire
from etabli.etape2_marche.workflow import CYCLE
from tests.fabriques.annuaire import AgentFactory, GroupementFactory, OrganisationFactory
from tests.fabriques.dossier import DossierFactory, dossier_et_agents

CRITERES = (("Prix", "40", True), ("Méthode", "40", False), ("Équipe", "20", False))
# Un pli lisible par `file` : l'en-tête suffit à le reconnaître comme un PDF.
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class CadreFactory(factory.django.DjangoModelFactory):
    numero = factory.Sequence(lambda n: f"AC-{n:05d}")
    intitule = factory.Sequence(lambda n: f"Accord-cadre fictif {n}")
    debut_le = factory.LazyFunction(lambda: localdate() - timedelta(days=400))
    fin_le = factory.LazyFunction(lambda: localdate() + timedelta(days=400))
    est_fictif = True

    class Meta:
        model = AccordCadre
        skip_postgeneration_save = True

    @factory.post_generation
    def criteres(self, create, extracted, **_):
        for ordre, (nom, poids, est_prix) in enumerate(CRITERES if extracted is None else extracted, 1):
            Critere.objects.create(
                accord_cadre=self, nom=nom, poids=Decimal(poids), est_prix=est_prix, ordre=ordre
            )

    @factory.post_generation
    def nb_titulaires(self, create, extracted, **_):
        for rang in range(1, (3 if extracted is None else extracted) + 1):
            TitulaireFactory(accord_cadre=self, rang=rang)


class TitulaireFactory(factory.django.DjangoModelFactory):
    accord_cadre = factory.SubFactory(CadreFactory)
    groupement = factory.SubFactory(GroupementFactory)

    class Meta:
        model = Titulaire


def note_figee(dossier: Dossier, par: Agent | None = None) -> VersionDeNote:
    candidature, _ = Candidature.objects.get_or_create(dossier=dossier)
    return VersionDeNote.objects.create(
        candidature=candidature,
        numero=candidature.versions.count() + 1,
        contenu={
            "titre": dossier.titre,
            "format": "Atelier local",
            "resume": "Une vallée, deux bourgs, une rivière.",
            "est_fictif": True,
            "type_d_objet": "",
            "echelle": "",
            "thematiques": [],
            "porteurs": [],
            "perimetre": {"pk": 0, "nom": "La vallée", "millesime": 2026, "population": 0, "communes": []},
            "perimetre_de_reflexion": None,
            "rubriques": [{"cle": "objet", "titre": "L'objet de l'Atelier", "contenu": "<p>Habiter.</p>"}],
            "acteurs": [],
            "documents": [],
        },
        empreinte="0" * 64,
        figee_par=par or dossier.ouvert_par,
        figee_le=now(),
    )


class MarcheFactory(factory.django.DjangoModelFactory):
    """Un marché en préparation ; pour aller plus loin, `scene_de_marche`."""

    dossier = factory.SubFactory(DossierFactory)
    accord_cadre = factory.SubFactory(CadreFactory)
    acheteur = factory.SubFactory(OrganisationFactory, ddt=True)
    cahier_des_clauses = factory.LazyAttribute(lambda m: note_figee(m.dossier))
    est_fictif = True

    class Meta:
        model = Marche


@dataclass
class SceneDeMarche:
    """`acheteur` et `collegue` sont du service pilote ; `candidats` : un agent par mandataire consulté."""

    marche: Marche
    dossier: Dossier
    dgaln: Agent
    acheteur: Agent
    collegue: Agent
    operateur: Agent
    collectivite: Agent
    lecteur: Agent
    etranger: Agent
    superutilisateur: Agent
    candidats: list[Agent] = field(default_factory=list)

    @property
    def offres(self) -> list[Offre]:
        return list(self.marche.offres.order_by("titulaire__rang"))

    def evaluateurs(self) -> list[Agent]:
        return [self.acheteur, self.operateur, self.collectivite]

    def par_role(self) -> dict[str, Agent]:
        noms = (
            "dgaln", "acheteur", "collegue", "operateur", "collectivite", "lecteur", "etranger",
            "superutilisateur",
        )  # fmt: skip
        return {nom: self.relu(getattr(self, nom)) for nom in noms} | {
            "candidat": self.relu(self.candidats[0])
        }

    def relu(self, agent: Agent) -> Agent:
        return Agent.objects.get(pk=agent.pk)

    def relire(self) -> Marche:
        self.marche = Marche.objects.for_detail().get(pk=self.marche.pk)
        return self.marche

    def avancer(self, acte: str, par: Agent | None = None, **donnees) -> Marche:
        CYCLE.avancer(acte, self.marche, par=par or self.acheteur, **donnees)
        return self.relire()


def scene_de_marche(etat: Etat = Etat.PREPARATION, *, nb_offres: int = 2, **champs) -> SceneDeMarche:
    d = dossier_et_agents(etape=Etape.MARCHE)
    cadre = champs.pop("accord_cadre", None) or CadreFactory()
    marche = MarcheFactory(
        dossier=d.dossier, acheteur=d.pilote.organisation_principale, accord_cadre=cadre, **champs
    )
    scene = SceneDeMarche(
        marche=marche,
        dossier=d.dossier,
        dgaln=d.dgaln,
        acheteur=d.pilote,
        collegue=AgentFactory(organisation=d.pilote.organisation_principale),
        operateur=d.copilote,
        collectivite=d.coporteur,
        lecteur=d.lecteur,
        etranger=d.etranger,
        superutilisateur=AgentFactory(is_superuser=True),
        candidats=[AgentFactory(organisation=t.groupement.mandataire) for t in cadre.titulaires.all()],
    )
    scene.relire()
    for vise, etape in ETAPES.items():
        if scene.marche.etat == etat:
            break
        etape(scene, nb_offres)
        assert scene.relire().etat == vise
    return scene


def scene_infructueuse() -> SceneDeMarche:
    scene = scene_de_marche(Etat.CONSULTATION)
    reculer_la_date_limite(scene)
    scene.avancer("clore_la_reception")
    scene.avancer("declarer_infructueux", motif="Aucune offre n'a été reçue.")
    return scene


def scene_a_l_etat(etat: Etat) -> SceneDeMarche:
    if etat == Etat.INFRUCTUEUX:
        return scene_infructueuse()
    if etat == Etat.SANS_SUITE:
        scene = scene_de_marche(Etat.PREPARATION)
        scene.avancer("declarer_sans_suite", motif="Le besoin a disparu.")
        return scene
    return scene_de_marche(etat)


def reculer_la_date_limite(scene: SceneDeMarche) -> None:
    """Le temps passe : l'invitation date d'il y a un mois, la date limite d'hier."""
    Marche.objects.filter(pk=scene.marche.pk).update(
        consulte_le=now() - timedelta(days=30), date_limite=now() - timedelta(days=1)
    )
    scene.relire()


def _lancer(scene, nb_offres):
    scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=20))


def _clore(scene, nb_offres):
    reculer_la_date_limite(scene)
    scene.avancer("clore_la_reception")


def _ouvrir(scene, nb_offres):
    for consultation in list(scene.marche.consultations.all())[:nb_offres]:
        enregistrer(scene, consultation.titulaire)
    actions.demander_l_ouverture(scene.marche, par=scene.acheteur)
    scene.avancer("ouvrir_les_plis", par=scene.collectivite)


def enregistrer(scene, titulaire):
    return actions.enregistrer_une_offre(
        scene.marche,
        titulaire,
        now() - timedelta(days=2),
        par=scene.acheteur,
        contenu=PDF + str(titulaire).encode(),
        nom="offre.pdf",
    )


def composer_le_college(scene):
    for agent in scene.evaluateurs():
        evaluateur = actions.designer_un_evaluateur(
            scene.marche, agent, agent.organisation_principale, par=scene.acheteur
        )
        actions.declarer_sans_conflit(evaluateur, par=agent)
    scene.relire()


def noter_tout(scene):
    """Chaque évaluateur donne 3, 4, 5… selon son rang ; la première offre est la moins chère."""
    for rang, offre in enumerate(scene.offres):
        actions.verifier_une_offre(
            offre, Conformite.COMPLETE, par=scene.acheteur, montant_ht=Decimal(90_000 + 5_000 * rang)
        )
    criteres = [c for c in scene.marche.accord_cadre.criteres.all() if not c.est_prix]
    for rang, evaluateur in enumerate(scene.marche.evaluateurs.all()):
        saisies = [
            actions.Saisie(offre, critere, Decimal(3 + rang), f"Avis {rang}")
            for offre in scene.offres
            for critere in criteres
        ]
        actions.noter(evaluateur, saisies, par=evaluateur.agent)
    scene.relire()


def _reunir(scene, nb_offres):
    composer_le_college(scene)
    noter_tout(scene)
    scene.avancer("reunir")


def arreter(scene, *notes_par_offre):
    criteres = [c for c in scene.marche.accord_cadre.criteres.all() if not c.est_prix]
    saisies = [
        actions.Saisie(offre, critere, Decimal(note), "Arrêtée ensemble.")
        for offre, note in zip(scene.offres, notes_par_offre, strict=True)
        for critere in criteres
    ]
    actions.arreter_les_notes(scene.marche, saisies, par=scene.acheteur)


def _attribuer(scene, nb_offres):
    arreter(scene, *range(5, 5 - nb_offres, -1))
    scene.avancer("attribuer", offre=scene.offres[0])


def preparer_la_notification(scene):
    actions.constater_les_attestations(scene.marche, par=scene.acheteur)
    actions.envoyer_les_rejets(scene.marche, par=scene.acheteur)
    signer(scene)
    scene.relire()


def signer(scene, **champs):
    donnees = {"signe_le": localdate(), "signataire": "La directrice (fictive)"} | champs
    return actions.constater_la_signature(scene.relire(), par=scene.acheteur, **donnees)


def _notifier(scene, nb_offres):
    preparer_la_notification(scene)
    scene.avancer(
        "notifier", numero="2026-DDT-01", notifie_le=localdate(), montant_ht=Decimal("90000"), duree_mois=12
    )


def _solder(scene, nb_offres):
    scene.avancer("solder")


ETAPES = {
    Etat.CONSULTATION: _lancer,
    Etat.DEPOUILLEMENT: _clore,
    Etat.ANALYSE: _ouvrir,
    Etat.CONSENSUS: _reunir,
    Etat.ATTRIBUE: _attribuer,
    Etat.NOTIFIE: _notifier,
    Etat.SOLDE: _solder,
}
