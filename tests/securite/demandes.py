"""Demander une adresse sous une place donnée, noter ce que cela écrit, et n'en rien laisser."""

import re
from collections import defaultdict
from html.parser import HTMLParser

from django.db import connection, transaction
from django.test import Client

from tests.securite.monde import PLACES, agent

# Ce qu'une lecture a le droit d'écrire : la session, une présence, un décompte, ce que la plateforme garde en réserve.
RESERVE = re.compile(
    r"\"?(django_session|etabli_cache|candidature_presence|donnees_ouvertes_compteur|socle_envoirecu|"
    r"annuaire_agent|usersessions_usersession|account_\w+|mfa_\w+)\b"
)
ECRITURE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO) (\S+)", re.I)
# Une clé de jumeau, entière ou uuid : son premier chiffre dit lequel.
ETRANGERE = re.compile(r"(?<![0-9a-f])([789])0(?:\d{5}|0{6}-?[-0-9a-f]{24,28})(?![0-9a-f])")


class Ecoute:
    """Les tables qu'une demande écrit, et avec quelles valeurs."""

    def __init__(self) -> None:
        self.ecritures: list[tuple[str, str]] = []

    def __call__(self, execute, sql, params, many, context):
        trouve = ECRITURE.match(sql)
        if trouve and not RESERVE.match(trouve[1]):
            self.ecritures.append((trouve[1], repr(params)))
        return execute(sql, params, many, context)


class Visiteurs:
    """Un visiteur par place ; chaque demande repart de la même session, même si la précédente a déconnecté."""

    def __init__(self) -> None:
        self.clients, self.temoins = {}, {}
        for identifiant in PLACES:
            client = Client(raise_request_exception=False)
            if identifiant != "public":
                client.force_login(agent(identifiant))
            self.clients[identifiant], self.temoins[identifiant] = client, client.cookies.copy()

    def demander(self, place: str, methode: str, chemin: str, donnees=None, **options):
        """La réponse et ce qu'elle a écrit ; la transaction est défaite."""
        ecoute, client = Ecoute(), self.clients[place]
        client.cookies = self.temoins[place].copy()
        with transaction.atomic(), connection.execute_wrapper(ecoute):
            reponse = getattr(client, methode)(chemin, donnees or {}, **options)
            transaction.set_rollback(True)
        return reponse, ecoute.ecritures


def classe(reponse) -> str:
    """Ce qu'on range dans la table : le statut, et où mène un renvoi."""
    if reponse.status_code in {301, 302, 303}:
        return "connexion" if "/comptes/login" in reponse.headers["Location"] else "renvoi"
    return str(reponse.status_code)


class Formulaires(HTMLParser):
    """Les formulaires d'une page : leur adresse, leurs valeurs, et chaque choix qu'ils proposent."""

    def __init__(self, html: str, adresse: str) -> None:
        super().__init__(convert_charrefs=True)
        self.adresse, self.trouves, self.ouvert, self.liste, self.zone = adresse, [], None, "", ""
        self.par_id: dict[str, dict] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            action = a.get("hx-post") or a.get("action") or self.adresse
            self.ouvert = {"action": action, "champs": {}, "choix": defaultdict(dict), "libres": set()}
            self.par_id[a.get("id", "")] = self.ouvert
            if (a.get("method") or "").lower() == "post" or a.get("hx-post"):
                self.trouves.append(self.ouvert)
            return
        ici = self.par_id.get(a.get("form", "")) or self.ouvert
        if ici is None:
            return
        if tag == "option" and self.liste:
            ici["choix"][self.liste][a.get("value") or ""] = "selected" in a
        elif a.get("name") and tag in {"select", "input", "textarea", "button"}:
            self._champ(ici, tag, a, a["name"], a.get("value") or "")

    def _champ(self, ici, tag, a, nom, valeur):
        sorte = a.get("type", "text" if tag == "input" else tag)
        if tag == "select":
            self.liste = nom
        elif tag == "textarea":
            self.zone, ici["champs"][nom] = nom, ""
        elif sorte in {"radio", "checkbox", "button", "submit"}:
            ici["choix"][nom][valeur] = "checked" in a
        elif sorte != "file":
            ici["champs"][nom] = valeur or _de_quoi_remplir(sorte)
            if sorte != "number":
                ici["libres"].add(nom)

    def handle_data(self, data):
        if self.zone and self.ouvert is not None:
            self.ouvert["champs"][self.zone] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.ouvert = None
        elif tag == "select":
            self.liste = ""
        elif tag == "textarea":
            if self.ouvert is not None and not self.ouvert["champs"].get(self.zone, "").strip():
                self.ouvert["champs"][self.zone] = "Un texte d'essai."
            self.zone = ""


def _de_quoi_remplir(sorte: str) -> str:
    exemples = {"date": "2026-11-20", "number": "1", "email": "a@b.example", "time": "10:00"} | {
        "url": "https://b.example/"
    }
    return "" if sorte in {"hidden", "password", "search"} else exemples.get(sorte, "texte")


def envoi_ordinaire(formulaire: dict) -> dict[str, object]:
    """Ce qu'un agent enverrait sans rien changer ; le premier choix là où il n'y en a pas encore."""
    envoi: dict[str, object] = dict(formulaire["champs"])
    for nom, choix in formulaire["choix"].items():
        retenus = [v for v, coche in choix.items() if coche] or [v for v in choix if v][:1]
        envoi[nom] = retenus
    return envoi
