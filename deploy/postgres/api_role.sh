#!/bin/sh
# The role that the API logs in as, with its password; what it may, the migrations say. Run it as a superuser of
# PostgreSQL, as often as you like.
set -eu

PGPASSWORD=$(cat "$PGPASSWORD_FILE")
export PGPASSWORD
password=$(cat "${SECRETS:-/run/secrets}/database_api_password")
psql --set ON_ERROR_STOP=1 --dbname naryad --no-psqlrc --quiet --set password="$password" <<'SQL'
SELECT 'CREATE ROLE naryad_api' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'naryad_api') \gexec
ALTER ROLE naryad_api LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
-- They tell nothing of rows that are not shown. Without it lists by person or text use no index (ADR 20).
ALTER FUNCTION pg_catalog.arrayoverlap(anyarray, anyarray) LEAKPROOF;
ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF;
SQL
