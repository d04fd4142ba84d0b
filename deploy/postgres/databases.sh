#!/bin/sh
# The databases and their owners. The image of PostgreSQL runs it once, when the volume is empty.
# Each owner has a database and nothing else; the superuser `postgres` is for upgrades and backups.
set -eu

own() { # owner, file of the password, databases
  owner=$1 password=$(cat "$2")
  shift 2
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet \
    --set owner="$owner" --set password="$password" <<'SQL'
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
  for database; do
    psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet \
      --set owner="$owner" --set database="$database" <<'SQL'
CREATE DATABASE :"database" OWNER :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
  done
}

own naryad "${SECRETS:-/run/secrets}/database_password" naryad
own temporal "${SECRETS:-/run/secrets}/temporal_database_password" temporal temporal_visibility
