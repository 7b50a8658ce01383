"""De quoi restituer un atelier dans les tests.

`livrable_et_agents(etat=…)` : les cinq livrables d'un dossier, celui que l'on regarde, un agent par rôle.
`un_atelier_raconte(dossier)` : une séance, un vote, un enjeu, un axe, une action financée.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate
from PIL import Image

from etabli.annuaire.models import Agent
from etabli.dossier.enums import TypeLivrable
from etabli.dossier.models import LivrableType
from etabli.etape3_atelier.models import Constat
from etabli.etape4_seance.models import Gommette
from etabli.etape5_feuille_de_route.models import (
    Action,
    Axe,
    Enjeu,
    EtapeDAction,
    FeuilleDeRoute,
    Financement,
    Objectif,
)
from etabli.etape6_restitution import actions
from etabli.etape6_restitution.enums import Etat
from etabli.etape6_restitution.models import Livrable
from tests.fabriques.atelier import AtelierFactory
from tests.fabriques.dossier import DossierEtAgents, dossier_et_agents
from tests.fabriques.seance import FamilleFactory, ParticipantFactory, SeanceFactory, un_vote

DECALAGES = {
    TypeLivrable.NOTE_DE_CADRAGE: 4,
    TypeLivrable.CARNET_DE_SUIVI: 40,
    TypeLivrable.FEUILLE_DE_ROUTE: 44,
    TypeLivrable.RAPPORT_FINAL: 48,
    TypeLivrable.LIVRET: 52,
}
LANCE_LE = date(2026, 1, 5)


@dataclass
class LivrableEtAgents:
    """Un livrable et quelqu'un à chaque place de son dossier."""

    livrable: Livrable
    lieu: DossierEtAgents

    def __getattr__(self, nom: str) -> Agent:
        return getattr(self.lieu, nom)

    def agent(self, role: str) -> Agent:
        """Relu : ses fonctions ne sont pas gardées d'un acte à l'autre."""
        return Agent.objects.get(pk=getattr(self.lieu, role).pk)


def attendre(dossier, nb=5) -> list[Livrable]:
    for type_, semaines in list(DECALAGES.items())[:nb]:
        LivrableType.objects.get_or_create(
            format=dossier.format,
            type=type_,
            defaults={"description": str(type_.label), "decalage_semaines": semaines},
        )
    return actions.attendre_les_livrables(dossier, LANCE_LE)


def livrable_et_agents(type_=TypeLivrable.NOTE_DE_CADRAGE, etat=Etat.ATTENDU, **champs) -> LivrableEtAgents:
    lieu = dossier_et_agents()
    attendre(lieu.dossier)
    livrable = Livrable.objects.get(dossier=lieu.dossier, type=type_)
    if etat in (Etat.ACCEPTE, Etat.PUBLIE):
        champs.setdefault("accepte_le", localdate())
    if etat == Etat.PUBLIE:
        champs.setdefault("publie_le", localdate())
    for nom, valeur in {"etat": etat, **champs}.items():
        setattr(livrable, nom, valeur)
    livrable.save()
    if etat in (Etat.ACCEPTE, Etat.PUBLIE):
        une_version_prete(livrable, lieu.pilote)
    return LivrableEtAgents(livrable, lieu)


def une_version_prete(livrable, par, *, publiee=False):
    """Trois petits fichiers, sans composer le document."""
    version = actions.geler(livrable, par=par)
    fichiers = {
        "pdf": (b"%PDF-1.7\n%%EOF\n", "essai.pdf"),
        "odt": (_zip("content.xml", b"<office:document-content/>"), "essai.odt"),
        "docx": (_zip("word/document.xml", b"<w:document/>"), "essai.docx"),
    }
    actions.ranger_les_fichiers(version, fichiers, nb_pages=3, par=par)
    if publiee:
        version.publiee_le = localdate()
        version.save()
    return version


def _zip(nom: str, contenu: bytes) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as paquet:
        paquet.writestr(nom, contenu)
        if nom.startswith("word"):
            paquet.writestr("[Content_Types].xml", "<Types/>")
    return tampon.getvalue()


def une_image(couleur="#3558a2", taille=(64, 44)) -> bytes:
    tampon = io.BytesIO()
    Image.new("RGB", taille, couleur).save(tampon, "PNG")
    return tampon.getvalue()


def un_atelier_raconte(dossier, nb_actions=2):
    """De quoi remplir chaque partie d'un livrable, en petit."""
    atelier = AtelierFactory(dossier=dossier, lance_le=LANCE_LE)
    seance = SeanceFactory(atelier=atelier, close=True, compte_rendu="<p>La salle a choisi.</p>")
    vote, contributions = un_vote(seance, 4, etat="close")
    famille = FamilleFactory(seance=seance, nom="Logement")
    participant = ParticipantFactory(seance=seance)
    for rang, contribution in enumerate(contributions):
        contribution.famille = famille
        contribution.save()
        for _ in range(rang):
            Gommette.objects.create(activite=vote, contribution=contribution, participant=participant)
    constat = Constat.objects.create(atelier=atelier, texte="Un logement sur sept est vide.")
    feuille = FeuilleDeRoute.objects.create(dossier=dossier, vision="<p>Des bourgs rallumés.</p>")
    enjeu = Enjeu.objects.create(feuille=feuille, titre="Rouvrir les maisons", texte="La vacance se voit.")
    enjeu.contributions.set(contributions[:2])
    enjeu.constats.add(constat)
    axe = Axe.objects.create(feuille=feuille, titre="Rallumer les bourgs", texte="Remettre en usage.")
    axe.enjeux.add(enjeu)
    axe.contributions.set(contributions[2:3])
    Objectif.objects.create(axe=axe, titre="Soixante logements en dix ans")
    for numero in range(1, nb_actions + 1):
        une_action(feuille, axe, numero, contributions[:1])
    return atelier


def une_action(feuille, axe, numero, contributions=()):
    action = Action.objects.create(
        feuille=feuille,
        axe=axe,
        numero=numero,
        titre=f"Relever les logements vacants, secteur {numero}",
        description="Un relevé de terrain croisé avec les fichiers fiscaux.",
        debut_le=date(2026, 9, 1),
        fin_le=date(2027, 6, 1),
        cout_min=Decimal(18_000),
        cout_max=Decimal(22_000),
        prochain_pas="Former les enquêteurs",
        indicateur="Part des logements visités",
    )
    EtapeDAction.objects.create(action=action, libelle="Former", prevue_le=date(2026, 10, 1))
    Financement.objects.create(
        action=action, financeur="Commune", demande=Decimal(4_000), obtenu=Decimal(4_000)
    )
    action.contributions.set(contributions)
    return action
