"""L'épreuve des droits : `python -m tests.securite.epreuve [--ecrire [--chercher]] [marche:]`, sur une démonstration.

Chaque adresse nommée de la maison, par chaque place, pour lire et pour écrire, comparée à la table relue
`acces.csv` ; chaque garde, à chaque état, comparée à `etabli/config/droits.csv` ; chaque adresse et chaque
formulaire avec les objets d'un autre dossier. Une faute par ligne, puis un bilan. `--ecrire` récrit les tables, à
relire ligne à ligne ; `--chercher` cherche en plus de nouveaux objets pour remplir les adresses. La base revient à
ce qu'elle était : tout se joue dans une transaction que l'on défait.
"""

import csv
import logging
import os
import sys
from collections import Counter
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")
import django

django.setup()

from django.db import transaction  # noqa: E402 -- Django d'abord
from django.urls import reverse  # noqa: E402

from tests.securite import monde  # noqa: E402
from tests.securite.adresses import adresses_declarees, noter, relire, remplir  # noqa: E402
from tests.securite.croisements import Croisements  # noqa: E402
from tests.securite.demandes import Visiteurs, classe  # noqa: E402
from tests.securite.droits import TABLE as TABLE_DES_DROITS  # noqa: E402
from tests.securite.droits import Observation  # noqa: E402

TABLE = Path(__file__).parent / "acces.csv"
COLONNES = ["adresse", "moment", "geste", *monde.PLACES.values(), "exemple"]
# Qui essaie le premier de trouver l'objet : ceux qui voient le plus, et chacun ce qui n'est qu'à lui.
CHERCHEURS = ("ddtm", "equipe", "dgaln", "candidat", "commune", "eau", "public")
MOMENTS = {"A": "suivi", "T": "au travail", "U": "au début", "V": "au guichet"}
BON, MIEUX_QUE_RIEN = {"200"}, {"renvoi", "422", "204", "405"}
logging.disable(logging.CRITICAL)


