"""Приглашение: the one-time way into an account, by a link into Telegram or with a password (ACC-3)."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from domain.orders.errors import Refusal
from domain.values import Moment, OrganizationId, PersonId, Value

INVITE_LIFE: Final = timedelta(hours=72)


class InviteUnknown(Refusal):
    code = "invite.unknown"
    text = "There is no such invite."


class InviteExpired(Refusal):
    code = "invite.expired"
    text = "This invite has expired: ask for another one."


class InviteUsed(Refusal):
    code = "invite.used"
    text = "This invite was used already: ask for another one."


class InviteRevoked(Refusal):
    code = "invite.revoked"
    text = "This invite was taken back: ask for another one."


class TelegramTaken(Refusal):
    code = "invite.telegram_taken"
    text = "This Telegram account is somebody's already: they have to be blocked or linked anew first."


class Invite(Value):
    """Without its code: that is known to whoever was given it, and kept as a hash only."""

    id: UUID
    organization_id: OrganizationId | None
    person_id: PersonId
    by: PersonId
    created_at: Moment
    expires_at: Moment
    used_at: Moment | None = None
    revoked_at: Moment | None = None


def refuse_unusable(invite: Invite | None, now: Moment) -> Invite:
    """The invite, which may be used now."""
    if invite is None:
        raise InviteUnknown
    if invite.used_at:
        raise InviteUsed
    if invite.revoked_at:
        raise InviteRevoked
    if invite.expires_at <= now:
        raise InviteExpired
    return invite
