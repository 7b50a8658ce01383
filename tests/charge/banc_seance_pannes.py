"""Le banc des pannes : le serveur est tué et le réseau coupé pendant que la salle écrit.

    .venv/bin/python -m tests.charge.banc_seance_pannes --telephones 60 --duree 20 --morts 3

Chaque téléphone tient sa boîte d'envoi : il garde, envoie, et renvoie le même identifiant tant qu'on ne lui a pas
répondu. Un envoi sur cinq perd sa réponse (la connexion est coupée après l'envoi) et le serveur reçoit SIGKILL
`--morts` fois ; `--duree` ne compte que le temps où il répond. Ce qui a été accusé doit être en base ; ce qui ne
l'a pas été y arrive, une fois.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.charge.salle import CODE, COMPTER, PREPARER, Serveur, demander, dire, elever_la_limite

PART_COUPEE = 0.2


class Salle:
    def __init__(self, port, activite):
        self.port, self.chemin = port, f"/s/{CODE}/contribuer/{activite}/"
        self.ecrites, self.accusees, self.envois, self.coupes, self.reconnues = [], [], 0, 0, 0
        self.attentes, self.est_finie = [], False

    async def envoyer(self, temoins, corps):
        """Vrai si la plateforme a répondu ; faux s'il faut renvoyer."""

        def couper(ecrivain):
            if random.random() < PART_COUPEE:
                self.coupes += 1
                ecrivain.transport.abort()

        self.envois += 1
        try:
            statut, reponse = await asyncio.wait_for(
                demander(self.port, self.chemin, temoins, corps, couper), 10
            )
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return False
        if statut not in {200, 201} or json.loads(reponse)["id"] != corps["id"]:
            return False
        self.reconnues += statut == 200
        return True

    async def vivre(self, temoins):
        while not self.est_finie:
            await asyncio.sleep(random.uniform(0.5, 1.5))
            cle = f"banc-{uuid4().hex}"
            corps = {"id": str(uuid4()), "texte": cle}
            self.ecrites.append(cle)
            depart, delai = time.perf_counter(), 0.2
            while not await self.envoyer(temoins, corps):
                corps["differee"] = "on"
                await asyncio.sleep(delai * random.uniform(0.75, 1.25))
                delai = min(2 * delai, 2)
            self.accusees.append(cle)
            self.attentes.append(time.perf_counter() - depart)


async def jouer(serveur, lieu, options):
    salle = Salle(serveur.port, lieu["activite"])
    pause = options.duree / (options.morts + 1)
    salle_vit = asyncio.gather(*(salle.vivre(temoins) for temoins in lieu["telephones"]))
    for _ in range(options.morts):
        await asyncio.sleep(pause)
        await asyncio.to_thread(serveur.tuer)
        await asyncio.to_thread(serveur.lancer)
    await asyncio.sleep(pause)
    salle.est_finie = True
    await asyncio.wait_for(salle_vit, 60)
    return salle


def rapporter(salle, en_base, morts):
    print(f"serveur tué {morts} fois, réponses coupées : {salle.coupes} sur {salle.envois} envois")
    print(
        f"écrites : {len(salle.ecrites)}, accusées : {len(salle.accusees)}, "
        f"reconnues à un second envoi : {salle.reconnues}"
    )
    perdues, doubles = set(salle.accusees) - set(en_base), len(en_base) - len(set(en_base))
    print(f"accusées mais absentes de la base : {len(perdues)}, en double : {doubles}")
    dire("de l'écriture à l'accusé, pannes comprises", salle.attentes)
    return not perdues and not doubles and set(salle.ecrites) == set(en_base)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--telephones", type=int, default=60)
    arguments.add_argument("--duree", type=float, default=20)
    arguments.add_argument("--morts", type=int, default=3)
    options = arguments.parse_args()
    elever_la_limite(options.telephones)
    with tempfile.TemporaryDirectory() as dossier:
        serveur = Serveur(dossier)
        lieu = serveur.python(PREPARER, options.telephones)
        serveur.lancer()
        try:
            salle = asyncio.run(jouer(serveur, lieu, options))
        finally:
            serveur.arreter()
        tient = rapporter(salle, serveur.python(COMPTER), options.morts)
    sys.exit(0 if tient else "Des contributions manquent ou comptent double.")


if __name__ == "__main__":
    main()
