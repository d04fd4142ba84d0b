#!/bin/sh
# Bring the schema of Temporal's two databases to this release; does nothing where it is.
# The connection is in SQL_HOST, SQL_PORT, SQL_USER, SQL_PLUGIN, the password in a file.
set -eu

SQL_PASSWORD=$(cat /run/secrets/temporal_database_password)
export SQL_PASSWORD
for database in temporal visibility; do
  name=temporal
  [ "$database" = temporal ] || name=temporal_visibility
  temporal-sql-tool --database "$name" setup-schema --version 0.0
  temporal-sql-tool --database "$name" update-schema \
    --schema-dir "/etc/temporal/schema/postgresql/v12/$database/versioned"
done
