"""Étape 1, jouée : du premier contact à la décision."""

from datetime import date, timedelta
from typing import Any

from etabli.annuaire.models import Agent
from etabli.config.demonstration.contenu import lire
from etabli.config.demonstration.horloge import Horloge
from etabli.config.demonstration.monde import Monde
from etabli.config.demonstration.signatures import signer_electroniquement
from etabli.dossier.actions import ajouter_un_membre, ecrire_un_message
from etabli.dossier.enums import College, Role, Visibilite
from etabli.dossier.models import FormatAtelier, Thematique
from etabli.etape1_candidature.actions import (
    citer_un_acteur,
    citer_un_document,
    donner_un_avis,
    ecrire_la_rubrique,
    joindre_le_courrier_signe,
    lever_une_remarque,
    ouvrir_un_dossier,
    preparer_les_courriers,
    qualifier,
    remarquer,
)
from etabli.etape1_candidature.documents import COURRIER
from etabli.etape1_candidature.enums import Echelle, NatureDeDocument, SensAvis, TypeCourrier
from etabli.etape1_candidature.models import Candidature, CritereDEligibilite
from etabli.etape1_candidature.workflow import CYCLE
from etabli.territoires.actions import definir_un_perimetre
from etabli.territoires.models import Commune, Epci, Perimetre

SIGNATAIRES = {
    TypeCourrier.SOUTIEN_COLLECTIVITE: "Le ou la signataire pour la collectivité (fictif)",
    TypeCourrier.SOUTIEN_PREFET: "Le sous-préfet d'arrondissement (fictif)",
    TypeCourrier.ENGAGEMENT: "La directrice départementale (fictive)",
}


def ouvrir(contenu: dict[str, Any], *, par: Agent, perimetre: Perimetre, **roles: Any) -> Candidature:
    return ouvrir_un_dossier(
        titre=contenu["titre"],
        resume=contenu["resume"],
        format=FormatAtelier.objects.get(pk="local"),
        perimetre=perimetre,
        thematiques=Thematique.objects.filter(nom__in=contenu["thematiques"]),
        est_fictif=True,
        par=par,
        **roles,
    )


def avancer(acte: str, candidature: Candidature, par: Agent, **donnees: Any) -> Candidature:
    CYCLE.avancer(acte, candidature, par=par, **donnees)
    return Candidature.objects.for_detail().get(pk=candidature.pk)


def rediger(candidature: Candidature, contenu: dict[str, Any], auteurs: list[Agent]) -> Candidature:
    """Chaque rubrique est écrite par l'un des auteurs, à tour de rôle."""
    qualifier(
        candidature,
        type_d_objet=contenu["type_d_objet"],
        echelle=contenu.get("echelle", Echelle.INTERCOMMUNALE),
        par=auteurs[0],
    )
    for rang, rubrique in enumerate(candidature.rubriques.order_by("pk")):
        if texte := contenu["rubriques"].get(rubrique.cle):
            auteur = auteurs[rang % len(auteurs)]
            ecrire_la_rubrique(rubrique, texte, version_lue=rubrique.version, par=auteur)
    return Candidature.objects.for_detail().get(pk=candidature.pk)


def signer(candidature: Candidature, le: date, par: Agent, *, electroniquement: bool = False) -> None:
    """Le courrier signé est le projet généré ; au plus, un certificat fictif signe celui de la collectivité."""
    for courrier in preparer_les_courriers(candidature, par=par):
        pdf = COURRIER.pdf(courrier)
        signataire = SIGNATAIRES[TypeCourrier(courrier.type)]
        if electroniquement and courrier.type == TypeCourrier.SOUTIEN_COLLECTIVITE:
            signataire = "Mme Fictive, présidente"
            pdf = signer_electroniquement(pdf, signataire)
        joindre_le_courrier_signe(courrier, pdf, f"courrier-{courrier.pk}.pdf", signataire, le, par=par)


def instruire(candidature: Candidature, instructeurs: list[Agent], sens: SensAvis, motif: str) -> None:
    for instructeur in instructeurs:
        for critere in CritereDEligibilite.objects.filter(est_actif=True):
            donner_un_avis(candidature, critere, sens, motif, par=instructeur)


