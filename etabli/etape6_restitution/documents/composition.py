"""Du plan d'un livrable à son arbre : chaque section à sa place, sous son titre, écrite ou nourrie."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from etabli.etape6_restitution.documents.matiere import Matiere
from etabli.etape6_restitution.enums import Nature, Place
from etabli.etape6_restitution.models import Section
from etabli.etape6_restitution.plans import BLOCS
from etabli.socle.document import html_en_blocs
from etabli.socle.document.blocs import Bloc, Chapo, Figure, Paragraphe, SautDePage, Titre

Nourrir = Callable[[Matiere], Iterable[Bloc]]


@dataclass
class Groupe:
    """Une partie et ce qui la suit sans en ouvrir une autre : c'est elle qui prend des pages."""

    cle: str
    titre: str
    pages_max: int | None = None
    est_ecrit: bool = False
    est_ecartable: bool = False
    blocs: list[Bloc] = field(default_factory=list)


def composer_les_groupes(
    m: Matiere, nourris: Mapping[str, Nourrir], *, avec_chapo: bool = False
) -> list[Groupe]:
    """Une partie sans rien dedans n'a pas de titre : une section vide ne laisse aucun trou."""
    groupes: list[Groupe] = []
    for section in m.livrable.sections.all():
        corps = [] if section.est_ecartee else list(_corps(m, section, nourris, avec_chapo))
        if section.place == Place.PARTIE or not groupes:
            groupes.append(_ouvrir(section))
            groupes[-1].blocs += corps
        else:
            groupes[-1].est_ecrit = groupes[-1].est_ecrit or section.est_ecrite
            groupes[-1].blocs += _a_la_suite(section, corps)
    return [_intituler(m, groupe) for groupe in groupes if groupe.blocs]


def _ouvrir(section: Section) -> Groupe:
    return Groupe(
        section.cle,
        section.titre,
        section.pages_max,
        section.est_ecrite,
        est_ecartable=not section.est_obligatoire and not section.est_ecartee,
    )


def _a_la_suite(section: Section, corps: list[Bloc]) -> list[Bloc]:
    if not corps or section.place == Place.SUITE or _porte_ses_titres(section):
        return corps
    return [Titre(2, section.titre, ancre=f"partie-{section.cle}"), *corps]


def _porte_ses_titres(section: Section) -> bool:
    return section.nature == Nature.NOURRIE and section.cle in BLOCS and BLOCS[section.cle].porte_ses_titres


def _intituler(m: Matiere, groupe: Groupe) -> Groupe:
    bloc = BLOCS.get(groupe.cle)
    if bloc and bloc.porte_ses_titres:
        return groupe
    saut = [SautDePage()] if bloc and bloc.ouvre_une_page else []
    groupe.blocs = [*saut, Titre(1, groupe.titre, ancre=f"partie-{groupe.cle}"), *groupe.blocs]
    return groupe


def _corps(m: Matiere, section: Section, nourris: Mapping[str, Nourrir], avec_chapo: bool) -> Iterator[Bloc]:
    """Ce que l'équipe a écrit, ou ce que le dossier sait ; puis la photo qui a là sa place."""
    if section.nature == Nature.NOURRIE:
        # Un bloc que la maison ne connaît plus n'empêche pas d'écrire les autres.
        yield from nourris[section.cle](m) if section.cle in nourris else ()
        return
    niveau = 3 if section.place == Place.SOUS_PARTIE else 2
    ecrits = html_en_blocs(section.contenu, premier_niveau=niveau)
    yield from _avec_chapo(ecrits) if avec_chapo and section.place == Place.PARTIE else ecrits
    if avec_chapo:
        yield from photo(m, section.cle.replace("_", "-"))


def _avec_chapo(blocs: Iterable[Bloc]) -> Iterator[Bloc]:
    """Le premier paragraphe d'une section ouvre la page."""
    for rang, bloc in enumerate(blocs):
        yield Chapo(bloc.texte) if rang == 0 and isinstance(bloc, Paragraphe) else bloc


def photo(m: Matiere, usage: str) -> Iterator[Figure]:
    image = m.image(usage)
    if image.octets:
        yield Figure(image.octets, image.legende, image.alternative, image.credit)
