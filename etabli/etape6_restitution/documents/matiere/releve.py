"""Le relevé d'un dossier : chaque chose lue une fois, à la première page qui la montre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch
from django.utils.timezone import localdate

from etabli.dossier.models import Membre
from etabli.etape1_candidature.models import Rubrique
from etabli.etape3_atelier.models import Atelier, Constat, DocumentLu, Entretien
from etabli.etape4_seance.enums import Etat as EtatSeance
from etabli.etape4_seance.enums import TypeActivite
from etabli.etape4_seance.models import Contribution, Seance
from etabli.etape4_seance.resultats import LigneDeClassement, Presence, classement, presences
from etabli.etape5_feuille_de_route.documents import couleur_de
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute
from etabli.etape6_restitution.models import Livrable, Photo
from etabli.socle.document import html_en_blocs
from etabli.socle.document.blocs import Bloc
from etabli.socle.models import Fichier

FICTIF = "Contenu fictif de démonstration : territoire réel, personnes, propos et chiffres inventés."


@dataclass(frozen=True)
class Image:
    """Une photo que l'on a le droit de montrer, ou rien."""

    octets: bytes = b""
    legende: str = ""
    alternative: str = ""
    credit: str = ""


class Matiere:
    """Tout ce qu'un livrable montre du dossier ; un nombre constant de lectures par séance."""

    def __init__(self, livrable: Livrable) -> None:
        self.livrable = livrable
        self.dossier = livrable.dossier
        self.axes_en_deux_pages: frozenset[int] = frozenset()

    @cached_property
    def date(self) -> date:
        """Celle de la dernière décision : le même livrable accepté donne toujours les mêmes octets."""
        return self.livrable.accepte_le or self.livrable.soumis_le or localdate()

    @property
    def mentions(self) -> str:
        return FICTIF if self.dossier.est_fictif else ""

    @cached_property
    def membres(self) -> list[Membre]:
        return list(self.dossier.membres.en_cours().select_related("organisation"))

    @cached_property
    def atelier(self) -> Atelier | None:
        return Atelier.objects.for_detail().filter(dossier=self.dossier).first()

    @cached_property
    def auteur(self) -> str:
        return str(self.atelier.equipe) if self.atelier else ""

    @cached_property
    def rubriques(self) -> dict[str, str]:
        """La note d'opportunité, qui vaut commande."""
        lues = Rubrique.objects.filter(candidature__dossier=self.dossier)
        return dict(lues.values_list("cle", "contenu"))

    @cached_property
    def seances(self) -> list[Seance]:
        """Celles qui se sont tenues."""
        lues = Seance.objects.filter(atelier__dossier=self.dossier).exclude(etat=EtatSeance.PREPARATION)
        return list(lues.prefetch_related("sequences", "activites__porte_sur", "activites__seance"))

    @cached_property
    def presences(self) -> dict[int, list[Presence]]:
        return {s.pk: presences(s) for s in self.seances}

    @cached_property
    def contributions(self) -> list[Contribution]:
        """Ce que la salle a vu : ni masqué, ni en double."""
        lues = Contribution.objects.filter(activite__seance__in=self.seances).montrables()
        return list(lues.select_related("famille", "activite__seance").order_by("recue_le", "pk"))

    @cached_property
    def votes(self) -> dict[int, list[LigneDeClassement]]:
        """Par séance, les idées dans l'ordre des gommettes."""
        rangees: dict[int, list[LigneDeClassement]] = {}
        for seance in self.seances:
            suivies = [a for a in seance.activites.all() if a.type == TypeActivite.GOMMETTES]
            rangees[seance.pk] = [ligne for vote in suivies for ligne in classement(vote).lignes]
        return rangees

    @cached_property
    def gommettes(self) -> dict[UUID, int]:
        return {ligne.contribution.pk: ligne.total for lignes in self.votes.values() for ligne in lignes}

    def de_la_seance(self, seance: Seance) -> list[Contribution]:
        return [c for c in self.contributions if c.activite.seance_id == seance.pk]

    @cached_property
    def documents_lus(self) -> list[DocumentLu]:
        return list(DocumentLu.objects.filter(atelier__dossier=self.dossier))

    @cached_property
    def entretiens(self) -> list[Entretien]:
        return list(Entretien.objects.filter(atelier__dossier=self.dossier))

    @cached_property
    def constats(self) -> list[Constat]:
        return list(Constat.objects.filter(atelier__dossier=self.dossier).for_list())

    @cached_property
    def feuille(self) -> FeuilleDeRoute | None:
        return FeuilleDeRoute.objects.filter(dossier=self.dossier).first()

    @cached_property
    def enjeux(self) -> list[Enjeu]:
        lus = Enjeu.objects.filter(feuille__dossier=self.dossier)
        sources = Constat.objects.select_related("document", "entretien")
        return list(
            lus.prefetch_related("contributions__activite__seance", Prefetch("constats", sources), "axes")
        )

    @cached_property
    def axes(self) -> list[Axe]:
        lus = Axe.objects.filter(feuille__dossier=self.dossier)
        return list(lus.prefetch_related("enjeux", "objectifs", "contributions__activite__seance"))

    @cached_property
    def actions(self) -> list[Action]:
        lues = Action.objects.filter(feuille__dossier=self.dossier).for_list()
        return list(
            lues.prefetch_related(
                "etapes", "financements", "communes", "points", "depend_de", "contributions__activite__seance"
            )
        )

    def actions_de(self, axe: Axe) -> list[Action]:
        return [a for a in self.actions if a.axe_id == axe.pk]

    @cached_property
    def en_jeu(self) -> list[Action]:
        """Comme à l'écran : une action abandonnée garde sa fiche, elle ne pèse sur aucun total."""
        return [a for a in self.actions if a.statut != StatutAction.ABANDONNEE]

    def en_jeu_de(self, axe: Axe) -> list[Action]:
        return [a for a in self.en_jeu if a.axe_id == axe.pk]

    def couleur_de(self, axe_id: int) -> str:
        """La même dans tous les documents du dossier."""
        rangs = {axe.pk: rang for rang, axe in enumerate(self.axes, 1)}
        return couleur_de(rangs.get(axe_id, 1))

    @cached_property
    def photos(self) -> list[Photo]:
        """Sans droit à l'image vérifié, une photo n'entre dans aucun livrable."""
        fichiers = Fichier.objects.prefetch_related("versions")
        lues = Photo.objects.filter(dossier=self.dossier, est_autorisee=True)
        return list(lues.prefetch_related(Prefetch("fichier", fichiers)))

    def image(self, usage: str) -> Image:
        """La première photo de cet usage ; sans elle, la page se dessine toute seule."""
        for photo in self.photos:
            if photo.usage == usage:
                return image_de(photo)
        return Image()

    def commande(self, cle: str, niveau: int = 2) -> Sequence[Bloc]:
        return html_en_blocs(self.rubriques.get(cle, ""), premier_niveau=niveau)


def image_de(photo: Photo) -> Image:
    with photo.fichier.derniere.contenu.open("rb") as fichier:
        return Image(fichier.read(), photo.legende, photo.alternative, photo.credit)
