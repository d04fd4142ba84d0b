#!/bin/sh
# One backup: a folder named by its time (UTC), whole or not there. Older than KEEP_DAYS are removed.
# Temporal's databases come first: the record may be ahead of its workflows, which catch up, and must not be behind.
set -eu

PGPASSWORD=$(cat "$PGPASSWORD_FILE")
export PGPASSWORD
name=$(date -u +%Y-%m-%dT%H-%M-%SZ)
part=$BACKUPS/.$name
mkdir "$part"
trap 'rm -rf "$part"' EXIT
for database in temporal temporal_visibility naryad; do
  pg_dump --format custom --dbname "$database" --file "$part/$database.dump"
  pg_restore --list "$part/$database.dump" >/dev/null
done
sync
mv "$part" "$BACKUPS/$name"
find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d -name '20*Z' -mtime "+$KEEP_DAYS" -exec rm -rf {} +
echo "$BACKUPS/$name"