def jouer_tessy(monde: Monde, horloge: Horloge) -> Candidature:
    """Du premier contact, il y a vingt et un mois, à la cohorte de l'année."""
    contenu, o = lire("tessy"), monde.organisations
    horloge.il_y_a(660)
    ddtm, commune, agglo, dgaln = (monde[i] for i in ("ddtm", "commune", "agglo", "dgaln"))
    etude = definir_un_perimetre(
        nom="Tessy-Bocage et ses voisines",
        communes=Commune.objects.filter(code__in=contenu["communes"]),
        par=ddtm,
    )
    reflexion = definir_un_perimetre(
        nom="L'agglomération", epcis=Epci.objects.filter(pk=contenu["reflexion_epci"]), par=ddtm
    )
    candidature = ouvrir(
        contenu,
        par=ddtm,
        perimetre=etude,
        perimetre_de_reflexion=reflexion,
        pilote=o["ddt-50"],
        copilotes=[o["agence-eau"]],
        coporteurs=[o["commune"], o["agglo"]],
    )
    ajouter_un_membre(candidature.dossier, o["prefecture-50"], Role.LECTEUR, par=ddtm)
    ecrire_un_message(
        candidature.dossier,
        "Premier échange avec la commune : trois sujets liés, une vraie envie de travailler ensemble.",
        visibilite=Visibilite.PORTEURS,
        par=ddtm,
    )
    horloge.il_y_a(650)
    candidature = avancer("signaler", candidature, ddtm)
    horloge.il_y_a(638)
    candidature = avancer("caracteriser", candidature, dgaln)
    horloge.il_y_a(620)
    candidature = rediger(candidature, contenu, [ddtm, commune, agglo, monde["eau"]])
    completer(candidature, ddtm)
    candidature = relire(candidature, monde, horloge)
    return deposer_et_instruire(candidature, monde, horloge)


def completer(candidature: Candidature, par: Agent) -> None:
    for nom, college, attente in (
        (
            "Exploitants riverains (fictif)",
            College.ENTREPRISE,
            "Connaître leurs contraintes d'entretien des haies",
        ),
        ("Association de l'épicerie (fictive)", College.ASSOCIATION, "Dire de quel lieu elle aurait besoin"),
        ("Collège du canton (fictif)", College.HABITANT, "Faire dessiner la carte par les élèves"),
    ):
        citer_un_acteur(candidature, nom, college, attente, par=par)
    citer_un_document(candidature, "Inventaire des haies", NatureDeDocument.ETUDE, "Agglomération", par=par)
    citer_un_document(candidature, "Étude de la friche", NatureDeDocument.ETUDE, "DDTM", par=par)


def relire(candidature: Candidature, monde: Monde, horloge: Horloge) -> Candidature:
    ddtm, dgaln = monde["ddtm"], monde["dgaln"]
    horloge.il_y_a(590)
    candidature = avancer("demander_relecture", candidature, ddtm)
    horloge.il_y_a(582)
    objectifs = candidature.rubriques.get(cle="objectifs")
    remarque = remarquer(
        objectifs,
        "Dites ce que la feuille de route devra contenir : combien d'actions, quel degré.",
        par=dgaln,
    )
    candidature = avancer("rendre_la_relecture", candidature, dgaln)
    horloge.il_y_a(575)
    objectifs.refresh_from_db()
    ecrire_la_rubrique(
        objectifs,
        objectifs.contenu
        + "<p>Chaque action dira son porteur, son coût, son financement et son premier pas.</p>",
        version_lue=objectifs.version,
        par=monde["agglo"],
    )
    lever_une_remarque(remarque, par=ddtm, reponse="Complété par l'agglomération.")
    horloge.il_y_a(566)
    return avancer("figer", Candidature.objects.for_detail().get(pk=candidature.pk), ddtm)


