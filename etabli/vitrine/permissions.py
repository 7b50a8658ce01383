"""Qui règle l'auto-test."""

from typing import Any

from etabli.socle.verdict import Verdict, exige


def peut_regler_l_auto_test(agent: Any) -> Verdict:
    return exige(getattr(agent, "est_dgaln", False), "Seule la DGALN règle les questions de l'auto-test.")
