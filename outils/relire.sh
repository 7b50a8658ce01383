#!/usr/bin/env bash
# La relecture : tout est dit d'un coup, et le premier échec suffit à faire échouer.
set -uo pipefail
cd "$(dirname "$0")/.."
etat=0
relire() {
    local nom=$1
    shift
    if sortie=$("$@" 2>&1); then echo "✓ $nom"; else echo "✗ $nom"; echo "$sortie"; etat=1; fi
}
relire "ruff" .venv/bin/ruff check .
relire "mise en forme" .venv/bin/ruff format --check .
relire "mypy strict" .venv/bin/mypy etabli
relire "étages et tiroirs" .venv/bin/lint-imports
relire "réglages" .venv/bin/python manage.py check --fail-level WARNING
relire "migrations" .venv/bin/python manage.py makemigrations --check --dry-run
relire "gabarits" bash -c "git ls-files --cached --others --exclude-standard '*.html' | xargs .venv/bin/djade --check --target-version 5.2"
relire "documentation à jour" .venv/bin/python manage.py ecrire_la_documentation --verifier
exit $etat
