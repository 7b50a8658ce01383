#!/usr/bin/env bash
# Toute la suite, sur SQLite avec le navigateur, puis sur PostgreSQL.
set -uo pipefail
cd "$(dirname "$0")/.."

outils/systeme.sh
coeurs=$(nproc 2>/dev/null || echo 1)
etat=0

echo "== SQLite et navigateur"
.venv/bin/python -m pytest -q -n "$coeurs" --dist loadgroup "$@" || etat=1

echo "== PostgreSQL"
outils/postgresql.sh .venv/bin/python -m pytest -q -n "$coeurs" --dist loadgroup -m "not navigateur" "$@"
case $? in
    0) ;;
    77) echo "PostgreSQL n'est pas installé : la suite n'a tourné que sur SQLite." ;;
    *) etat=1 ;;
esac
exit $etat
