"""Le banc de la salle : N téléphones suivent la séance et écrivent, on mesure de l'envoi à l'écran.

    .venv/bin/python -m tests.charge.banc_seance --telephones 300 --intervalle 10 --duree 20
    .venv/bin/python -m tests.charge.banc_seance --telephones 300 --intervalle 10 --abonnes 2700
    outils/postgresql.sh .venv/bin/python -m tests.charge.banc_seance --processus 2

Lance uvicorn sur cette machine, dans une base jetable, et l'arrête. Chaque téléphone est abonné au direct et écrit
toutes les `--intervalle` secondes en moyenne ; `--abonnes` ajoute des téléphones qui suivent sans écrire. À la fin,
l'animateur ferme l'activité : on mesure quand chaque téléphone l'apprend. Ne fait partie d'aucune suite d'essais :
ses chiffres dépendent de la machine.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.charge.salle import (
    CODE,
    COMPTER,
    PREPARER,
    Serveur,
    cles_de,
    demander,
    dire,
    ecouter,
    elever_la_limite,
)


class Salle:
    """Ce que le banc a envoyé, et quand chaque chose a été vue."""

    def __init__(self, port, lieu, options):
        self.port, self.lieu, self.options = port, lieu, options
        self.partis, self.vus, self.reponses, self.acceptees, self.refus = {}, {}, [], [], 0
        self.etats, self.appris = {}, {}

    def a_l_ecran(self, octets):
        maintenant = time.perf_counter()
        for cle in cles_de(octets):
            self.vus.setdefault(cle, maintenant)

    def au_telephone(self, rang):
        def noter(octets):
            etat = json.loads(octets)
            if etat["ouvertes"] != self.etats.get(rang):
                self.etats[rang], self.appris[rang] = etat["ouvertes"], time.perf_counter()

        return noter

    async def ecrire(self, temoins):
        cle = f"banc-{uuid4().hex}"
        depart = self.partis[cle] = time.perf_counter()
        chemin = f"/s/{CODE}/contribuer/{self.lieu['activite']}/"
        statut, _ = await demander(self.port, chemin, temoins, {"id": str(uuid4()), "texte": cle})
        self.reponses.append(time.perf_counter() - depart)
        if statut == 201:
            self.acceptees.append(cle)
        else:
            self.refus += 1

    async def vivre(self, temoins, fin):
        """Un téléphone : il réfléchit, il écrit, et recommence."""
        await asyncio.sleep(random.uniform(0, self.options.intervalle))
        while time.monotonic() < fin:
            await self.ecrire(temoins)
            await asyncio.sleep(random.uniform(0.5, 1.5) * self.options.intervalle)


async def jouer(serveur, lieu, options):
    salle = Salle(serveur.port, lieu, options)
    abonnes = options.telephones + options.abonnes
    ecoutes = [asyncio.create_task(ecouter(serveur.port, "ecran", salle.a_l_ecran))]
    debut = time.perf_counter()
    for rang in range(abonnes):
        ecoutes.append(asyncio.create_task(ecouter(serveur.port, "salle", salle.au_telephone(rang))))
        if rang % 50 == 49:
            await asyncio.sleep(0.05)
    while len(salle.etats) < abonnes and time.perf_counter() - debut < 60:
        await asyncio.sleep(0.05)
    print(f"téléphones abonnés : {len(salle.etats)} sur {abonnes}, en {time.perf_counter() - debut:.1f} s")
    debut, fin = time.perf_counter(), time.monotonic() + options.duree
    await asyncio.gather(*(salle.vivre(temoins, fin) for temoins in lieu["telephones"]))
    duree = time.perf_counter() - debut
    await asyncio.sleep(2)
    ferme = time.perf_counter()
    chemin = f"/seances/{lieu['seance']}/activites/{lieu['activite']}/clore_l_activite/"
    statut, _ = await demander(serveur.port, chemin, lieu["animateur"], {}, accept="text/html")
    assert statut == 302, statut
    while sum(not etat for etat in salle.etats.values()) < abonnes and time.perf_counter() - ferme < 20:
        await asyncio.sleep(0.02)
    for ecoute in ecoutes:
        ecoute.cancel()
    await asyncio.gather(*ecoutes, return_exceptions=True)
    rapporter(salle, serveur, duree, ferme, abonnes)


def rapporter(salle, serveur, duree, ferme, abonnes):
    en_base = serveur.python(COMPTER)
    delais = [salle.vus[cle] - depart for cle, depart in salle.partis.items() if cle in salle.vus]
    print(
        f"contributions acceptées : {len(salle.acceptees)}, soit {len(salle.acceptees) / duree:.0f} par seconde"
    )
    print(
        f"refusées : {salle.refus}, perdues : {len(set(salle.acceptees) - set(en_base))}, "
        f"en double : {len(en_base) - len(set(en_base))}, "
        f"passées à l'écran sans s'y arrêter : {len(set(salle.acceptees) - set(salle.vus))}"
    )
    dire("réponse du serveur", salle.reponses)
    dire("de l'envoi à l'écran", delais)
    apprises = [salle.appris[rang] - ferme for rang, etat in salle.etats.items() if not etat]
    print(f"ont appris la fermeture de l'activité : {len(apprises)} sur {abonnes}")
    dire("de l'acte de l'animateur au téléphone", apprises)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--telephones", type=int, default=300)
    arguments.add_argument("--abonnes", type=int, default=0)
    arguments.add_argument("--intervalle", type=float, default=10)
    arguments.add_argument("--duree", type=float, default=20)
    arguments.add_argument("--processus", type=int, default=1)
    options = arguments.parse_args()
    elever_la_limite(options.telephones + options.abonnes)
    with tempfile.TemporaryDirectory() as dossier:
        serveur = Serveur(dossier, options.processus)
        lieu = serveur.python(PREPARER, options.telephones)
        serveur.lancer()
        charge = ", ".join(f"{valeur:.1f}" for valeur in os.getloadavg())
        print(f"{os.cpu_count()} cœurs, charge de la machine avant le banc : {charge}")
        try:
            asyncio.run(jouer(serveur, lieu, options))
        finally:
            serveur.arreter()


if __name__ == "__main__":
    main()
