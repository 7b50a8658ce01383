#!/usr/bin/env bash
# Recalcule les versions verrouillées, avec empreintes et sans adresse de dépôt.
set -euo pipefail
cd "$(dirname "$0")/.."
for nom in base dev; do
    .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --resolver backtracking \
        --output-file "requirements/$nom.txt" "requirements/$nom.in"
done
