#!/bin/sh
# Make the secrets that are not there yet, each a file of `secrets/`. Changes none that is. Needs openssl.
# What it cannot make: secrets/ops_password_hash, and what belongs into secrets/telegram_tokens (docs/deploy.md).
set -eu

cd "$(dirname "$0")/.."
# Nobody but root passes the folder; the files are readable, because containers have no root to read them with.
install -d -m 0700 secrets
umask 022
for name in auth_sealing_key auth_secret bot_client_secret bot_webhook_secret database_api_password database_password \
  minio_root_password postgres_password redis_password s3_secret_key temporal_database_password; do
  [ -e "secrets/$name" ] || openssl rand -hex 32 >"secrets/$name"
done
# The API knows the bot by the hash of its secret.
[ -e secrets/auth_clients ] || printf '{"bot": "%s"}\n' \
  "$(tr -d '\n' <secrets/bot_client_secret | openssl dgst -sha256 -r | cut -d ' ' -f 1)" >secrets/auth_clients
[ -e secrets/telegram_tokens ] || : >secrets/telegram_tokens
# None yet: docs/deploy.md tells what is written there.
[ -e secrets/auth_old_keys ] || echo '{}' >secrets/auth_old_keys
