"""Un visiteur qui suit tous les liens qu'on lui montre, et note ce qu'il a trouvé derrière."""

import re
import time
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlparse

from etabli.config.demonstration.comptes import MOT_DE_PASSE

# Se déconnecter, ou télécharger deux fois le même document dans un autre format, n'apprend rien.
IGNORES = re.compile(
    r"/comptes/logout/|\.(odt|ods|docx|xlsx|zip|ics|png|jpe?g|parquet)(\?|$)|/(odt|docx|xlsx|ods|emporter)/?(\?|$)|/flux/"
    r"|/redaction/."
)
MAXIMUM = 600
# Les filtres d'une liste se combinent à l'infini : quelques combinaisons de chacune suffisent.
COMBINAISONS = 8


class Liens(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.trouves: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        if tag == "a" and attributs.get("href") and "download" not in attributs:
            self.trouves.append(attributs["href"])


def forme(adresse: str) -> str:
    """Deux pages du même gabarit ont la même forme : les nombres, codes et valeurs de filtre n'y sont plus."""
    chemin = urlparse(adresse)
    cles = ",".join(sorted({p.split("=")[0] for p in chemin.query.split("&") if p}))
    sans = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "‹uuid›", chemin.path)
    sans = re.sub(r"/\d[\dA-B]*(?=/|\.|$)", "/‹n›", sans)
    sans = re.sub(r"^/les-ateliers/[^/‹]+/$", "/les-ateliers/‹slug›/", sans)
    sans = re.sub(r"^/s/[^/]+/", "/s/‹code›/", sans)
    return f"{sans}?{cles}" if cles else sans


class Explorateur:
    def __init__(self, site: str, playwright, email: str) -> None:
        self.site, self.email = site, email
        self.http = playwright.request.new_context(base_url=site, max_redirects=5)
        self.etats: dict[str, int] = {}
        self.depuis: dict[str, str] = {}
        if email:
            self.se_connecter()

    def se_connecter(self) -> None:
        page = self.http.get("/comptes/login/").text()
        jeton = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        reponse = self.http.post(
            "/comptes/login/",
            form={"csrfmiddlewaretoken": jeton, "login": self.email, "password": MOT_DE_PASSE},
            headers={"Referer": f"{self.site}/comptes/login/"},
        )
        assert reponse.ok, f"{self.email} ne peut pas se connecter ({reponse.status})"
        assert "/comptes/login/" not in reponse.url, f"{self.email} est resté à la porte"

    def ouvrir(self, adresse: str):
        reponse = self.http.get(adresse, headers={"Accept": "text/html"}, timeout=60_000)
        if reponse.status == 429:
            # Un visiteur pressé attend le temps que le site lui dit, puis redemande une fois.
            time.sleep(min(60, int(reponse.headers["retry-after"]) + 1))
            reponse = self.http.get(adresse, headers={"Accept": "text/html"}, timeout=60_000)
        self.etats[adresse] = reponse.status
        return reponse

    def explorer(self) -> "Explorateur":
        """En largeur, au plus deux adresses de la même forme : assez pour tout voir, pas tout recompter."""
        file, vues = deque(["/", "/mon-espace/"] if self.email else ["/"]), {"/", "/mon-espace/"}
        par_forme: dict[str, int] = {}
        combinaisons: Counter[str] = Counter()
        while file and len(self.etats) < MAXIMUM:
            adresse = file.popleft()
            reponse = self.ouvrir(adresse)
            if "text/html" not in reponse.headers.get("content-type", ""):
                continue
            for lien in Liens(reponse.text()).trouves:
                suivante = urldefrag(urljoin(f"{self.site}{adresse}", lien))[0]
                if not suivante.startswith(self.site):
                    continue
                suivante = suivante.removeprefix(self.site) or "/"
                if suivante in vues or IGNORES.search(suivante):
                    continue
                vues.add(suivante)
                cle = forme(suivante)
                par_forme[cle] = par_forme.get(cle, 0) + 1
                if par_forme[cle] == 1 and "?" in cle:
                    combinaisons[cle.split("?")[0]] += 1
                if par_forme[cle] <= 2 and combinaisons[cle.split("?")[0]] <= COMBINAISONS:
                    self.depuis[suivante] = adresse
                    file.append(suivante)
        return self
