"""Le périmètre en train d'être choisi : chaque clic le transforme, rien de ce qui est tapé ne se perd."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from etabli.socle.francais import INSECABLE, nombre, pluriel
from etabli.territoires.avertissements import Avertissement, avertir
from etabli.territoires.calcul import distance_en_km
from etabli.territoires.enums import Genre
from etabli.territoires.lecture import LectureDeCodes, lire_des_codes
from etabli.territoires.models import Commune, Departement, Epci

DESIGNABLES = (Genre.COMMUNE, Genre.EPCI, Genre.DEPARTEMENT)
NB_DE_VOISINES = 12
DEGRES_AUTOUR = 0.35


@dataclass(frozen=True)
class Saisie:
    """Ce que la page a envoyé, tel quel. `geste` est le bouton pressé, `objet` ce qu'il vise."""

    choix: tuple[str, ...] = ()
    recherche: str = ""
    codes: str = ""
    geste: str = ""
    objet: str = ""


@dataclass(frozen=True)
class Choisi:
    """Une désignation, et le nombre de communes qu'elle apporte."""

    valeur: str
    territoire: Commune | Epci | Departement
    nb_communes: int

    @property
    def precision(self) -> str:
        if isinstance(self.territoire, Commune):
            return self.territoire.departement.nom
        return pluriel(self.nb_communes, "commune")


@dataclass
class Selection:
    """La saisie comprise : les communes qu'elle réunit, ce qui reste à préciser, ce qu'il faut savoir."""

    saisie: Saisie
    lecture: LectureDeCodes = field(default_factory=LectureDeCodes)

    @cached_property
    def territoires(self) -> list[Commune | Epci | Departement]:
        return designes(self.saisie.choix)

    @cached_property
    def communes(self) -> list[Commune]:
        """Chacune une fois, avec son département et son intercommunalité."""
        codes = {t.pk for t in self.territoires if isinstance(t, Commune)} | {
            c.code for c in self.lecture.communes
        }
        epcis = [t.pk for t in self.territoires if isinstance(t, Epci)]
        departements = [t.pk for t in self.territoires if isinstance(t, Departement)]
        actuelles = Commune.objects.actuelles().select_related("departement", "epci")
        trouvees: dict[str, Commune] = {}
        # Par paquets : SQLite refuse les listes trop longues.
        rangees = sorted(codes)
        for debut in range(0, len(rangees), 500):
            trouvees |= {c.code: c for c in actuelles.filter(code__in=rangees[debut : debut + 500])}
        if epcis:
            trouvees |= {c.code: c for c in actuelles.filter(epci__in=epcis)}
        if departements:
            trouvees |= {c.code: c for c in actuelles.filter(departement__in=departements)}
        return sorted(trouvees.values(), key=lambda c: (c.departement_id, c.nom))

    @property
    def choisis(self) -> list[Choisi]:
        return [
            Choisi(
                f"{t.genre.value}:{t.pk}",
                t,
                sum(t.pk == (c.epci_id if isinstance(t, Epci) else c.departement_id) for c in self.communes),
            )
            for t in self.territoires
        ]

    @cached_property
    def avertissements(self) -> list[Avertissement]:
        return avertir(self.communes)

    @property
    def population(self) -> int | None:
        connues = [c.population for c in self.communes if c.population is not None]
        return sum(connues) if connues else None

    @property
    def resume(self) -> str:
        if not self.communes:
            return "Aucune commune n'est encore choisie."
        habitants = (
            f", {nombre(self.population, 0)}{INSECABLE}habitants" if self.population is not None else ""
        )
        return f"{pluriel(len(self.communes), 'commune choisie', 'communes choisies')}{habitants}."

    @property
    def codes_des_communes(self) -> str:
        return " ".join(c.code for c in self.communes)

    @cached_property
    def voisines(self) -> list[Commune]:
        """Les communes du dehors les plus proches de celles du dedans : de quoi étendre sans la carte."""
        situees = [(c.lon, c.lat) for c in self.communes if c.lon is not None and c.lat is not None]
        if not situees or len(situees) > 400:
            return []
        lons, lats = [p[0] for p in situees], [p[1] for p in situees]
        proches = Commune.objects.actuelles().filter(
            lon__range=(min(lons) - DEGRES_AUTOUR, max(lons) + DEGRES_AUTOUR),
            lat__range=(min(lats) - DEGRES_AUTOUR, max(lats) + DEGRES_AUTOUR),
        )
        dedans = {c.code for c in self.communes}
        dehors = [
            (min(distance_en_km((c.lon, c.lat), p) for p in situees), c)
            for c in proches.select_related("departement")
            if c.code not in dedans and c.lon is not None and c.lat is not None
        ]
        return [c for _, c in sorted(dehors, key=lambda d: (d[0], d[1].code))[:NB_DE_VOISINES]]


