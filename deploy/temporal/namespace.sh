#!/bin/sh
# The namespace of all workflows, and the search attributes of workflows/search_attributes.py. May run again.
# Where: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE.
set -eu

try() { # for a minute, until it works
  tries=30
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 2
  done
}

try temporal operator cluster health
if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi
# Not every part of the server knows a new namespace at once.
while read -r name type; do
  try temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$name" --type "$type"
done <<'ATTRIBUTES'
OrderNumber Keyword
OrganizationId Keyword
OrderStage Keyword
WaitingFor KeywordList
AssignedTo Keyword
DueAt Datetime
Overdue Bool
ATTRIBUTES
