"""Le dossier de l'un, l'objet de l'autre : par l'adresse, puis par chaque choix et chaque clé d'un formulaire.

Les places d'essai ont tous leurs droits dans les deux dossiers : seul le rattachement de l'objet peut refuser.
"""

import re
from collections import Counter
from itertools import combinations
from uuid import UUID

from django.apps import apps
from django.urls import reverse

from etabli.socle.envois import CHAMP_DE_L_ENVOI
from tests.securite.adresses import adresses_declarees
from tests.securite.demandes import ETRANGERE, Formulaires, Visiteurs, envoi_ordinaire
from tests.securite.monde import DECALAGES, cle_jumelle, modeles_du_dossier

ESSAYEURS = ("ddtm", "equipe", "dgaln")
REFUS = {"403", "404", "410", "connexion", ""}
# Ce qui numérote ou nomme dans son dossier n'est pas la clé d'un objet.
PAS_DES_CLES = {"numero", "rang", "annee", "version", "echeance", "forme", "acte", "type_", "sens", "geste"}
# Tirés au hasard à chaque page : ni l'un ni l'autre ne désigne un objet.
JETONS = {CHAMP_DE_L_ENVOI, "csrfmiddlewaretoken"}
UN_UUID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
CLE_DANS_UNE_VALEUR = re.compile(rf"(?:(?<![-\d.,a-f])|(?<=[a-z]-))(\d{{1,7}})$|({UN_UUID})$")


class Croisements:
    def __init__(self, trouvees, lues, visiteurs: Visiteurs, compte: Counter) -> None:
        self.trouvees, self.lues = trouvees, lues
        self.visiteurs, self.compte, self.fautes = visiteurs, compte, []
        self.cles = {
            cle
            for modele, _ in modeles_du_dossier()
            for cle in modele._default_manager.values_list("pk", flat=True)
        }
        codes = dict(apps.get_model("seance", "Seance").objects.values_list("pk", "code"))
        self.codes = {
            (code, autre): codes[pk % 1_000_000 + decalage]
            for pk, code in codes.items()
            for autre, decalage in DECALAGES.items()
            if pk % 1_000_000 + decalage in codes
        }

    def jouer(self) -> list[str]:
        for nom, (lettre, remplis) in self.trouvees.items():
            if remplis:
                self.par_l_adresse(nom, lettre, remplis)
            self.par_les_formulaires(nom, lettre, remplis)
        return self.fautes

    def ailleurs(self, valeur: object, lettre: str) -> object | None:
        """La même chose dans un jumeau, ou rien si ce n'est pas un objet du dossier."""
        vers = "U" if lettre == "T" else "T"
        if isinstance(valeur, str):
            return self.codes.get((valeur, vers))
        if not isinstance(valeur, int | UUID):
            return None
        autre = cle_jumelle(valeur, lettre, vers)
        return autre if {valeur, autre} <= self.cles else None

    def par_l_adresse(self, nom: str, lettre: str, remplis: dict[str, object]) -> None:
        la_bas = {
            argument: autre
            for argument, valeur in remplis.items()
            if argument not in PAS_DES_CLES and (autre := self.ailleurs(valeur, lettre)) is not None
        }
        for taille in range(1, len(la_bas)):
            for changes in combinations(la_bas, taille):
                croisee = reverse(nom, kwargs={**remplis, **{c: la_bas[c] for c in changes}})
                self.compte["adresses croisées"] += 1
                for place in ESSAYEURS:
                    self._croiser(nom, place, croisee)

    def _croiser(self, nom: str, place: str, chemin: str) -> None:
        """Par qui y a droit chez soi : à un autre, c'est sa place qui répondrait, et non le rattachement."""
        for geste, methode in (("lire", "get"), ("écrire", "post")):
            if self.lues.get((nom, geste, place), "") in REFUS:
                continue
            self.compte["demandes croisées"] += 1
            reponse, ecrit = self.visiteurs.demander(place, methode, chemin)
            if reponse.status_code not in {403, 404, 405} or ecrit:
                self.fautes.append(
                    f"{nom} ({place}) accepte l'objet d'un autre dossier : {methode} {chemin} → "
                    f"{reponse.status_code} {[t for t, _ in ecrit][:3]}"
                )

    def par_les_formulaires(self, nom: str, lettre: str, remplis: dict[str, object]) -> None:
        chemin = reverse(nom, kwargs=remplis) if remplis or not adresses_declarees()[nom][0] else ""
        vus: set[tuple[str, ...]] = set()
        for place in ESSAYEURS if chemin and remplis else ():
            if self.lues.get((nom, "lire", place), "") != "200":
                continue
            reponse, _ = self.visiteurs.demander(place, "get", chemin)
            if (
                reponse.status_code != 200
                or reponse.streaming
                or "html" not in reponse.headers["Content-Type"]
            ):
                continue
            for formulaire in Formulaires(reponse.content.decode(), chemin).trouves:
                signe = (formulaire["action"], *sorted(formulaire["choix"]), *sorted(formulaire["champs"]))
                if signe not in vus and formulaire["action"].startswith("/"):
                    vus.add(signe)
                    self.soumettre(nom, place, lettre, formulaire)

    def soumettre(self, nom: str, place: str, lettre: str, formulaire: dict) -> None:
        ordinaire = envoi_ordinaire(formulaire)
        detournes = [
            (champ, autre) for champ in ordinaire if (autre := self._detourner(champ, formulaire, lettre))
        ]
        if not detournes:
            return
        temoin, _ = self.visiteurs.demander(place, "post", formulaire["action"], ordinaire)
        self.compte["formulaires à objets"] += 1
        self.compte["dont le témoin passe"] += temoin.status_code < 400
        for champ, valeur in detournes:
            envoi = {**ordinaire, champ: valeur}
            reponse, ecrit = self.visiteurs.demander(place, "post", formulaire["action"], envoi)
            self.compte["choix détournés"] += 1
            fuite = [table for table, valeurs in ecrit if self._est_etrangere(valeurs, lettre)]
            if fuite or reponse.status_code >= 500:
                self.fautes.append(
                    f"{nom} ({place}) : « {champ} » = {valeur} d'un autre dossier → {reponse.status_code}, "
                    f"écrit dans {sorted(set(fuite))}"
                )

    def _detourner(self, champ: str, formulaire: dict, lettre: str) -> str | None:
        """La première valeur du champ qui désigne un objet du dossier, remplacée par celle du jumeau."""
        valeurs = list(formulaire["choix"].get(champ, ()))
        if champ in formulaire["libres"] - JETONS:
            valeurs.append(str(formulaire["champs"][champ]))
        for valeur in valeurs:
            trouve = CLE_DANS_UNE_VALEUR.search(valeur)
            if trouve and len(valeur) < 60:
                cle = int(trouve[1]) if trouve[1] else UUID(trouve[2])
                autre = self.ailleurs(cle, lettre)
                if autre is not None:
                    return f"{valeur[: trouve.start()]}{autre}"
        return None

    def _est_etrangere(self, valeurs: str, lettre: str) -> bool:
        """Une clé d'un autre dossier dans ce qui s'écrit : elle se reconnaît à son décalage."""
        ici = str(DECALAGES.get(lettre, 0) // 1_000_000)
        return any(trouve != ici for trouve in ETRANGERE.findall(valeurs))
