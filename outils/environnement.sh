#!/usr/bin/env bash
# Crée .venv et y installe les versions verrouillées. Usage : outils/environnement.sh base|dev
set -euo pipefail
cd "$(dirname "$0")/.."

trouver_python() {
    for candidat in python3.11 python3.12 python3.13 python3; do
        if command -v "$candidat" >/dev/null && "$candidat" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$candidat"
            return
        fi
    done
    echo "Établi demande Python 3.11 ou plus récent (paquet python3)." >&2
    exit 1
}

racine() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(trouver_python)
    echo "→ Environnement Python ($($python --version))"
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        # Sur une Debian nue, le module venv est un paquet à part.
        echo "→ Paquet python3-venv"
        rm -rf .venv
        racine apt-get update -qq && racine apt-get install -y -qq python3-venv >/dev/null
        "$python" -m venv .venv
    fi
fi

echo "→ Bibliothèques ($1), versions verrouillées"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
    --requirement "requirements/$1.txt"
