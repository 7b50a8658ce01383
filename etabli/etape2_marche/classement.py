"""Du marché enregistré au calcul : le barème du cadre, les offres recevables, leur classement."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from etabli.etape2_marche import calcul
from etabli.etape2_marche.enums import ENGAGES
from etabli.etape2_marche.models import AccordCadre, Marche, Note, Offre


def bareme_de(cadre: AccordCadre) -> calcul.Bareme:
    return calcul.Bareme(
        tuple(calcul.Critere(c.pk, c.poids, c.est_prix, c.nom) for c in cadre.criteres.all()),
        cadre.regle_de_prix,
        Decimal(cadre.note_maximale),
    )


def offres_recevables(marche: Marche) -> list[Offre]:
    return list(marche.offres.recevables().select_related("titulaire__groupement"))


def offres_notees(marche: Marche) -> list[calcul.Offre]:
    """Les offres recevables avec leurs notes de consensus (deux requêtes)."""
    notes: dict[int, dict[int, Decimal]] = {}
    for note in Note.objects.de_consensus().filter(offre__marche=marche):
        notes.setdefault(note.offre_id, {})[note.critere_id] = note.valeur
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


def sensibilite_de(marche: Marche) -> list[calcul.Variante]:
    notees, bareme = offres_notees(marche), bareme_de(marche.accord_cadre)
    return calcul.sensibilite(notees, bareme) if _est_complet(notees, bareme) else []


def _classer(notees: list[calcul.Offre], bareme: calcul.Bareme) -> list[calcul.Ligne]:
    return calcul.classer(notees, bareme) if _est_complet(notees, bareme) else []


def _est_complet(notees: Iterable[calcul.Offre], bareme: calcul.Bareme) -> bool:
    a_noter = {c.cle for c in bareme.criteres if not c.est_prix}
    return bool(bareme.criteres) and all(a_noter <= set(o.notes) for o in notees)


def consommation_de(cadre: AccordCadre) -> calcul.Consommation:
    """Ce que les marchés notifiés engagent, par titulaire et par année de notification."""
    notifies = Marche.objects.filter(accord_cadre=cadre, etat__in=ENGAGES).select_related(
        "titulaire__groupement"
    )
    return calcul.consommation(
        (
            calcul.Engagement(str(m.titulaire), m.notifie_le.year, m.montant_ht)
            for m in notifies
            if m.notifie_le and m.montant_ht is not None
        ),
        cadre.montant_maximum,
    )


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
            (critere.nom, sienne.notes[critere.pk], autre.notes[critere.pk])
            for critere in offre.marche.accord_cadre.criteres.all()
        ),
    )
