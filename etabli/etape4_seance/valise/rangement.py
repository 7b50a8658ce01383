"""Ranger une valise : écrire dans la base ce que le plan de fusion décide, ligne par ligne, sans rien écraser."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.db.models.deletion import ProtectedError, RestrictedError
from django.db.models.fields.related import RelatedField

from etabli.annuaire.models import Agent
from etabli.etape4_seance.calcul.fusion import Ligne, Plan
from etabli.etape4_seance.models import Activite, RevisionDuCompteRendu
from etabli.etape4_seance.valise.releve import NOMS_PARTAGES, Cles, champs, en_json, modeles

# Deux postes ont pris le même numéro pour deux choses différentes : celle qui arrive prend le suivant.
SE_RENUMEROTE: dict[type[models.Model], str] = {Activite: "ordre", RevisionDuCompteRendu: "numero"}


@dataclass
class Rangement:
    """Une valise qu'on range : les clés, ce qui a été fait, et ce qui n'a pas pu l'être, en phrases."""

    cles: Cles
    par: Agent
    nb_ajouts: dict[str, int] = field(default_factory=dict)
    nb_changements: int = 0
    nb_retraits: int = 0
    conflits: list[str] = field(default_factory=list)
    _noms: dict[tuple[Any, str], Any] = field(default_factory=dict)

    def ranger(self, plan: Plan) -> None:
        for etiquette, modele in modeles().items():
            self._ajouter(modele, {cle: ligne for (m, cle), ligne in plan.ajouts.items() if m == etiquette})
            for (m, cle), changes in plan.changements.items():
                if m == etiquette:
                    self._changer(modele, cle, changes)
        for etiquette in reversed(modeles()):
            for m, cle in plan.retraits:
                if m == etiquette:
                    self._retirer(modeles()[etiquette], cle)
        for conflit in plan.conflits:
            if conflit.champ != "etat":
                self.conflits.append(_dire(conflit.modele, conflit.champ, conflit.ici, conflit.venu))

    def bilan(self) -> dict[str, Any]:
        """Ce qu'on en dit à l'agent, et qu'on garde."""
        return {
            "ajouts": [
                {"quoi": str(modeles()[etiquette]._meta.verbose_name_plural), "nb": nb}
                for etiquette, nb in self.nb_ajouts.items()
            ],
            "nb_changements": self.nb_changements,
            "nb_retraits": self.nb_retraits,
            "conflits": self.conflits,
        }

    def _ajouter(self, modele: type[models.Model], lignes: dict[str, Ligne]) -> None:
        """Une ligne qui en désigne une autre du même modèle attend que celle-ci soit posée."""
        soi = [c.name for c in champs(modele) if isinstance(c, RelatedField) and c.related_model is modele]
        restantes = dict(lignes)
        while restantes:
            pretes = [
                cle
                for cle, ligne in restantes.items()
                if not any(ligne.get(nom) in restantes and ligne.get(nom) != cle for nom in soi)
            ]
            for cle in pretes or list(restantes):
                self._poser(modele, cle, restantes.pop(cle))

    def _poser(self, modele: type[models.Model], cle: str, ligne: Ligne) -> None:
        objet = modele(**self.valeurs(modele, ligne))
        if isinstance(modele._meta.pk, models.UUIDField):
            objet.pk = self.cles.pk(modele, cle)
        if not self._inserer(objet):
            semblable = _semblable(objet)
            if semblable is not None and modele not in SE_RENUMEROTE:
                self._adopter(semblable, cle, ligne)
                return
            if semblable is None or not self._inserer(_renumeroter(objet, SE_RENUMEROTE[modele])):
                self.conflits.append(f"{_nom(modele)} n'a pas pu être rangé : ce qu'il désigne manque ici.")
                return
        self.cles.noter(modele, cle, objet.pk)
        self.nb_ajouts[modele._meta.label_lower] = self.nb_ajouts.get(modele._meta.label_lower, 0) + 1

    def _inserer(self, objet: models.Model) -> bool:
        """Tel quel : les dates de la salle restent celles de la salle. Faux si la base n'en veut pas."""
        try:
            with transaction.atomic():
                objet.save_base(raw=True, force_insert=True)
        except IntegrityError:
            return False
        return True

    def _adopter(self, semblable: models.Model, cle: str, ligne: Ligne) -> None:
        """La même famille, la même table, née des deux côtés : celle d'ici est gardée pour les deux."""
        modele = type(semblable)
        self.cles.noter(modele, cle, semblable.pk)
        for champ in champs(modele):
            if isinstance(champ, RelatedField | models.DateTimeField):
                continue
            ici = en_json(champ.value_from_object(semblable))
            if champ.name in ligne and ligne[champ.name] != ici and champ.name != "ordre":
                self.conflits.append(_dire(modele._meta.label_lower, champ.name, ici, ligne[champ.name]))

    def _changer(self, modele: type[models.Model], cle: str, changes: Ligne) -> None:
        valeurs = self.valeurs(modele, {nom: v for nom, v in changes.items() if nom != "etat"})
        if not valeurs:
            return
        try:
            with transaction.atomic():
                modele._base_manager.filter(pk=self.cles.pk(modele, cle)).update(**valeurs)
            self.nb_changements += 1
        except IntegrityError:
            self.conflits.append(f"{_nom(modele)} : {', '.join(valeurs)} n'a pas pu changer.")

    def _retirer(self, modele: type[models.Model], cle: str) -> None:
        try:
            with transaction.atomic():
                modele._base_manager.filter(pk=self.cles.pk(modele, cle)).delete()
            self.nb_retraits += 1
        except (ProtectedError, RestrictedError):
            self.conflits.append(f"{_nom(modele)} retiré au loin mais encore utilisé ici : gardé.")

    def valeurs(self, modele: type[models.Model], ligne: Ligne) -> dict[str, Any]:
        return {c.attname: self._valeur(c, ligne[c.name]) for c in champs(modele) if c.name in ligne}

    def _valeur(self, champ: Any, valeur: Any) -> Any:
        if valeur is None or not isinstance(champ, RelatedField):
            return valeur if valeur is None else champ.to_python(valeur)
        autre = champ.related_model
        if autre not in NOMS_PARTAGES:
            return self.cles.pk(autre, valeur)
        if (autre, valeur) not in self._noms:
            connus = autre._base_manager.filter(**{NOMS_PARTAGES[autre]: valeur})
            self._noms[autre, valeur] = connus.values_list("pk", flat=True).first()
        connu = self._noms[autre, valeur]
        # Qui a signé au loin n'a pas de compte ici : qui rapporte en répond.
        return self.par.pk if connu is None and autre is Agent and not champ.null else connu


