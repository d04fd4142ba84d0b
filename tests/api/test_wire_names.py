"""PRODUCT §10, 39: names that lie in databases, workflow histories and clients, pinned.

A name that changes here without a migration orphans what was stored under the old one.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, get_args

import pytest

from domain.audit import RecordedAction
from domain.money import Method
from domain.orders.errors import REFUSALS
from domain.orders.ledger import PostingKind
from domain.orders.papers import PaperKind
from domain.orders.parts import DeviceKind, JobState, ReceiptState, RefusalCode, Stage, StepState
from domain.orders.penalties import Verdict
from domain.orders.penalty import PenaltyState
from domain.orders.record import AnyCommand, AnyEvent
from domain.orders.supplements import SupplementState
from domain.orders.waiting import Action, Clock, WaitKind
from domain.people import Permission, Role

STAGES = """
assignment agreement prepayment work report refusing cancelling completed refused cancelled
"""
WAITS = """
assign accept visit reschedule submit_agreement client_decision verify_agreement submit_prepayment
verify_prepayment confirm_payment correct_handover verify_handover take repair verify_repair
give_device receive_device correct_receipt verify_receipt submit_report verify_report return_device
settle_money collect_debt decide_appeal resume decide_request
correct_supplement verify_supplement correct_on_site verify_on_site correct_shared verify_shared
"""
EVENTS = """
opened assigned accepted declined departed arrived visit_failed visit_moved agreement_submitted
agreement_postponed agreement_approved agreement_returned prepayment_submitted prepayment_approved
payment_confirmed prepayment_returned handed_over handover_approved handover_returned
stationary_assigned priority_set taken repair_finished repair_approved repair_returned device_given
device_received device_returned receipt_submitted receipt_approved receipt_returned report_submitted
report_approved report_returned paused resumed cancellation_begun deadline_set withdrawn noted
payment_recorded refunded client_settled closed reminded waits_changed offered offer_declined
unassigned asked request_granted request_denied paid_out written_off penalized appealed
appeal_decided undone taken_over device_recovered supplement_submitted supplement_postponed
supplement_approved supplement_returned on_site_submitted on_site_approved on_site_returned reopened
expense_shared
warranty_denied
"""
COMMANDS = """
open assign accept decline depart arrive fail_visit move_visit submit_agreement submit_prepayment
confirm_payment hand_over assign_stationary set_priority take finish_repair give_device
receive_device return_device submit_receipt submit_report approve return pause resume cancel
set_deadline withdraw add_note record_payment refund settle_money remind offer
ask grant deny pay_out write_off penalize appeal decide_appeal undo take_over recover_device
submit_supplement submit_on_site reopen
not_warranty
"""
REFUSAL_CODES = """
order.unknown order.already_open order.archived order.closed order.paused order.not_paused
order.stage_mismatch
order.stale_version order.unknown_part order.not_yours person.role_missing person.unknown
person.blocked media.unknown date.past date.future date.too_far assignment.already
assignment.not_offered assignment.taken visit.none agreement.no_such_option agreement.above_option
agreement.discount_reason agreement.below_received prepayment.above_agreed
payment.nothing_to_confirm payment.above_debt payment.refund_above_received device.elsewhere
device.in_workshop device.not_offered device.wrong_recipient stationary.not_free
branch.state_mismatch receipt.sum_mismatch receipt.empty receipt.used receipt.no_such_line
report.branches_open report.advance_above_commission report.net_reason report.debt_due
verification.nothing_pending verification.own verification.no_lines money.settlement_mismatch
money.kept_reason money.nothing_to_settle wait.gone wait.not_due record.behind command.key_reused
command.invalid request.open_already request.none report.split_with_stranger payout.above_payable
payout.debt_open cash.above_balance cash.receiver cash.unknown cash.not_pending cash.not_yours
penalty.not_on_order penalty.appealed penalty.not_appealed penalty.own undo.not_last undo.built_on
order.curator_already device.holder_active supplement.open order.reopen_late
receipt.order_unfit receipt.order_unknown
person.not_found person.stale_version person.not_managed person.own_rights person.right_reserved
person.platform_role person.number_taken person.open_orders person.replacement
organization.not_found organization.stale_version organization.prefix_fixed organization.calendar
organization.rate_person
invite.unknown invite.used invite.revoked invite.expired invite.telegram_taken
warranty.not_completed warranty.other_device warranty.over warranty.none warranty.free
sibling.client_erased
media.broken media.disguised media.empty media.too_many_pixels media.unsupported
"""
ROLES = """
superuser owner curator engineer stationary_engineer buyer
"""
PERMISSIONS = """
orders:read orders:create orders:manage orders:verify orders:work stationary:work money:confirm
media:upload money:read money:pay money:write_off
penalties:decide
orders:reopen
people:read people:manage curators:manage owners:manage superusers:manage rights:grant
organizations:manage settings:manage audit:read
"""
CHANGES = """
person.created person.changed person.blocked person.unblocked person.linked password.set
password.changed person.logged_in person.logged_in_by_telegram
totp.confirmed totp.removed totp.reset totp.codes_renewed
organization.created organization.changed settings.changed invite.created invite.revoked
"""
STATES = """
open pending unpaid approved handover_pending handover_returned queued taken repair_pending ready
collected withdrawn returned
charged appealed upheld reversed
thinking undone
"""
MONEY = """
agreed payment refund expense stationary_work refusal_fee commission advance payout write_off
cash card sbp invoice
penalty
"""
CHOICES = """
price terms goes_elsewhere beyond_repair other printer mfp plotter scanner computer monitor
uphold reverse
"""
CLOCKS = """
client engineer curator stationary remind escalate resume
penalize
"""


def kinds(union: Any) -> list[str]:
    return [member.model_fields["kind"].default for member in get_args(get_args(union)[0])]


def values(*choices: type[StrEnum]) -> list[str]:
    return [choice.value for kind in choices for choice in kind]


@pytest.mark.parametrize(
    ("what", "pinned", "now"),
    [
        ("stage", STAGES, values(Stage)),
        ("wait", WAITS, values(WaitKind)),
        ("event", EVENTS, kinds(AnyEvent)),
        ("command", COMMANDS, kinds(AnyCommand)),
        ("refusal", REFUSAL_CODES, REFUSALS),
        ("role", ROLES, values(Role)),
        ("permission", PERMISSIONS, values(Permission)),
        (
            "state of a step or branch",
            STATES,
            values(StepState, JobState, ReceiptState, SupplementState, PenaltyState),
        ),
        ("kind of posting or method of payment", MONEY, values(PostingKind, Method)),
        ("reason or device", CHOICES, values(RefusalCode, DeviceKind, Verdict)),
        ("clock or rung", CLOCKS, values(Clock, Action)),
        ("recorded change", CHANGES, values(RecordedAction)),
        ("paper", "handover return summary expenses", values(PaperKind)),
    ],
    ids=str.split("stage wait event command refusal role permission state money reason clock change paper"),
)
def test_39_a_name_that_is_stored_is_never_just_renamed(what: str, pinned: str, now: Iterable[str]) -> None:
    gone = sorted(set(pinned.split()) - set(now))
    fresh = sorted(set(now) - set(pinned.split()))
    assert not gone, f"{what} {gone} stands in stored orders and records: keep it, or write a migration"
    assert not fresh, f"{what} {fresh} is new: pin it here, from now on it is stored"