def designes(choix: tuple[str, ...]) -> list[Commune | Epci | Departement]:
    """Les territoires désignés, par genre, en trois requêtes au plus ; l'inconnu est ignoré."""
    par_genre: dict[str, list[str]] = {genre: [] for genre in DESIGNABLES}
    for valeur in choix:
        genre, _, code = valeur.partition(":")
        if genre in par_genre:
            par_genre[genre].append(code)
    territoires: list[Commune | Epci | Departement] = []
    if codes := par_genre[Genre.DEPARTEMENT]:
        territoires.extend(Departement.objects.filter(pk__in=codes).order_by("nom"))
    if codes := par_genre[Genre.EPCI]:
        territoires.extend(Epci.objects.filter(pk__in=codes).order_by("nom"))
    rangs = par_genre[Genre.COMMUNE]
    for debut in range(0, len(rangs), 500):
        communes = Commune.objects.filter(pk__in=rangs[debut : debut + 500]).select_related("departement")
        territoires.extend(communes.order_by("departement_id", "nom"))
    return territoires


def appliquer(saisie: Saisie) -> Selection:
    """Le geste fait, et la saisie qui en résulte ; un geste inconnu ne change rien."""
    gestes = {"lire": lire, "prendre": prendre, "ajouter": ajouter, "basculer": basculer, "vider": vider}
    return gestes.get(saisie.geste, laisser)(saisie)


def laisser(saisie: Saisie) -> Selection:
    return Selection(saisie, lire_des_codes(saisie.codes))


def lire(saisie: Saisie) -> Selection:
    """Ce qui est compris devient choix ; ne reste dans la zone que ce qui ne l'est pas."""
    lecture = lire_des_codes(saisie.codes)
    epcis = {e.siren for e in lecture.epcis}
    nouveaux = [f"epci:{siren}" for siren in epcis]
    nouveaux += [f"commune:{c.code}" for c in lecture.communes if c.epci_id not in epcis]
    choix = tuple(dict.fromkeys([*saisie.choix, *nouveaux]))
    restes = "\n".join(i.texte for i in lecture.inconnus)
    lecture.communes, lecture.epcis = [], []
    return Selection(replace(saisie, choix=choix, codes=restes), lecture)


def prendre(saisie: Saisie) -> Selection:
    """« commune:50592|5O592 » : la proposition acceptée remplace le texte qui n'était pas compris."""
    valeur, _, texte = saisie.objet.partition("|")
    lue = lire(saisie)
    restent = [ligne for ligne in lue.saisie.codes.split("\n") if ligne != texte]
    choix = tuple(dict.fromkeys([*lue.saisie.choix, valeur]))
    suite = lire(replace(saisie, codes="\n".join(restent), choix=choix))
    suite.lecture.remplaces[:0] = lue.lecture.remplaces
    return suite


def ajouter(saisie: Saisie) -> Selection:
    """Une intercommunalité ou un département entier remplace ses communes déjà choisies une à une."""
    genre, _, code = saisie.objet.partition(":")
    choix = list(saisie.choix)
    if genre in (Genre.EPCI, Genre.DEPARTEMENT):
        siennes = Commune.objects.actuelles().filter(**{genre: code}).values_list("code", flat=True)
        retirees = {f"commune:{c}" for c in siennes}
        choix = [c for c in choix if c not in retirees]
    return laisser(replace(saisie, choix=tuple(dict.fromkeys([*choix, saisie.objet]))))


def basculer(saisie: Saisie) -> Selection:
    """Depuis la carte : la commune entre, ou sort ; sortie d'un ensemble, les autres y restent une à une."""
    selection = laisser(saisie)
    code, cle = saisie.objet, f"commune:{saisie.objet}"
    dedans = {c.code: c for c in selection.communes}
    if code not in dedans:
        return laisser(replace(saisie, choix=(*saisie.choix, cle)))
    commune = dedans[code]
    ensembles = {f"epci:{commune.epci_id}", f"departement:{commune.departement_id}"} & set(saisie.choix)
    restent = [c for c in saisie.choix if c != cle and c not in ensembles]
    for autre in dedans.values():
        siens = {f"epci:{autre.epci_id}", f"departement:{autre.departement_id}"}
        if autre.code != code and siens & ensembles and not siens & set(restent):
            restent.append(f"commune:{autre.code}")
    return laisser(replace(saisie, choix=tuple(dict.fromkeys(restent))))


def vider(saisie: Saisie) -> Selection:
    return Selection(Saisie())
