#!/usr/bin/env bash
# Installe, quand c'est permis, les paquets Debian dont la suite de tests se sert. Ne fait jamais échouer.
set -uo pipefail

declare -A PAQUETS=([chromium]=chromium [pdfinfo]=poppler-utils)
manquants=()
for commande in "${!PAQUETS[@]}"; do
    command -v "$commande" >/dev/null || manquants+=("${PAQUETS[$commande]}")
done
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || manquants+=(postgresql)
[ ${#manquants[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "→ Sans apt-get, laissés de côté : ${manquants[*]}"
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    racine=()
elif sudo -n true 2>/dev/null; then
    racine=(sudo -n)
else
    echo "→ Sans droits d'administration, laissés de côté : ${manquants[*]} (les tests qui s'en servent le diront)"
    exit 0
fi
echo "→ Paquets Debian : ${manquants[*]}"
export DEBIAN_FRONTEND=noninteractive
"${racine[@]}" apt-get update -qq >/dev/null 2>&1
# Sans grappe créée d'office : les tests montent la leur, temporaire.
"${racine[@]}" mkdir -p /etc/postgresql-common 2>/dev/null
[ -f /etc/postgresql-common/createcluster.conf ] ||
    echo "create_main_cluster = false" | "${racine[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
if ! "${racine[@]}" apt-get install -y -qq --no-install-recommends "${manquants[@]}" >/dev/null 2>&1; then
    echo "→ L'installation a échoué, laissés de côté : ${manquants[*]}"
fi
exit 0
