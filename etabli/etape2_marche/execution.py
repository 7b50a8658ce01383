"""Du marché enregistré au calcul : son bilan, son terme, ce qui appelle une décision."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils.timezone import localdate

from etabli.etape2_marche import enums
from etabli.etape2_marche.calcul import execution as calcul
from etabli.etape2_marche.calcul.consommation import (
    Consommation,
    Engagement,
    Prevision,
    consommation,
    prevision,
)
from etabli.etape2_marche.models import (
    AccordCadre,
    ActeDeSousTraitance,
    Avenant,
    DecisionDAdmission,
    Facture,
    LigneDeFacture,
    LivrableDuMarche,
    Marche,
    OrdreDeService,
    Phase,
)

ZERO = Decimal(0)
# Une facture retournée n'est due ni payée.
DUES = (enums.EtatDeLaFacture.RECUE, enums.EtatDeLaFacture.VERIFIEE, enums.EtatDeLaFacture.PAYEE)


def postes_de(marche: Marche) -> list[calcul.Poste]:
    """Les phases du marché et leur prix, avec ce que les avenants notifiés y changent (deux requêtes)."""
    ecarts: dict[int, Decimal] = defaultdict(Decimal)
    for avenant in Avenant.objects.notifies().filter(marche=marche, phase__isnull=False):
        ecarts[avenant.phase_id] += avenant.ecart_ht
    return [
        calcul.Poste(p.pk, p.intitule, p.montant_ht or ZERO, ecarts[p.pk])
        for p in Phase.objects.filter(marche=marche)
    ]


def demande_de(facture: Facture) -> calcul.Demande:
    """Une facture, ses lignes préchargées."""
    return calcul.Demande(
        tuple((ligne.phase_id, ligne.montant_ht) for ligne in facture.lignes.all()),
        avance=facture.avance_ht,
        reprise=facture.reprise_d_avance_ht,
        retenue=facture.retenue_ht,
        est_payee=facture.etat == enums.EtatDeLaFacture.PAYEE,
        taux=facture.taux_tva,
    )


def bilan_de(marche: Marche, *, sauf: Facture | None = None) -> calcul.Bilan:
    """Où en est l'argent du marché, en un nombre constant de requêtes ; `sauf` ignore une facture."""
    factures = Facture.objects.filter(marche=marche, etat__in=DUES).prefetch_related("lignes")
    if sauf is not None:
        factures = factures.exclude(pk=sauf.pk)
    ecarts = Avenant.objects.notifies().filter(marche=marche).aggregate(total=Sum("ecart_ht"))["total"]
    refactions = DecisionDAdmission.objects.filter(livrable__marche=marche).aggregate(t=Sum("refaction_ht"))
    return calcul.bilan(
        postes_de(marche),
        (demande_de(f) for f in factures),
        prix_initial=marche.montant_ht or ZERO,
        avenants=ecarts or ZERO,
        refactions=refactions["t"] or ZERO,
    )


def duree_actuelle(marche: Marche) -> int:
    """La durée d'origine, ou celle que le dernier avenant notifié lui donne."""
    dernier = (
        Avenant.objects.notifies()
        .filter(marche=marche, duree_mois_apres__isnull=False)
        .order_by("-notifie_le", "-numero")
        .first()
    )
    return dernier.duree_mois_apres if dernier and dernier.duree_mois_apres else marche.duree_mois or 0


def arrets_de(marche: Marche) -> list[calcul.Arret]:
    deux = (enums.NatureDOrdre.SUSPENSION, enums.NatureDOrdre.REPRISE)
    ordres = OrdreDeService.objects.filter(marche=marche, nature__in=deux).order_by("effet_le", "numero")
    return calcul.suspensions((o.effet_le, o.nature == enums.NatureDOrdre.SUSPENSION) for o in ordres)


def terme_de(marche: Marche) -> date | None:
    if not marche.notifie_le:
        return None
    duree, au = duree_actuelle(marche), localdate()
    return calcul.fin_prevue(marche.notifie_le, duree, arrets_de(marche), au=au) if duree else None


def montant_de_l_acte(acte: ActeDeSousTraitance) -> Decimal:
    """Le plafond de l'acte, ou celui que sa dernière modification lui donne (modifications préchargées)."""
    plafond: Decimal = acte.montant_ht
    for modification in acte.modifications.all():
        plafond = plafond if modification.montant_ht is None else modification.montant_ht
    return plafond


