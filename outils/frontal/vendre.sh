#!/usr/bin/env bash
# Rapporte les bibliothèques du navigateur, à version figée, avec leur licence. Se lance à la main, rarement.
# Demande npm et tar ; à l'exécution, Établi n'a besoin ni de Node ni du réseau.
set -euo pipefail
racine=$(cd "$(dirname "$0")/../.." && pwd)
vendor="$racine/etabli/socle/static/socle/vendor"
tests="$racine/tests/vendor"
HTMX=2.0.11
HTMX_SSE=2.2.4
LEAFLET=1.9.4
AXE=4.14.1

travail=$(mktemp -d)
trap 'rm -rf "$travail"' EXIT
cd "$travail"

prendre() { # prendre PAQUET VERSION DOSSIER
  mkdir "$3"
  tar -xzf "$(npm pack --silent "$1@$2")" -C "$3" --strip-components=1
}

# Sans carte de sources : la collecte des fichiers statiques la chercherait.
copier() { # copier SOURCE CIBLE
  mkdir -p "$(dirname "$2")"
  sed -e 's@//# sourceMappingURL=.*@@' -e 's@/\*# sourceMappingURL=.*\*/@@' "$1" > "$2"
}

prendre htmx.org "$HTMX" htmx
prendre htmx-ext-sse "$HTMX_SSE" sse
prendre leaflet "$LEAFLET" leaflet
prendre axe-core "$AXE" axe

rm -rf "$vendor" "$tests"
copier htmx/dist/htmx.min.js "$vendor/htmx/htmx.min.js"
cp htmx/LICENSE "$vendor/htmx/LICENSE"
copier sse/dist/sse.min.js "$vendor/htmx-ext-sse/sse.min.js"
cp htmx/LICENSE "$vendor/htmx-ext-sse/LICENSE"
copier leaflet/dist/leaflet.js "$vendor/leaflet/leaflet.js"
copier leaflet/dist/leaflet.css "$vendor/leaflet/leaflet.css"
cp -r leaflet/dist/images "$vendor/leaflet/images"
cp leaflet/LICENSE "$vendor/leaflet/LICENSE"
copier axe/axe.min.js "$tests/axe.min.js"
cp axe/LICENSE "$tests/LICENSE-axe-core"

cat > "$vendor/VERSIONS.md" <<FIN
# Bibliothèques du navigateur

Rapportées par \`outils/frontal/vendre.sh\`, sans modification autre que le retrait de l'adresse des cartes de sources.

| bibliothèque | version | licence | sert à |
|---|---|---|---|
| htmx.org | $HTMX | 0BSD | remplacer un fragment de page |
| htmx-ext-sse | $HTMX_SSE | 0BSD | recevoir un flux d'événements |
| leaflet | $LEAFLET | BSD-2-Clause | les cartes interactives |

axe-core $AXE (MPL-2.0) est dans \`tests/vendor/\` : il ne sert qu'aux tests d'accessibilité.
FIN
