"""Ce que le tableau de bord lit des dossiers, en un nombre constant de requêtes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier
from etabli.dossier.volets import Resume, volets
from etabli.etape1_candidature.enums import CLOSES
from etabli.etape1_candidature.enums import Etat as EtatDeCandidature
from etabli.etape1_candidature.models import Candidature
from etabli.pilotage.calcul import Entree, Sejour, ecart, medianes, sejours
from etabli.socle.models import Fait
from etabli.territoires.models import Departement

ARRETEES = tuple(e for e in CLOSES if e != EtatDeCandidature.RETENUE)


@dataclass(frozen=True)
class LigneDeDossier:
    """Un dossier tel que le pilotage le regarde : où il en est, depuis combien de temps."""

    dossier: Dossier
    departements: tuple[Departement, ...]
    sejour: Sejour | None
    entree_le: date
    mediane: float | None
    ecart: float | None
    etat: str
    est_arrete: bool

    @property
    def est_longue(self) -> bool:
        return self.ecart is not None and self.ecart > 0

    @property
    def comparaison(self) -> str:
        """Dit en mots ce que la couleur montrerait."""
        if self.est_arrete:
            return "dossier arrêté"
        if self.ecart is None:
            return "pas encore de repère"
        return "au-dessus de la médiane" if self.ecart > 0 else "dans la médiane"


def lignes_de(dossiers: QuerySet[Dossier], agent: Agent) -> list[LigneDeDossier]:
    """Les lignes de ces dossiers, le plus en retard sur la médiane d'abord."""
    tous, aujourd_hui = list(dossiers.for_list()), localdate()  # type: ignore[attr-defined]
    entrees = _entrees(tous)
    sejours_par_dossier = {d.pk: sejours(entrees[d.pk], aujourd_hui) for d in tous}
    reperes = medianes(s for liste in sejours_par_dossier.values() for s in liste)
    departements, etats = _departements(tous), _etats(tous, agent)
    arretes = set(
        Candidature.objects.filter(dossier__in=tous, etat__in=ARRETEES).values_list("dossier_id", flat=True)
    )
    lignes = []
    for dossier in tous:
        sejour = sejours_par_dossier[dossier.pk][-1]
        est_arrete = dossier.pk in arretes
        resume = etats.get(dossier.pk)
        lignes.append(
            LigneDeDossier(
                dossier=dossier,
                departements=tuple(departements.get(dossier.perimetre_id, ())),
                sejour=None if est_arrete else sejour,
                entree_le=max(e.le for e in entrees[dossier.pk]),
                mediane=reperes.get(sejour.etape),
                ecart=None if est_arrete else ecart(sejour, reperes),
                etat=resume.libelle if resume else "",
                est_arrete=est_arrete,
            )
        )
    return sorted(lignes, key=_urgence)


def _urgence(ligne: LigneDeDossier) -> tuple[bool, float, float]:
    jours = ligne.sejour.nb_jours if ligne.sejour else 0
    return ligne.est_arrete, -(ligne.ecart if ligne.ecart is not None else -1e6), -jours


def _entrees(dossiers: Sequence[Dossier]) -> dict[int, list[Entree]]:
    """L'ouverture, puis chaque passage d'étape tel que le journal l'a noté."""
    entrees = {d.pk: [Entree(Etape.CANDIDATURE, d.ouvert_le)] for d in dossiers}
    passages = Fait.objects.filter(
        sujet_type=ContentType.objects.get_for_model(Dossier), sujet_id__in=list(entrees), acte="passer_a"
    ).order_by("numero")
    for fait in passages:
        # Un dossier rejoué plus tard garde l'ordre de son histoire : jamais avant son ouverture.
        le = max(localdate(fait.quand), entrees[fait.sujet_id][-1].le)
        entrees[fait.sujet_id].append(Entree(str(fait.donnees.get("vers", "")), le))
    return entrees


def _departements(dossiers: Sequence[Dossier]) -> dict[int, list[Departement]]:
    ids = {d.perimetre_id for d in dossiers}
    couples = Departement.objects.filter(communes__perimetres__in=ids)
    codes: dict[int, set[str]] = {}
    for code, perimetre in couples.values_list("pk", "communes__perimetres").distinct():
        codes.setdefault(perimetre, set()).add(code)
    tous = Departement.objects.select_related("region").in_bulk({c for s in codes.values() for c in s})
    return {p: [tous[c] for c in sorted(liste)] for p, liste in codes.items() if p in ids}


def _etats(dossiers: Sequence[Dossier], agent: Agent) -> dict[int, Resume]:
    """Ce que l'étape courante de chaque dossier dit d'elle-même."""
    etats: dict[int, Resume] = {}
    for volet in volets():
        etats |= volet.resumes([d for d in dossiers if d.etape == volet.etape], agent)
    return etats
