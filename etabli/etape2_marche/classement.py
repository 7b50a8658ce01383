"""Du marché enregistré au calcul : le barème du cadre, les offres recevables, leur classement."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from etabli.etape2_marche import calcul
from etabli.etape2_marche.models import AccordCadre, Critere, Marche, Note, Offre, SousCritere


def bareme_de(cadre: AccordCadre) -> calcul.Bareme:
    return calcul.Bareme(
        tuple(case.critere_calcule for case in cases_du_cadre(cadre)),
        cadre.regle_de_prix,
        Decimal(cadre.note_maximale),
        cadre.regle_d_egalite,
        cadre.regle_d_arrondi,
    )


@dataclass(frozen=True)
class Case:
    """Ce qui se note : un critère, ou l'un de ses sous-critères."""

    critere: Critere
    sous_critere: SousCritere | None = None

    @property
    def cle(self) -> tuple[int, int]:
        return self.critere.pk, self.sous_critere.pk if self.sous_critere else 0

    @property
    def nom(self) -> str:
        return str(self.sous_critere or self.critere)

    @property
    def nom_entier(self) -> str:
        return f"{self.critere}, {self.sous_critere}" if self.sous_critere else str(self.critere)

    @property
    def poids(self) -> Decimal:
        return self.sous_critere.poids if self.sous_critere else self.critere.poids

    @property
    def critere_calcule(self) -> calcul.Critere:
        parent = self.critere.nom if self.sous_critere else ""
        return calcul.Critere(self.cle, self.poids, self.critere.est_prix, self.nom, parent)


def cases_du_cadre(cadre: AccordCadre) -> list[Case]:
    """Les critères dans l'ordre du cadre, chacun remplacé par ses sous-critères quand il en a (deux requêtes)."""
    cases: list[Case] = []
    for critere in cadre.criteres.prefetch_related("sous_criteres"):
        sous = list(critere.sous_criteres.all())
        cases += [Case(critere, s) for s in sous] if sous else [Case(critere)]
    return cases


def cases_a_noter(cadre: AccordCadre) -> list[Case]:
    return [case for case in cases_du_cadre(cadre) if not case.critere.est_prix]


def offres_recevables(marche: Marche) -> list[Offre]:
    return list(marche.offres.recevables().select_related("titulaire__groupement"))


def offres_notees(marche: Marche) -> list[calcul.Offre]:
    """Les offres recevables avec leurs notes de consensus (deux requêtes)."""
    notes: dict[int, dict[Hashable, Decimal]] = {}
    for note in Note.objects.de_consensus().filter(offre__marche=marche):
        notes.setdefault(note.offre_id, {})[note.cle] = note.valeur
    return [
        calcul.Offre(o.pk, o.montant_ht, notes.get(o.pk, {}), str(o.titulaire))
        for o in offres_recevables(marche)
        if o.montant_ht is not None
    ]


def classement_de(marche: Marche) -> list[calcul.Ligne]:
    """Recalculé à chaque lecture depuis les notes arrêtées : le rang n'est écrit nulle part.

    Vide tant qu'il manque une note de consensus.
    """
    return _classer(offres_notees(marche), bareme_de(marche.accord_cadre))


def plages_de(marche: Marche) -> list[calcul.Plage]:
    notees, bareme = offres_notees(marche), bareme_de(marche.accord_cadre)
    return calcul.plages(notees, bareme) if _est_complet(notees, bareme) else []


def sensibilite_de(marche: Marche) -> list[calcul.Variante]:
    notees, bareme = offres_notees(marche), bareme_de(marche.accord_cadre)
    return calcul.sensibilite(notees, bareme) if _est_complet(notees, bareme) else []


def _classer(notees: list[calcul.Offre], bareme: calcul.Bareme) -> list[calcul.Ligne]:
    return calcul.classer(notees, bareme) if _est_complet(notees, bareme) else []


def _est_complet(notees: Iterable[calcul.Offre], bareme: calcul.Bareme) -> bool:
    a_noter = {c.cle for c in bareme.criteres if not c.est_prix}
    return bool(bareme.criteres) and all(a_noter <= set(o.notes) for o in notees)


@dataclass(frozen=True)
class Comparaison:
    """Ce qu'un candidat écarté a le droit de savoir : son rang, ses notes et celles de l'offre retenue."""

    rang: int
    nb_classees: int
    total: Decimal
    total_retenu: Decimal
    criteres: tuple[tuple[str, Decimal, Decimal], ...]


def comparaison_de(offre: Offre) -> Comparaison | None:
    """Rien pour une offre écartée avant d'être notée : c'est alors son motif de conformité qui explique."""
    lignes = classement_de(offre.marche)
    sienne = next((ligne for ligne in lignes if ligne.cle == offre.pk), None)
    retenue = Offre.objects.filter(marche=offre.marche, titulaire=offre.marche.titulaire).first()
    autre = next((ligne for ligne in lignes if retenue and ligne.cle == retenue.pk), None)
    if sienne is None or autre is None:
        return None
    return Comparaison(
        rang=sienne.rang,
        nb_classees=len(lignes),
        total=sienne.total,
        total_retenu=autre.total,
        criteres=tuple(
            (case.nom_entier, sienne.notes[case.cle], autre.notes[case.cle])
            for case in cases_du_cadre(offre.marche.accord_cadre)
        ),
    )
