"""Le code à viser : noir sur blanc, net à toute taille, lisible de loin."""

import io

import segno


def qr_svg(adresse: str) -> str:
    sortie = io.BytesIO()
    segno.make(adresse, error="m").save(sortie, kind="svg", border=2, scale=10, light="white", xmldecl=False)
    return sortie.getvalue().decode()