def facture_par_le_sous_traitant(acte: ActeDeSousTraitance, *, sauf: Facture | None = None) -> Decimal:
    factures = Facture.objects.filter(acte=acte, etat__in=DUES)
    if sauf is not None:
        factures = factures.exclude(pk=sauf.pk)
    total: Decimal | None = LigneDeFacture.objects.filter(facture__in=factures).aggregate(
        t=Sum("montant_ht")
    )["t"]
    return total or ZERO


@dataclass(frozen=True)
class Alerte:
    """Ce qui appelle quelqu'un : avant la date, un repère ; après, un retard."""

    libelle: str
    pour_le: date | None
    famille: str = ""
    objet_id: int = 0

    @property
    def est_depassee(self) -> bool:
        return self.pour_le is not None and self.pour_le < localdate()


def echeance_de_verification(livrable: LivrableDuMarche, cadre: AccordCadre) -> date | None:
    return (
        calcul.ajouter_des_mois(livrable.remis_le, cadre.delai_de_verification_mois)
        if livrable.remis_le
        else None
    )


def echeance_de_paiement(facture: Facture, cadre: AccordCadre) -> date:
    return facture.recue_le + timedelta(days=cadre.delai_de_paiement_jours)


def alertes_de(marche: Marche) -> list[Alerte]:
    """Tout ce qui attend une décision, le plus pressé d'abord (un nombre constant de requêtes)."""
    if marche.etat != enums.Etat.NOTIFIE:
        return []
    alertes = [*_livrables(marche), *_factures(marche), *_changements(marche)]
    if terme := terme_de(marche):
        alertes.append(Alerte("Fin du marché", terme))
    return sorted(alertes, key=lambda a: (a.pour_le or date.max, a.libelle))


def _livrables(marche: Marche) -> Iterable[Alerte]:
    etat = enums.EtatDuLivrable
    attendus = (etat.ATTENDU, etat.AJOURNE, etat.REJETE)
    for livrable in LivrableDuMarche.objects.filter(marche=marche):
        if livrable.etat == etat.REMIS:
            pour_le = echeance_de_verification(livrable, marche.accord_cadre)
            yield Alerte(f"Décider : «\u00a0{livrable}\u00a0» est remis", pour_le, "livrables", livrable.pk)
        elif livrable.etat in attendus and livrable.attendu_le:
            yield Alerte(f"Remise attendue : {livrable}", livrable.attendu_le, "livrables", livrable.pk)


def _factures(marche: Marche) -> Iterable[Alerte]:
    etat = enums.EtatDeLaFacture
    for facture in Facture.objects.filter(marche=marche, etat__in=[etat.RECUE, etat.VERIFIEE]):
        geste = "Vérifier" if facture.etat == etat.RECUE else "Payer"
        pour_le = echeance_de_paiement(facture, marche.accord_cadre)
        yield Alerte(f"{geste} : facture {facture.numero}", pour_le, "factures", facture.pk)


def _changements(marche: Marche) -> Iterable[Alerte]:
    presentes = ActeDeSousTraitance.objects.filter(marche=marche, etat=enums.EtatDeLActe.PRESENTE)
    for acte in presentes.select_related("sous_traitant"):
        yield Alerte(f"Décider : {acte}", None, "sous-traitance", acte.pk)
    for avenant in Avenant.objects.filter(marche=marche, etat=enums.EtatDeLAvenant.PROJET):
        yield Alerte(f"Signer et notifier, ou abandonner : {avenant}", None, "avenants", avenant.pk)
    for ordre in OrdreDeService.objects.filter(marche=marche, etat=enums.EtatDeLOrdre.EMIS):
        yield Alerte(f"Réception à constater : {ordre}", None, "ordres", ordre.pk)


