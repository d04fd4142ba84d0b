"""The demo's Russian: what everybody has to do, what things are called, how sums and times are written."""

from datetime import datetime

from domain.calendar import WorkingCalendar
from domain.orders.ledger import PostingKind
from domain.orders.papers import PaperKind
from domain.orders.parts import Stage
from domain.orders.waiting import Action, Clock, WaitKind
from domain.people import Role

HAS_TO: dict[WaitKind, str] = {
    WaitKind.ASSIGN: "назначить инженера",
    WaitKind.ACCEPT: "принять назначение",
    WaitKind.VISIT: "приехать к клиенту",
    WaitKind.RESCHEDULE: "договориться о новом визите",
    WaitKind.SUBMIT_AGREEMENT: "отправить согласование",
    WaitKind.CLIENT_DECISION: "узнать решение клиента",
    WaitKind.VERIFY_AGREEMENT: "проверить согласование",
    WaitKind.SUBMIT_PREPAYMENT: "отправить предоплату",
    WaitKind.VERIFY_PREPAYMENT: "проверить предоплату",
    WaitKind.CONFIRM_PAYMENT: "подтвердить оплату счёта",
    WaitKind.CORRECT_HANDOVER: "исправить передачу",
    WaitKind.VERIFY_HANDOVER: "проверить передачу",
    WaitKind.TAKE: "взять в ремонт",
    WaitKind.REPAIR: "отремонтировать",
    WaitKind.VERIFY_REPAIR: "проверить ремонт",
    WaitKind.GIVE_DEVICE: "передать аппарат",
    WaitKind.RECEIVE_DEVICE: "принять аппарат",
    WaitKind.CORRECT_RECEIPT: "исправить оприход",
    WaitKind.VERIFY_RECEIPT: "проверить оприход",
    WaitKind.CORRECT_SUPPLEMENT: "исправить доп. согласование",
    WaitKind.VERIFY_SUPPLEMENT: "проверить доп. согласование",
    WaitKind.CORRECT_SHARED: "исправить оприход другого заказа с расходами этого",
    WaitKind.VERIFY_SHARED: "проверить оприход другого заказа с расходами этого",
    WaitKind.SUBMIT_REPORT: "отправить отчёт",
    WaitKind.VERIFY_REPORT: "проверить отчёт",
    WaitKind.CORRECT_ON_SITE: "исправить форму «сделано на месте»",
    WaitKind.VERIFY_ON_SITE: "проверить «сделано на месте»",
    WaitKind.RETURN_DEVICE: "вернуть аппарат клиенту",
    WaitKind.SETTLE_MONEY: "рассчитаться с клиентом",
    WaitKind.COLLECT_DEBT: "получить долг",
    WaitKind.DECIDE_APPEAL: "решить по обжалованию",
    WaitKind.RESUME: "возобновить заказ",
    WaitKind.DECIDE_REQUEST: "решить просьбу инженера",
}

ROLES: dict[Role, str] = {
    Role.SUPERUSER: "суперпользователь",
    Role.OWNER: "руководитель",
    Role.CURATOR: "куратор",
    Role.ENGINEER: "инженер",
    Role.STATIONARY_ENGINEER: "стационарный инженер",
    Role.BUYER: "закупщик",
}

STAGES: dict[Stage, str] = {
    Stage.ASSIGNMENT: "назначение",
    Stage.AGREEMENT: "согласование",
    Stage.PREPAYMENT: "предоплата",
    Stage.WORK: "в работе",
    Stage.REPORT: "отчёт",
    Stage.REFUSING: "отказ оформляется",
    Stage.CANCELLING: "отменяется",
    Stage.COMPLETED: "завершён",
    Stage.REFUSED: "отказ",
    Stage.CANCELLED: "отменён",
}

POSTINGS: dict[PostingKind, str] = {
    PostingKind.AGREED: "согласовано",
    PostingKind.PAYMENT: "получено",
    PostingKind.REFUND: "возвращено",
    PostingKind.EXPENSE: "расход",
    PostingKind.STATIONARY_WORK: "работа стационара",
    PostingKind.REFUSAL_FEE: "плата при отказе",
    PostingKind.COMMISSION: "комиссия",
    PostingKind.ADVANCE: "аванс",
    PostingKind.PAYOUT: "выплата",
    PostingKind.WRITE_OFF: "списание долга",
    PostingKind.PENALTY: "удержание",
}

PAPERS: dict[PaperKind, str] = {
    PaperKind.HANDOVER: "акт приёма-передачи",
    PaperKind.RETURN: "акт возврата",
    PaperKind.SUMMARY: "сводка по наряду",
    PaperKind.EXPENSES: "ведомость расходов",
}

CLOCKS: dict[Clock, str] = {
    Clock.CLIENT: "клиент",
    Clock.ENGINEER: "инженер",
    Clock.CURATOR: "куратор",
    Clock.STATIONARY: "стационар",
}

NBSP = "\u00a0"
ACTIONS: dict[Action, str] = {
    Action.REMIND: "ещё одно напоминание",
    Action.ESCALATE: "узнает начальство",
    Action.RESUME: "заказ возобновится",
    Action.PENALIZE: "удержание по правилу",
}

DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def roubles(kopecks: int) -> str:
    """An amount as people write it, in one piece: 12 500 ₽, or 12 500,50 ₽."""
    whole, part = divmod(abs(kopecks), 100)
    sign = "−" if kopecks < 0 else ""
    return sign + f"{whole:,}".replace(",", NBSP) + (f",{part:02}" if part else "") + f"{NBSP}₽"


def by_when(moment: datetime, calendar: WorkingCalendar, now: datetime) -> str:
    """A deadline in the organization's own time: 18:00 today, пн 18:00 this week, later 30.11 18:00."""
    local = moment.astimezone(calendar.tz)
    days = (local.date() - calendar.local_date(now)).days
    if days == 0:
        return f"{local:%H:%M}"
    day = DAYS[local.weekday()] if 0 < days < len(DAYS) else f"{local:%d.%m}"
    return f"{day}{NBSP}{local:%H:%M}"
