"""Les heures et les durées d'un programme, comme on les dit : « 9 h 30 », « 1 h 10 »."""

from datetime import time

INSECABLE = "\u00a0"


def heure_dite(debut: time) -> str:
    return f"{debut.hour}{INSECABLE}h" + (f"{INSECABLE}{debut.minute:02d}" if debut.minute else "")


def duree_dite(minutes: int) -> str:
    """Moins d'une heure se dit en minutes."""
    heures, reste = divmod(minutes, 60)
    if not heures:
        return f"{reste}{INSECABLE}min"
    return f"{heures}{INSECABLE}h" + (f"{INSECABLE}{reste:02d}" if reste else "")