def engagements_de(marches: Iterable[Marche]) -> dict[int, Engagement]:
    """Ce que chaque marché notifié engage, facture et a payé, avenants compris (trois requêtes pour tous)."""
    liste = [m for m in marches if m.notifie_le and m.montant_ht is not None]
    ecarts = _sommes(Avenant.objects.notifies().filter(marche__in=liste), "ecart_ht")
    dues = LigneDeFacture.objects.filter(facture__marche__in=liste, facture__etat__in=DUES)
    payees = Q(facture__etat=enums.EtatDeLaFacture.PAYEE)
    par_marche = {
        ligne["facture__marche"]: (ligne["du"] or ZERO, ligne["paye"] or ZERO)
        for ligne in dues.order_by()
        .values("facture__marche")
        .annotate(du=Sum("montant_ht"), paye=Sum("montant_ht", filter=payees))
    }
    nets = (
        Facture.objects.filter(marche__in=liste, etat=enums.EtatDeLaFacture.PAYEE)
        .order_by()
        .values("marche")
        .annotate(net=Sum(F("avance_ht") - F("reprise_d_avance_ht") - F("retenue_ht")))
    )
    ajustements = {ligne["marche"]: ligne["net"] or ZERO for ligne in nets}
    rien = (ZERO, ZERO)
    return {
        m.pk: Engagement(
            str(m.titulaire),
            m.notifie_le.year if m.notifie_le else 0,
            (m.montant_ht or ZERO) + ecarts.get(m.pk, ZERO),
            region=_region(m),
            facture=par_marche.get(m.pk, rien)[0],
            paye=par_marche.get(m.pk, rien)[1] + ajustements.get(m.pk, ZERO),
        )
        for m in liste
    }


def _sommes(avenants: "object", champ: str) -> dict[int, Decimal]:
    lignes = avenants.order_by().values("marche").annotate(t=Sum(champ))  # type: ignore[attr-defined]
    return {ligne["marche"]: ligne["t"] or ZERO for ligne in lignes}


def _region(marche: Marche) -> str:
    acheteur = marche.acheteur
    region = acheteur.region or (acheteur.departement.region if acheteur.departement else None)
    return region.nom if region else ""


# Ce qui se prépare ou se juge : pas encore engagé, mais annoncé.
EN_PASSATION = (
    enums.Etat.PREPARATION,
    enums.Etat.CONSULTATION,
    enums.Etat.DEPOUILLEMENT,
    *enums.ANALYSES,
    enums.Etat.ATTRIBUE,
)


def consommation_de(cadre: AccordCadre) -> Consommation:
    """Ce que les marchés notifiés engagent, par titulaire, par année de notification et par région."""
    notifies = Marche.objects.filter(accord_cadre=cadre, etat__in=enums.ENGAGES).select_related(
        "titulaire__groupement", "acheteur__region", "acheteur__departement__region"
    )
    return consommation(engagements_de(notifies).values(), cadre.montant_maximum)


def previsions_de(bilans: Mapping[AccordCadre, Consommation]) -> dict[AccordCadre, Prevision | None]:
    """Au rythme observé ; les marchés en passation comptent pour leur prix, à défaut le montant du format."""
    annonces: dict[int, Decimal] = defaultdict(Decimal)
    en_cours = Marche.objects.filter(accord_cadre__in=bilans, etat__in=EN_PASSATION)
    for marche in en_cours.select_related("dossier__format"):
        annonces[marche.accord_cadre_id] += (
            marche.montant_ht or marche.dossier.format.montant_indicatif or ZERO
        )
    return {
        cadre: prevision(
            bilan.total,
            debut=cadre.debut_le,
            fin=cadre.fin_le,
            au=localdate(),
            en_passation=annonces[cadre.pk],
            maximum=cadre.montant_maximum,
        )
        for cadre, bilan in bilans.items()
    }


def prevision_de(cadre: AccordCadre, bilan: Consommation) -> Prevision | None:
    return previsions_de({cadre: bilan})[cadre]


def decisions_attendues(marches: Iterable[Marche]) -> list[tuple[Marche, Alerte]]:
    """Ce que l'acheteur doit décider dans chaque marché notifié : livrables remis, factures (deux requêtes)."""
    notifies = {m.pk: m for m in marches if m.etat == enums.Etat.NOTIFIE}
    remis = LivrableDuMarche.objects.filter(marche__in=notifies, etat=enums.EtatDuLivrable.REMIS)
    ouvertes = (enums.EtatDeLaFacture.RECUE, enums.EtatDeLaFacture.VERIFIEE)
    factures = Facture.objects.filter(marche__in=notifies, etat__in=ouvertes)
    livrables = [
        (v, f"Décider du livrable «\u00a0{v}\u00a0»", echeance_de_verification(v, v.marche.accord_cadre))
        for v in remis.select_related("marche__accord_cadre")
    ]
    dues = [
        (f, f"Traiter la facture {f.numero}", echeance_de_paiement(f, f.marche.accord_cadre))
        for f in factures.select_related("marche__accord_cadre")
    ]
    return [
        (notifies[objet.marche_id], Alerte(libelle, pour_le, objet.famille, objet.pk))
        for objet, libelle, pour_le in (*livrables, *dues)
    ]
