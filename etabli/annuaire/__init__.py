"""Qui : les agents, les organisations qui portent, pilotent ou animent, et les groupements."""
