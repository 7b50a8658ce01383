"""Alléger ce qui part sur le fil : des feuilles sans règle inutile, des polices sans signe inutile, rien d'autre."""
