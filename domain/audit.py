"""Кто что менял: the record of changes to people and organizations (PRODUCT §10, 34)."""

from enum import StrEnum
from uuid import UUID

from pydantic import JsonValue

from domain.values import Moment, OrganizationId, PersonId, Value


class RecordedAction(StrEnum):
    PERSON_CREATED = "person.created"
    PERSON_CHANGED = "person.changed"
    PERSON_BLOCKED = "person.blocked"
    PERSON_UNBLOCKED = "person.unblocked"
    PERSON_LINKED = "person.linked"
    """To a Telegram account, or to another one."""
    PASSWORD_SET = "password.set"  # noqa: S105 - what was done, not a password
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - the same
    """By the person."""
    LOGGED_IN = "person.logged_in"
    """With a password."""
    LOGGED_IN_BY_TELEGRAM = "person.logged_in_by_telegram"
    """The bot got a token for them and none of their sessions in Telegram was running."""
    TOTP_CONFIRMED = "totp.confirmed"
    TOTP_REMOVED = "totp.removed"
    TOTP_RESET = "totp.reset"
    """By somebody who manages the person: the phone was lost."""
    RECOVERY_CODES_RENEWED = "totp.codes_renewed"
    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_CHANGED = "organization.changed"
    SETTINGS_CHANGED = "settings.changed"
    INVITE_CREATED = "invite.created"
    INVITE_REVOKED = "invite.revoked"


class Trace(Value):
    """Who acts, when, and from where, as far as it is kept."""

    by: PersonId | None
    at: Moment
    network: str | None = None
    """The first part of the address."""
    agent: str | None = None
    """What the client calls itself (User-Agent)."""
    request_id: str | None = None


class Change(Value):
    """One recorded change. `before` and `after` hold the fields that changed, and no secrets."""

    id: int
    organization_id: OrganizationId | None
    action: RecordedAction
    entity_id: UUID
    """The person or the organization."""
    before: dict[str, JsonValue]
    after: dict[str, JsonValue]
    trace: Trace