def _renumeroter(objet: Any, nom: str) -> models.Model:
    freres = type(objet)._base_manager.filter(seance=objet.seance_id)
    setattr(objet, nom, (freres.aggregate(dernier=Max(nom))["dernier"] or 0) + 1)
    return objet  # type: ignore[no-any-return]


def _semblable(objet: models.Model) -> models.Model | None:
    """La ligne d'ici qui occupe déjà la place, selon les contraintes d'unicité du modèle."""
    modele = type(objet)
    for contrainte in modele._meta.constraints:
        if isinstance(contrainte, models.UniqueConstraint) and contrainte.fields and not contrainte.condition:
            memes = {nom: getattr(objet, modele._meta.get_field(nom).attname) for nom in contrainte.fields}  # type: ignore[union-attr]
            trouve = modele._base_manager.filter(**memes).first()
            if trouve is not None:
                return trouve
    return None


def _nom(modele: type[models.Model]) -> str:
    return str(modele._meta.verbose_name).capitalize()


def _dire(etiquette: str, champ: str, ici: Any, venu: Any) -> str:
    modele = modeles()[etiquette]
    if not champ:
        return f"{_nom(modele)} retiré au loin, changé ici : gardé."
    nom = getattr(modele._meta.get_field(champ), "verbose_name", champ)
    garde, revenu = f"«\u00a0{_court(ici)}\u00a0»", f"«\u00a0{_court(venu)}\u00a0»"
    return f"{_nom(modele)}, {nom} : {garde} est gardé, {revenu} revenait du portable."


def _court(valeur: Any) -> str:
    texte = "" if valeur is None else str(valeur)
    return texte if len(texte) <= 120 else f"{texte[:119]}…"
