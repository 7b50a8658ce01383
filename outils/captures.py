"""Photographie des pages à trois largeurs, pour les regarder : captures.py URL… [--compte courriel].

Les images vont dans var/captures. Avec --compte, passe d'abord par le formulaire de connexion ; le mot de
passe vient de --mot-de-passe ou de la variable MOT_DE_PASSE.
"""

import argparse
import os
import re
import sys
from pathlib import Path
from urllib.parse import urljoin, urlparse

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.navigateur import (
    ARGUMENTS,
    LARGEURS,
    capture,
    chromium,
    contexte_du_navigateur,
    surveille,
    verifie_page,
)


def se_connecter(page: Page, courriel: str, mot_de_passe: str) -> None:
    page.goto("/comptes/login/")
    page.fill("input[name=login]", courriel)
    page.fill("input[name=password]", mot_de_passe)
    page.click("main form button[type=submit]")
    page.wait_for_load_state("networkidle")
    if page.locator("input[name=password]").count():
        sys.exit(f"La connexion de {courriel} a échoué.")


def nom_de_fichier(url: str) -> str:
    partie = urlparse(url)
    return re.sub(r"[^a-z0-9]+", "-", f"{partie.path} {partie.query}".lower()).strip("-") or "accueil"


def main() -> int:
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("urls", nargs="+")
    lecteur.add_argument("--site", default="http://127.0.0.1:8000")
    lecteur.add_argument("--compte", default="")
    lecteur.add_argument("--mot-de-passe", default=os.environ.get("MOT_DE_PASSE", ""))
    lecteur.add_argument("--theme", choices=["light", "dark"], default="light")
    lecteur.add_argument("--sans-verifier", action="store_true", help="ne pas passer axe sur les pages")
    choix = lecteur.parse_args()
    fautes = 0
    with sync_playwright() as p:
        navigateur = p.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        contexte = navigateur.new_context(**contexte_du_navigateur(choix.site), color_scheme=choix.theme)
        page = contexte.new_page()
        surveille(page)
        if choix.compte:
            se_connecter(page, choix.compte, choix.mot_de_passe)
        for url in choix.urls:
            reponse = page.goto(urljoin(choix.site, url))
            page.wait_for_load_state("networkidle")
            photos = capture(page, nom_de_fichier(url), LARGEURS)
            print(f"{reponse.status if reponse else '?'} {url}", *photos, sep="\n  ")
            if not choix.sans_verifier:
                try:
                    verifie_page(page)
                except AssertionError as plainte:
                    fautes += 1
                    print(plainte)
            page.plaintes.clear()
        navigateur.close()
    return 1 if fautes else 0


if __name__ == "__main__":
    sys.exit(main())
