#!/usr/bin/env bash
# Monte une grappe PostgreSQL temporaire, exécute la commande avec BASE_DE_DONNEES, puis l'efface.
# Usage : outils/postgresql.sh commande …   (code 77 : PostgreSQL n'est pas installé)
set -euo pipefail

binaires=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$binaires" ] || [ ! -x "$binaires/initdb" ]; then
    exit 77
fi
dossier=$(mktemp -d /tmp/etabli-pg.XXXXXX)
port=${PORT_POSTGRESQL:-54329}

comme() {
    # initdb refuse root : on emprunte le compte postgres que le paquet a créé.
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
arreter() {
    comme "$binaires/pg_ctl" -D "$dossier/base" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$dossier"
}
trap arreter EXIT

[ "$(id -u)" = 0 ] && chown postgres "$dossier"
chmod 755 "$dossier"
comme "$binaires/initdb" -D "$dossier/base" -U etabli -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
# Base jetable : on échange la durabilité contre la vitesse.
comme "$binaires/pg_ctl" -D "$dossier/base" -w -l "$dossier/journal" -o \
    "-p $port -k $dossier -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
    start >/dev/null
comme "$binaires/createdb" -h 127.0.0.1 -p "$port" -U etabli etabli
export BASE_DE_DONNEES="postgres://etabli@127.0.0.1:$port/etabli"
"$@"
