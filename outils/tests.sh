#!/usr/bin/env bash
# Toute la suite, sur SQLite avec le navigateur, puis sur PostgreSQL.
set -uo pipefail
cd "$(dirname "$0")/.."

outils/systeme.sh
coeurs=$(nproc 2>/dev/null || echo 1)
etat=0

echo "== SQLite"
.venv/bin/python -m pytest -q -n "$coeurs" -m "not navigateur and not demonstration" "$@" || etat=1

# À part : la boucle que Playwright fait tourner dans son fil gênerait les essais asynchrones.
echo "== Navigateur et démonstration"
.venv/bin/python -m pytest -q -n "$coeurs" --dist loadgroup -m "navigateur or demonstration" "$@" || etat=1

echo "== PostgreSQL"
outils/postgresql.sh .venv/bin/python -m pytest -q -n "$coeurs" -m "not navigateur and not demonstration" "$@"
case $? in
    0) ;;
    77) echo "PostgreSQL n'est pas installé : la suite n'a tourné que sur SQLite." ;;
    *) etat=1 ;;
esac
exit $etat
