"""Le monde des épreuves : le premier dossier de la démonstration et trois jumeaux, à d'autres moments de leur vie.

Les jumeaux copient chaque ligne du dossier, membres compris : qui a tous les droits dans l'un les a dans l'autre, et
seul le rattachement d'un objet à son dossier peut encore refuser. Leurs clés sont décalées : une clé étrangère au
dossier se reconnaît où qu'elle paraisse. À jouer dans une transaction que l'on défait.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Model
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.config.demonstration.comptes import DOMAINE
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, Membre
from etabli.etape1_candidature.models import Candidature, Courrier, Remarque
from etabli.etape2_marche.models import (
    Avenant,
    DemandeAuCandidat,
    Evaluateur,
    Facture,
    LivrableDuMarche,
    Marche,
    Note,
    Offre,
    Question,
)
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.models import Activite, Contribution, Participant, Seance
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.etape6_restitution.models import Corpus, Livrable, VersionDeLivrable
from etabli.socle.models import Fichier, VersionDeFichier
from tests.securite.chemins import chemin_vers_le_dossier
from tests.securite.complements import completer

# Une colonne par place tenue dans les quatre dossiers ; le public n'a pas de compte.
PLACES = {
    "public": "sans compte",
    "dgaln": "DGALN",
    "communication": "DGALN, rédactrice",
    "ddtm": "pilote",
    "eau": "co-pilote",
    "commune": "co-porteur",
    "equipe": "équipe",
    "prefecture": "lecteur",
    "candidat": "groupement écarté",
    "ddtm76": "pilote d'un autre dossier",
}
DECALAGES = {"T": 7_000_000, "U": 8_000_000, "V": 9_000_000}
ETAGES_DU_DOSSIER = (
    "dossier", "candidature", "marche", "atelier", "seance", "feuille_de_route", "restitution",
)  # fmt: skip


def agent(identifiant: str) -> Agent:
    return Agent.objects.get(email=f"{identifiant}@{DOMAINE}")


def modeles_du_dossier() -> Iterator[tuple[type[Model], str]]:
    for etage in ETAGES_DU_DOSSIER:
        for modele in apps.get_app_config(etage).get_models():
            chemin = chemin_vers_le_dossier(modele)
            if chemin is not None and modele.__module__.startswith("etabli."):
                yield modele, chemin


def objets(modele: type[Model], dossier: Dossier) -> models.QuerySet[Model]:
    chemin = chemin_vers_le_dossier(modele)
    return modele._default_manager.filter(**{chemin or "pk": dossier.pk if not chemin else dossier})


def cle_jumelle(cle: int | uuid.UUID, depuis: str, vers: str) -> int | uuid.UUID:
    """La clé du même objet dans un jumeau ; « A » est le dossier de la démonstration. Son premier chiffre la trahit."""
    decalage = DECALAGES[vers]
    if isinstance(cle, uuid.UUID):
        return uuid.UUID(hex=f"{decalage * 10}{cle.hex[8:]}")
    return cle - DECALAGES.get(depuis, 0) + decalage


class Jumeau:
    """Copie un dossier entier sous des clés décalées."""

    def __init__(self, dossier: Dossier, lettre: str) -> None:
        self.lettre, self.decalage = lettre, DECALAGES[lettre]
        self.cles: dict[type[Model], dict[object, object]] = {}
        lignes = {modele: list(objets(modele, dossier)) for modele, _ in modeles_du_dossier()}
        lignes[Fichier] = list(Fichier.objects.filter(fil=dossier.fil))
        lignes[VersionDeFichier] = list(VersionDeFichier.objects.filter(fichier__in=lignes[Fichier]))
        for modele, objets_ in lignes.items():
            self.cles[modele] = {o.pk: self._neuve(o.pk) for o in objets_}
        with transaction.atomic():
            for modele, objets_ in lignes.items():
                self._lier(modele)
                modele._default_manager.bulk_create([self._copie(o) for o in objets_])
        self.dossier = Dossier.objects.get(pk=dossier.pk + self.decalage)
        Fichier.objects.filter(pk__in=self.cles[Fichier].values()).update(fil=self.dossier.fil)

    def _neuve(self, pk: object) -> object:
        return cle_jumelle(pk, "A", self.lettre)

    def _copie(self, objet: Model) -> Model:
        modele = type(objet)
        for champ in modele._meta.concrete_fields:
            valeur = getattr(objet, champ.attname)
            if champ.is_relation and valeur in self.cles.get(champ.related_model, {}):
                setattr(objet, champ.attname, self.cles[champ.related_model][valeur])
            elif champ.unique and not champ.primary_key and isinstance(valeur, uuid.UUID):
                setattr(objet, champ.attname, self._neuve(valeur))
            elif champ.unique and not champ.primary_key and isinstance(valeur, str) and valeur:
                place = len(valeur) < (champ.max_length or len(valeur) + 1)
                setattr(objet, champ.attname, self.lettre + (valeur if place else valeur[1:]))
        if isinstance(objet, Fichier):
            cible = ContentType.objects.get_for_id(objet.sujet_type_id).model_class()
            objet.sujet_id = str(self.cles.get(cible, {}).get(_cle(objet.sujet_id), objet.sujet_id))
        objet.pk = self.cles[modele][objet.pk]
        objet._state.adding = True
        return objet

    def _lier(self, modele: type[Model]) -> None:
        for champ in modele._meta.many_to_many:
            lien = champ.remote_field.through
            if not lien._meta.auto_created:
                continue
            source, cible = f"{champ.m2m_field_name()}_id", f"{champ.m2m_reverse_field_name()}_id"
            paires = lien.objects.filter(**{f"{source}__in": self.cles[modele]}).values_list(source, cible)
            ailleurs = self.cles.get(champ.related_model, {})
            lien.objects.bulk_create(
                lien(**{source: self.cles[modele][a], cible: ailleurs.get(b, b)}) for a, b in list(paires)
            )


def _cle(texte: str) -> object:
    return int(texte) if str(texte).isdigit() else texte


def peupler() -> dict[str, Dossier]:
    """« A » tel que la démonstration le laisse, « T » au travail, « U » au début, « V » au guichet : tout y attend."""
    a = Dossier.objects.filter(membres__organisation__fonctions__agent=agent("ddtm")).order_by("pk").first()
    completer(a, pilote=agent("ddtm"), dgaln=agent("dgaln"))
    tous = {"A": a} | {lettre: Jumeau(a, lettre).dossier for lettre in DECALAGES}
    _mettre_au_travail(tous["T"])
    _remettre_au_debut(tous["U"])
    _mettre_au_guichet(tous["V"])
    return tous


def _mettre_au_travail(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(etape="restitution", est_fictif=False)
    Candidature.objects.filter(dossier=dossier).update(etat="redaction")
    marche = Marche.objects.filter(dossier=dossier)
    marche.update(etat="analyse", est_fictif=False, attestations_le=None)
    Facture.objects.filter(marche__in=marche).update(etat="payee")
    LivrableDuMarche.objects.filter(marche__in=marche).update(etat="admis")
    DemandeAuCandidat.objects.filter(offre__marche__in=marche).update(close_le=None, suite="")
    Offre.objects.filter(marche__in=marche).update(motifs_demandes_le=localdate(), motifs_donnes_le=None)
    Atelier.objects.filter(dossier=dossier).update(etat="en_cours")
    seance = Seance.objects.filter(atelier__dossier=dossier).order_by("pk").first()
    Seance.objects.filter(pk=seance.pk).update(etat="ouverte")
    Activite.objects.filter(seance=seance).update(etat="ouverte")
    FeuilleDeRoute.objects.filter(dossier=dossier).update(etat="redaction")
    Livrable.objects.filter(dossier=dossier).update(etat="attendu")
    VersionDeLivrable.objects.filter(livrable__dossier=dossier).update(pdf=None)
    Corpus.objects.filter(dossier=dossier).update(etat="propose")


def _remettre_au_debut(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(etape="marche")
    Candidature.objects.filter(dossier=dossier).update(etat="instruction")
    Membre.objects.filter(dossier=dossier, role=Role.EQUIPE).delete()
    Marche.objects.filter(dossier=dossier).update(
        etat="consultation", date_limite=now() + timedelta(days=10), titulaire=None, ouvert_le=None
    )
    Question.objects.filter(marche__dossier=dossier).update(reponse="", repondue_le=None)
    Atelier.objects.filter(dossier=dossier).update(etat="preparation", lance_le=None)
    Seance.objects.filter(atelier__dossier=dossier).update(etat="preparation")
    Activite.objects.filter(seance__atelier__dossier=dossier).update(etat="preparee")
    FeuilleDeRoute.objects.filter(dossier=dossier).update(etat="concertation")
    Livrable.objects.filter(dossier=dossier).update(etat="soumis")


def _mettre_au_guichet(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(etape="candidature")
    Candidature.objects.filter(dossier=dossier).update(etat="figee")
    Courrier.objects.filter(candidature__dossier=dossier).update(signe_le=None)
    Remarque.objects.filter(rubrique__candidature__dossier=dossier).update(levee_le=None)
    Membre.objects.filter(dossier=dossier, role=Role.EQUIPE).delete()
    marche = Marche.objects.filter(dossier=dossier)
    marche.update(
        etat="depouillement", date_limite=now() - timedelta(days=1), titulaire=None, ouvert_le=None,
        ouverture_demandee_par=None, ouverture_demandee_le=None, attestations_le=None,
    )  # fmt: skip
    Facture.objects.filter(marche__in=marche).delete()
    Avenant.objects.filter(marche__in=marche).update(etat="projet")
    Note.objects.filter(offre__marche__in=marche).delete()
    Evaluateur.objects.filter(marche__in=marche).update(declaration_le=None)
    offre = Offre.objects.filter(marche__in=marche).order_by("pk").first()
    Offre.objects.filter(pk=offre.pk).update(
        conformite="hors_delai", motif_de_conformite="Arrivé tard.", rejet_envoye_le=None
    )
    Contribution.objects.filter(activite__seance__atelier__dossier=dossier).update(table=None)
    Participant.objects.filter(seance__atelier__dossier=dossier).update(table=None)
    Livrable.objects.filter(dossier=dossier).update(etat="accepte")
