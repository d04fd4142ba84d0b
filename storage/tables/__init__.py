"""The tables, one module per noun. They never leave `storage`; rules live in `domain`, limits also as CHECKs.

A JSON column carries JSON text in both directions: domain models print and parse it, nobody else.
"""

from storage.tables.audit import AuditRow
from storage.tables.cash import HandInEventRow, HandInRow
from storage.tables.changes import OrganizationChangesRow
from storage.tables.chats import ChatRow
from storage.tables.contacts import OrderContactRow, OrderTextRow
from storage.tables.invites import InviteRow
from storage.tables.media import MediaLinkRow, MediaRow, MediaSenderRow, RemovedObjectRow
from storage.tables.orders import OrderRow
from storage.tables.organizations import OrganizationRow
from storage.tables.outbox import OutboxRow
from storage.tables.papers import PaperRow
from storage.tables.penalties import PenaltyRow
from storage.tables.people import PersonRow
from storage.tables.record import ClaimRow, CommandRow, EventRow, PostingRow, ReceiptRow
from storage.tables.row import Fetched, Row, table
from storage.tables.second_factors import RecoveryCodeRow, SecondFactorRow
from storage.tables.sessions import RefreshTokenRow, SessionRow

__all__ = [
    "AuditRow",
    "ChatRow",
    "ClaimRow",
    "CommandRow",
    "EventRow",
    "Fetched",
    "HandInEventRow",
    "HandInRow",
    "InviteRow",
    "MediaLinkRow",
    "MediaRow",
    "MediaSenderRow",
    "OrderContactRow",
    "OrderRow",
    "OrderTextRow",
    "OrganizationChangesRow",
    "OrganizationRow",
    "OutboxRow",
    "PaperRow",
    "PenaltyRow",
    "PersonRow",
    "PostingRow",
    "ReceiptRow",
    "RecoveryCodeRow",
    "RefreshTokenRow",
    "RemovedObjectRow",
    "Row",
    "SecondFactorRow",
    "SessionRow",
    "table",
]
