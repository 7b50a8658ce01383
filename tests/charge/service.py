"""Le serveur du banc : la maison, le témoin nu, et un compteur de temps de processeur, dans un seul processus."""

import json
import resource
import time

from etabli.config.asgi import application as maison
from etabli.pilotage.views.bord import BORDS
from etabli.socle.memoire.pages import PAGES
from tests.charge.nu import ServiceNu

nu = ServiceNu()


async def application(scope, receive, send):
    if scope["type"] == "http" and scope["path"].startswith("/nu/"):
        await nu(scope, receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/banc/"):
        await compter(scope, send)
    else:
        await maison(scope, receive, send)


async def compter(scope, send):
    """Le temps de processeur de tout le processus, fils finis compris, et sa mémoire ; `oublier` vide les pages."""
    if scope["path"] == "/banc/oublier/":
        PAGES.vider()
        BORDS.vider()
    with open("/proc/self/statm") as statm:  # noqa: PTH123 -- trois nombres du noyau
        pages = int(statm.read().split()[1])
    mesure = {
        "processeur": time.process_time(),
        "memoire": pages * resource.getpagesize() / 2**20,
    }
    corps = json.dumps(mesure).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
    )
    await send({"type": "http.response.body", "body": corps})