class Epreuve:
    def __init__(self) -> None:
        self.fautes: list[str] = []
        self.lignes: list[dict[str, str]] = []
        self.compte: Counter[str] = Counter()
        self.dossiers = monde.peupler()
        self.visiteurs = Visiteurs()
        self.trouvees: dict[str, tuple[str, dict[str, object]]] = {}
        self.exemples = _exemples()
        self.lues: dict[tuple[str, str, str], str] = {}

    def jouer(self, debut: str = "") -> None:
        for nom in adresses_declarees():
            if not nom.startswith(debut):
                continue
            self.trouvees[nom] = relire(nom, self.exemples.get(nom, "")) or self.trouver(nom)
            self.visiter(nom, *self.trouvees[nom])
        self.droits = Observation(self.dossiers).lignes()
        self.fautes += Croisements(self.trouvees, self.lues, self.visiteurs, self.compte).jouer()

    def trouver(self, nom: str) -> tuple[str, dict[str, object]]:
        """Le dossier et les arguments qui répondent le mieux : une page, à défaut un acte, à défaut un refus."""
        essais = [
            (lettre, remplis)
            for lettre, dossier in self.dossiers.items()
            for remplis in remplir(nom, dossier)
            if remplis or lettre == "A"
        ]
        meilleur, note = ("A", {}), -1
        for place in CHERCHEURS:
            admis = []
            for rang, (lettre, remplis) in enumerate(essais):
                vu = self._essayer(place, reverse(nom, kwargs=remplis))
                if vu > note:
                    meilleur, note = (lettre, remplis), vu
                if vu == 4:
                    return meilleur
                if vu or rang < 3:
                    admis.append((lettre, remplis))
            essais = admis
        self.compte["jamais remplies"] += note == 0
        return meilleur

    def _essayer(self, place: str, chemin: str) -> int:
        """4 : une page ; 3 : un acte accompli ou un champ à corriger ; 2 : un renvoi ; 1 : un refus ; 0 : rien."""
        lu = classe(self.visiteurs.demander(place, "get", chemin)[0])
        if lu == "405":
            lu = classe(self.visiteurs.demander(place, "post", chemin)[0])
            return {"renvoi": 4, "200": 4, "204": 4, "422": 4, "403": 1}.get(lu, 0)
        return {"200": 4, "renvoi": 3, "422": 3, "403": 1, "connexion": 0}.get(lu, 0)

    def visiter(self, nom: str, lettre: str, remplis: dict[str, object]) -> None:
        if adresses_declarees()[nom][0] and not remplis:
            self.compte["sans objet"] += 1
            return
        chemin = reverse(nom, kwargs=remplis)
        moment = MOMENTS[lettre] if adresses_declarees()[nom][0] else ""
        for geste, methode in (("lire", "get"), ("écrire", "post")):
            ligne = {"adresse": nom, "moment": moment, "geste": geste}
            for identifiant, place in self.places(nom):
                reponse, ecrit = self.visiteurs.demander(identifiant, methode, chemin)
                ligne[place] = classe(reponse)
                if ligne[place] == "405":
                    break
                self.verifier(nom, geste, place, reponse, ecrit)
                self.lues[nom, geste, identifiant] = ligne[place]
                if geste == "lire" and identifiant == "public" and ligne[place] == "200":
                    # Ce qui se lit sans compte se lit avec ; la ligne le dit d'un mot.
                    self.lignes.append(ligne | {"exemple": noter(lettre, remplis)})
                    break
            else:
                self.lignes.append(ligne | {"exemple": noter(lettre, remplis)})
        self.compte["adresses visitées"] += 1

    def places(self, nom: str) -> list[tuple[str, str]]:
        """La rédactrice n'a de droit à elle que sur le site public ; ailleurs elle est de la DGALN."""
        etage = adresses_declarees()[nom][1]
        return [(i, p) for i, p in monde.PLACES.items() if i != "communication" or etage == "vitrine"]

    def verifier(self, nom: str, geste: str, place: str, reponse, ecrit) -> None:
        ici = f"{geste} {nom} ({place})"
        if reponse.status_code >= 500:
            self.fautes.append(f"{ici} : {reponse.status_code}")
        if ecrit and (geste == "lire" or 400 <= reponse.status_code < 500):
            tables = {table for table, _ in ecrit} - {'"socle_travail"'}
            if tables:
                self.fautes.append(f"{ici} : {reponse.status_code} et pourtant écrit dans {sorted(tables)}")
        if reponse.status_code == 200 and place != "sans compte":
            self.sans_trace(ici, reponse)

    def sans_trace(self, ici: str, reponse) -> None:
        """Rien ne reste sur le poste d'un agent, et aucune page ne relâche la politique de contenu."""
        if "text/html" not in reponse.headers.get("Content-Type", ""):
            return
        garde = reponse.headers.get("Cache-Control", "")
        if not {"no-store", "public"} & {m.strip().split("=")[0] for m in garde.split(",")}:
            self.fautes.append(f"{ici} : Cache-Control « {garde} »")
        politique = reponse.headers.get("Content-Security-Policy", "")
        if "unsafe" in politique or "default-src" not in politique:
            self.fautes.append(f"{ici} : politique de contenu « {politique[:120]} »")

    def comparer(self) -> None:
        _comparer(TABLE, self.lignes, ("geste", "adresse"), self.fautes)
        _comparer(TABLE_DES_DROITS, self.droits, ("etage", "objet", "droit"), self.fautes)

    def ecrire(self) -> None:
        for table, lignes in ((TABLE, self.lignes), (TABLE_DES_DROITS, self.droits)):
            with table.open("w", newline="", encoding="utf-8") as fichier:
                colonnes = COLONNES if table == TABLE else list(lignes[0])
                ecrivain = csv.DictWriter(fichier, colonnes, delimiter=";", lineterminator="\n")
                ecrivain.writeheader()
                ecrivain.writerows(lignes)


def _comparer(table: Path, jouees: list[dict[str, str]], cles: tuple[str, ...], fautes: list[str]) -> None:
    """Chaque case qui diffère de la table relue, et chaque ligne en trop d'un côté ou de l'autre."""
    with table.open(encoding="utf-8") as fichier:
        relues = {tuple(x[c] for c in cles): x for x in csv.DictReader(fichier, delimiter=";")}
    vues = {tuple(x[c] for c in cles): x for x in jouees}
    for cle in sorted(relues.keys() | vues.keys()):
        avant, apres = relues.get(cle, {}), vues.get(cle, {})
        ecarts = [
            f"{c} « {apres.get(c, '')} » au lieu de « {avant.get(c, '')} »"
            for c in {**avant, **apres}
            if (avant.get(c) or "") != (apres.get(c) or "")
        ]
        if ecarts:
            fautes.append(f"{table.name}, {' '.join(cle)} : {' ; '.join(ecarts)}")


def _exemples() -> dict[str, str]:
    """Les arguments relus : chercher un objet pour chaque adresse prendrait plus de temps que la visiter."""
    if "--chercher" in sys.argv or not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8") as fichier:
        return {x["adresse"]: x["exemple"] for x in csv.DictReader(fichier, delimiter=";")}


def main() -> int:
    debut = next((a for a in sys.argv[1:] if not a.startswith("--")), "")
    with transaction.atomic():
        epreuve = Epreuve()
        epreuve.jouer(debut)
        transaction.set_rollback(True)
    if "--ecrire" in sys.argv:
        epreuve.ecrire()
    else:
        epreuve.comparer()
    print("\n".join(epreuve.fautes))
    print(f"{len(adresses_declarees())} adresses nommées", dict(epreuve.compte), file=sys.stderr)
    return 1 if epreuve.fautes else 0


if __name__ == "__main__":
    sys.exit(main())
