"""The database refuses what no rule would write: a CHECK each, and a record that nobody changes."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.storage.shop import Shop

HASH = "a" * 64

BROKEN = {
    "organizations_prefix_check": "UPDATE organizations SET prefix = 'TOO-LONG-' WHERE id = {org}",
    "organizations_last_number_check": "UPDATE organizations SET last_number = -1 WHERE id = {org}",
    "organizations_settings_check": "UPDATE organizations SET settings = '[]' WHERE id = {org}",
    "organization_changes_shard_check": "INSERT INTO organization_changes VALUES ({org}, 16, 1)",
    "organization_changes_changes_check": "INSERT INTO organization_changes VALUES ({org}, 0, 0)",
    "people_roles_check": "UPDATE people SET roles = '{{king}}' WHERE id = {person}",
    "people_platform_check": "UPDATE people SET roles = '{{superuser}}' WHERE id = {person}",
    "people_commission_bp_check": "UPDATE people SET commission_bp = 10001 WHERE id = {person}",
    "people_password_hash_check": "UPDATE people SET password_hash = 'x', login = NULL WHERE id = {person}",
    "people_telegram_id_check": "UPDATE people SET telegram_id = -1 WHERE id = {person}",
    "sessions_kind_check": "INSERT INTO sessions VALUES ({session}, 'cookie', {unused}, NULL, NULL)",
    "sessions_end_reason_check": (
        "INSERT INTO sessions VALUES ({session}, 'telegram', {unused}, now(), 'bored')"
    ),
    "sessions_ended_check": "INSERT INTO sessions VALUES ({session}, 'telegram', {unused}, now(), NULL)",
    "sessions_expires_at_check": (
        "INSERT INTO sessions VALUES"
        " ({session}, 'telegram', false, NULL, NULL, now(), now(), now(), NULL, NULL)"
    ),
    "refresh_tokens_sha256_check": "INSERT INTO refresh_tokens VALUES ('x', {media}, now(), NULL, NULL)",
    "refresh_tokens_salt_check": "INSERT INTO refresh_tokens VALUES ({hash}, {media}, now(), NULL, 'x')",
    "people_version_check": "UPDATE people SET version = 0 WHERE id = {person}",
    "people_phone_check": "UPDATE people SET phone = '8 912' WHERE id = {person}",
    "people_platform_role_check": (
        "UPDATE people SET roles = '{{superuser,curator}}', organization_id = NULL WHERE id = {person}"
    ),
    "people_language_check": "UPDATE people SET language = 'de' WHERE id = {person}",
    "chats_bot_id_check": "INSERT INTO chats VALUES ({person}, 0, 1, now(), NULL, NULL)",
    "chats_chat_id_check": "INSERT INTO chats VALUES ({person}, 1, -1, now(), NULL, NULL)",
    "chats_why_check": "INSERT INTO chats VALUES ({person}, 1, 1, NULL, now(), 'bored')",
    "chats_unreachable_check": "INSERT INTO chats VALUES ({person}, 1, 1, now(), now(), NULL)",
    "chats_known_check": "INSERT INTO chats VALUES ({person}, 1, 1, NULL, NULL, NULL)",
    "organizations_version_check": "UPDATE organizations SET version = 0 WHERE id = {org}",
    "invites_sha256_check": (
        "INSERT INTO invites VALUES ({media}, {org}, {person}, 'x', {person}, now(), 'infinity')"
    ),
    "invites_expires_at_check": (
        "INSERT INTO invites VALUES ({media}, {org}, {person}, {hash}, {person}, now(), now())"
    ),
    "invites_ended_check": (
        "INSERT INTO invites VALUES"
        " ({media}, {org}, {person}, {hash}, {person}, now(), 'infinity', now(), now())"
    ),
    "audit_action_check": (
        "INSERT INTO audit (at, action, entity_id, before, after) VALUES (now(), 'x', {org}, '{{}}', '{{}}')"
    ),
    "audit_before_check": (
        "INSERT INTO audit (at, action, entity_id, before, after) VALUES (now(), 'x.y', {org}, '1', '{{}}')"
    ),
    "audit_after_check": (
        "INSERT INTO audit (at, action, entity_id, before, after) VALUES (now(), 'x.y', {org}, '{{}}', '1')"
    ),
    "second_factors_last_step_check": "INSERT INTO second_factors VALUES ({person}, 'x', NULL, -1)",
    "recovery_codes_sha256_check": "INSERT INTO recovery_codes VALUES ({person}, 'x')",
    "media_sha256_check": "UPDATE media SET sha256 = 'A' WHERE id = {media}",
    "media_fiscal_claim_check": (
        "UPDATE media SET fiscal_read = true, fiscal = '{{}}', fiscal_claim = 'x' WHERE id = {media}"
    ),
    "media_thumbnail_attempts_check": "UPDATE media SET thumbnail_attempts = -1 WHERE id = {media}",
    "media_fiscal_check": "UPDATE media SET fiscal = '{{}}' WHERE id = {media}",
    "media_original_sha256_check": "UPDATE media SET original_sha256 = 'x' WHERE id = {media}",
    "media_size_check": "UPDATE media SET size = 20971521 WHERE id = {media}",
    "media_content_type_check": "UPDATE media SET content_type = 'text/html' WHERE id = {media}",
    "orders_version_check": "UPDATE orders SET version = 0 WHERE id = {order}",
    "orders_stage_check": "UPDATE orders SET stage = 'lost' WHERE id = {order}",
    "orders_closed_at_check": "UPDATE orders SET closed_at = now() WHERE id = {order}",
    "orders_custody_check": "UPDATE orders SET holder_id = {person} WHERE id = {order}",
    "orders_warranty_of_check": "UPDATE orders SET warranty_of = id WHERE id = {order}",
    "orders_eldest_id_check": "UPDATE orders SET eldest_id = id WHERE id = {order}",
    "orders_waiting_check": "UPDATE orders SET waiting_kinds = '{{}}' WHERE id = {order}",
    "order_contacts_sha256_check": "UPDATE order_contacts SET sha256 = '' WHERE order_id = {order}",
    "order_contacts_erased_check": "UPDATE order_contacts SET contact = NULL WHERE order_id = {order}",
    "commands_fingerprint_check": "UPDATE commands SET fingerprint = 'x' WHERE order_id = {order}",
    "commands_answered_check": "UPDATE commands SET outcome = 'maybe' WHERE order_id = {order}",
    "events_seq_check": "INSERT INTO events SELECT order_id, 0, {event} FROM events WHERE {first}",
    "events_hash_check": "INSERT INTO events SELECT order_id, 900, {short_hash} FROM events WHERE {first}",
    "events_body_check": "INSERT INTO events SELECT order_id, 900, {no_body} FROM events WHERE {first}",
    "postings_kind_check": "INSERT INTO postings VALUES ({order}, 1, 0, {org}, 'gift', 1, NULL, NULL, now())",
    "postings_method_check": (
        "INSERT INTO postings VALUES ({order}, 1, 0, {org}, 'payment', 1, NULL, 'barter', now())"
    ),
    "postings_n_check": "INSERT INTO postings VALUES ({order}, 1, -1, {org}, 'refund', 1, NULL, NULL, now())",
    "postings_amount_check": (
        "INSERT INTO postings VALUES ({order}, 1, 0, {org}, 'payment', -1, NULL, 'cash', now())"
    ),
    "outbox_priority_check": "UPDATE outbox SET priority = 4 WHERE order_id = {order}",
    "outbox_about_check": "UPDATE outbox SET about_person = {person} WHERE order_id = {order}",
    "outbox_once_check": "UPDATE outbox SET once = 'x' WHERE order_id = {order}",
    "outbox_attempts_check": "UPDATE outbox SET attempts = -1 WHERE order_id = {order}",
    "outbox_retry_at_check": "UPDATE outbox SET retry_at = now() WHERE order_id = {order}",
    "outbox_outcome_check": (
        "UPDATE outbox SET sent_at = now(), dropped_at = now(), drop_reason = 'x' WHERE order_id = {order}"
    ),
    "outbox_drop_reason_check": "UPDATE outbox SET dropped_at = now() WHERE order_id = {order}",
    "hand_ins_state_check": "INSERT INTO hand_ins VALUES ({ids}, 1, 'lost', NULL, now(), now(), 2)",
    "hand_ins_amount_check": "INSERT INTO hand_ins VALUES ({ids}, 0, 'pending', NULL, now(), NULL, 1)",
    "hand_ins_receiver_id_check": (
        "INSERT INTO hand_ins VALUES ({order}, {org}, {person}, {person}, 1, 'pending', NULL, now(), NULL, 1)"
    ),
    "hand_ins_decided_at_check": (
        "INSERT INTO hand_ins VALUES ({ids}, 1, 'confirmed', NULL, now(), NULL, 2)"
    ),
    "hand_ins_reason_check": "INSERT INTO hand_ins VALUES ({ids}, 1, 'disputed', NULL, now(), now(), 2)",
    "hand_ins_version_check": "INSERT INTO hand_ins VALUES ({ids}, 1, 'pending', NULL, now(), NULL, 2)",
    "hand_in_events_fingerprint_check": (
        "INSERT INTO hand_in_events VALUES ({order}, {order}, 1, {org}, 'pending', {person}, now(), 'x', '1')"
    ),
    "hand_in_events_state_check": (
        "INSERT INTO hand_in_events"
        " VALUES ({order}, {order}, 1, {org}, 'lost', {person}, now(), repeat('a', 64), '1')"
    ),
    "claims_sha256_check": "INSERT INTO claims VALUES ({org}, 'x', {order}, 'receipt.1')",
    "receipts_total_check": "INSERT INTO receipts VALUES ({order}, 'receipt.1', {org}, '2026-11-23', -1)",
    "papers_kind_check": "INSERT INTO papers VALUES "
    "({order}, {org}, {order}, 1, 'poem', 'order', now(), NULL, NULL, NULL, 0, now())",
    "papers_seq_check": "INSERT INTO papers VALUES "
    "({order}, {org}, {order}, 0, 'summary', 'order', now(), NULL, NULL, NULL, 0, now())",
    "papers_size_check": "INSERT INTO papers VALUES "
    "({order}, {org}, {order}, 1, 'summary', 'order', now(), now(), {hash}, 0, 0, now())",
    "papers_attempts_check": "INSERT INTO papers VALUES "
    "({order}, {org}, {order}, 1, 'summary', 'order', now(), NULL, NULL, NULL, -1, now())",
    "papers_sha256_check": "INSERT INTO papers VALUES "
    "({order}, {org}, {order}, 1, 'summary', 'order', now(), now(), 'x', 1, 0, now())",
    "penalties_number_check": (
        "INSERT INTO penalties VALUES ({order}, 0, {org}, {person}, NULL, 1, 'charged', now(), '{{1}}')"
    ),
    "penalties_amount_check": (
        "INSERT INTO penalties VALUES ({order}, 1, {org}, {person}, NULL, 0, 'charged', now(), '{{1}}')"
    ),
    "penalties_entries_check": (
        "INSERT INTO penalties VALUES ({order}, 1, {org}, {person}, NULL, 1, 'charged', now(), '{{}}')"
    ),
    "penalties_state_check": (
        "INSERT INTO penalties VALUES ({order}, 1, {org}, {person}, NULL, 1, 'forgiven', now(), '{{1}}')"
    ),
    "papers_made_check": "INSERT INTO papers VALUES "
    "({order}, {org}, {order}, 1, 'summary', 'order', now(), now(), NULL, NULL, 0, now())",
}


@pytest.fixture
async def named(shop: Shop) -> dict[str, str]:
    """One row of each kind, by the words that the statements use."""
    order = await shop.open()
    event = "organization_id, command_id, kind, part, by_person, at"
    ids = {"org": shop.id, "person": shop.engineer, "media": await shop.photo(HASH), "order": order.id}
    return {
        **{name: f"'{row_id}'" for name, row_id in ids.items()},
        "ids": f"'{order.id}', '{shop.id}', '{shop.engineer}', '{shop.curator}'",
        "session": f"'{order.id}', '{shop.id}', '{shop.engineer}'",
        "unused": "false, NULL, NULL, now(), now(), now() + interval '1 day'",
        "event": f"{event}, body, hash",
        "hash": f"'{HASH}'",
        "short_hash": f"{event}, body, 'short'",
        "no_body": f"{event}, '', hash",
        "first": f"order_id = '{order.id}' AND seq = 1",
    }


@pytest.mark.parametrize("constraint", BROKEN)
async def test_a_broken_row_is_refused(
    constraint: str, named: dict[str, str], witness: asyncpg.Connection
) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await witness.execute(BROKEN[constraint].format(**named))


async def test_every_check_is_tried(witness: asyncpg.Connection) -> None:
    rows = await witness.fetch(
        "SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    assert {row["conname"] for row in rows} == set(BROKEN)


@pytest.mark.parametrize("table", ["events", "postings", "hand_in_events"])
@pytest.mark.parametrize("change", ["UPDATE {} SET part = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
async def test_what_happened_is_never_changed(change: str, table: str, witness: asyncpg.Connection) -> None:
    statement = change.format(table).replace("part = 'x'", "organization_id = organization_id")
    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await witness.execute(statement)


async def test_a_number_is_given_once_in_an_organization(shop: Shop, witness: asyncpg.Connection) -> None:
    one, two = await shop.open(), await shop.open()
    with pytest.raises(asyncpg.UniqueViolationError, match="orders_organization_id_number_key"):
        await witness.execute("UPDATE orders SET number = $1 WHERE id = $2", one.number, two.id)


async def test_a_login_is_one_persons(shop: Shop, witness: asyncpg.Connection) -> None:
    statement = "UPDATE people SET login = 'anna-' || $1::text WHERE id = $2"
    await witness.execute(statement, str(shop.id), shop.engineer)
    with pytest.raises(asyncpg.UniqueViolationError, match="people_login_key"):
        await witness.execute(statement, str(shop.id), shop.curator)


async def test_a_record_without_its_order_is_refused(witness: asyncpg.Connection) -> None:
    nowhere: UUID = uuid4()
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="claims_order_id_fkey"):
        await witness.execute("INSERT INTO claims VALUES ($1, $2, $1, 'receipt.1')", nowhere, HASH)
