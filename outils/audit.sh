#!/usr/bin/env bash
# Les versions verrouillées ont-elles une faille connue ? Sort en 0 (aucune), 1 (une au moins), 3 (base injoignable).
# `outils/audit.sh` ; HORS_LIGNE=admis rend 0 quand la base des failles ne répond pas, en le disant.
set -uo pipefail
cd "$(dirname "$0")/.."

# Failles admises : « identifiant  jusqu'au  raison » ; passé la date, elles comptent de nouveau.
admises=outils/audit_admises.txt
aujourdhui=$(date +%F)
ignorees=()
if [ -f "$admises" ]; then
    while read -r faille jusqu_au raison; do
        case "$faille" in '' | '#'*) continue ;; esac
        if [ -z "$jusqu_au" ] || [ -z "$raison" ]; then
            echo "✗ $admises : « $faille » n'a pas de date ou pas de raison."
            exit 1
        fi
        if [[ "$aujourdhui" > "$jusqu_au" ]]; then
            echo "! $faille n'est plus admise depuis le $jusqu_au ($raison)."
        else
            echo "  $faille admise jusqu'au $jusqu_au : $raison"
            ignorees+=(--ignore-vuln "$faille")
        fi
    done <"$admises"
fi

etat=0
for verrou in requirements/base.txt requirements/dev.txt; do
    if sortie=$(.venv/bin/pip-audit --requirement "$verrou" --require-hashes --disable-pip \
        --progress-spinner off "${ignorees[@]}" 2>&1); then
        echo "✓ $verrou : aucune faille connue"
    elif grep -qE "^(Name|---)|Found [0-9]+ known" <<<"$sortie"; then
        echo "✗ $verrou"
        echo "$sortie"
        etat=1
    else
        echo "? $verrou : la base des failles n'a pas répondu ; rien n'est prouvé."
        tail -n 2 <<<"$sortie"
        [ "$etat" -eq 1 ] || etat=3
    fi
done
if [ "$etat" -eq 3 ] && [ "${HORS_LIGNE:-}" = "admis" ]; then
    echo "  HORS_LIGNE=admis : on continue sans audit."
    etat=0
fi
exit $etat
