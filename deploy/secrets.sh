#!/bin/sh
# Make the secrets that are not there yet, each a file of `secrets/`. Changes none that is. Needs openssl.
# The one it cannot make is secrets/ops_password_hash: docs/deploy.md.
set -eu

cd "$(dirname "$0")/.."
# Nobody but root passes the folder; the files are readable, because containers have no root to read them with.
install -d -m 0700 secrets
umask 022
for name in auth_sealing_key auth_secret database_api_password database_password minio_root_password postgres_password redis_password \
  s3_secret_key temporal_database_password; do
  [ -e "secrets/$name" ] || openssl rand -hex 32 >"secrets/$name"
done
# None yet: docs/deploy.md tells what is written there.
for name in auth_clients auth_old_keys; do
  [ -e "secrets/$name" ] || echo '{}' >"secrets/$name"
done
