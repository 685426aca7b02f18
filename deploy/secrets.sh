#!/bin/sh
# Makes the secrets that are missing in deploy/secrets, each a file; none that is there is ever replaced.
set -eu
cd "$(dirname -- "$0")/secrets"
umask 077

random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -e "$1" ] || { cat >"$1.new" && mv "$1.new" "$1"; }; }
url() { printf 'postgresql://%s:%s@postgres:5432/manyhold' "$1" "$(cat "$2")"; }

for name in postgres_password owner_password app_password system_password; do
    random 24 | keep "$name"
done
head -c 32 /dev/urandom | base64 | keep manyhold_master_key
url manyhold_app app_password | keep manyhold_database_url
url manyhold_system system_password | keep manyhold_system_database_url
url manyhold_owner owner_password | keep manyhold_owner_database_url

# Containers read them as user 10001; the folder itself keeps other users of this machine out.
chmod 700 .
chmod 644 manyhold_* ./*_password
for name in tls_certificate tls_key; do
    [ -e "$name" ] || echo "still missing: deploy/secrets/$name (PEM)"
done