def deposer_et_instruire(candidature: Candidature, monde: Monde, horloge: Horloge) -> Candidature:
    ddtm, dgaln, second = monde["ddtm"], monde["dgaln"], monde["instructeur"]
    signer(candidature, horloge.il_y_a(552) - timedelta(days=1), ddtm)
    horloge.il_y_a(548)
    candidature = avancer("deposer", Candidature.objects.for_detail().get(pk=candidature.pk), ddtm)
    horloge.il_y_a(540)
    candidature = avancer("declarer_recevable", candidature, dgaln)
    horloge.il_y_a(525)
    instruire(
        candidature,
        [dgaln, second],
        SensAvis.FAVORABLE,
        "La note le montre, avec des acteurs nommés et un stade amont.",
    )
    horloge.il_y_a(515)
    candidature = avancer(
        "declarer_eligible", candidature, dgaln, motif="Sujet intercommunal, en amont, porté par tous."
    )
    jour = horloge.il_y_a(508)
    return avancer("retenir", candidature, dgaln, cohorte=jour.year)


def jouer_les_autres(monde: Monde, horloge: Horloge) -> dict[str, Candidature]:
    joues = {}
    pilotes = {"bresle": "ddtm76", "oyapock": "guyane", "sologne": "ddt41", "thouarsais": "ddt79"}
    departs = {"bresle": 260, "oyapock": 75, "sologne": 190, "thouarsais": 170}
    for contenu in lire("autres")["dossiers"]:
        cle = contenu["cle"]
        horloge.il_y_a(departs[cle])
        pilote = monde[pilotes[cle]]
        epcis = Epci.objects.filter(pk=contenu["epci"])
        roles: dict[str, Any] = {"pilote": pilote.organisation_principale}
        if cle == "bresle":
            roles["copilotes"] = [monde.organisations["ddt-80"]]
        candidature = ouvrir(
            contenu,
            par=pilote,
            perimetre=definir_un_perimetre(nom=str(epcis[0]), epcis=epcis, par=pilote),
            coporteurs=[monde.organisations[f"epci-{cle}"]],
            **roles,
        )
        joues[cle] = mener(candidature, contenu, pilote, monde, horloge, departs[cle])
    return joues


def mener(
    candidature: Candidature,
    contenu: dict[str, Any],
    pilote: Agent,
    monde: Monde,
    horloge: Horloge,
    depart: int,
) -> Candidature:
    """Conduit un dossier jusqu'au moment où la démonstration le laisse."""
    dgaln, moment = monde["dgaln"], contenu["moment"]
    horloge.il_y_a(depart - 8)
    candidature = avancer("signaler", candidature, pilote)
    horloge.il_y_a(depart - 15)
    candidature = avancer("caracteriser", candidature, dgaln)
    horloge.il_y_a(depart - 25)
    candidature = rediger(candidature, contenu, [pilote])
    if moment == "redaction":
        return candidature
    completer(candidature, pilote)
    horloge.il_y_a(depart - 45)
    candidature = avancer("figer", Candidature.objects.for_detail().get(pk=candidature.pk), pilote)
    signature = horloge.il_y_a(depart - 55)
    signer(candidature, signature, pilote, electroniquement=moment == "liste_d_attente")
    candidature = avancer("deposer", Candidature.objects.for_detail().get(pk=candidature.pk), pilote)
    horloge.il_y_a(depart - 65)
    candidature = avancer("declarer_recevable", candidature, dgaln)
    horloge.il_y_a(depart - 85)
    if moment == "non_eligible":
        instruire(candidature, [dgaln], SensAvis.DEFAVORABLE, contenu["motif"])
        return avancer("declarer_non_eligible", candidature, dgaln, motif=contenu["motif"])
    instruire(candidature, [dgaln], SensAvis.FAVORABLE, contenu["avis"])
    candidature = avancer("declarer_eligible", candidature, dgaln, motif=contenu["motif_d_eligibilite"])
    jour = horloge.il_y_a(depart - 95)
    if moment == "liste_d_attente":
        return avancer("mettre_en_attente", candidature, dgaln, motif=contenu["motif"])
    return avancer("retenir", candidature, dgaln, cohorte=jour.year)
