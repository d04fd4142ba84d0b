"""What each kind of paper says, from its story."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final, NamedTuple

from activities.papers import words
from activities.papers.sheets import Column, Field, Section, Sheet, Signature, Table, fields, priced
from activities.papers.story import Story
from domain.money import Payment
from domain.orders.custody import DeviceReturned
from domain.orders.ledger import PostingKind
from domain.orders.onsite import OnSiteApproved, OnSiteSubmitted
from domain.orders.papers import PaperKind
from domain.orders.parts import ReceiptBranch, Stage, StepState
from domain.orders.payments import PaymentRecorded
from domain.orders.prepayment import PaymentConfirmed, PrepaymentApproved
from domain.orders.receipt import ReceiptSubmitted
from domain.orders.record import Entry
from domain.orders.report import ReportApproved, ReportSubmitted
from domain.orders.shares import SharedExpense
from domain.orders.stationary import HandedOver, HandoverApproved
from domain.orders.supplements import SupplementState


class Content(NamedTuple):
    sections: list[Section]
    signatures: list[Signature]


def sheet_of(kind: PaperKind, story: Story) -> Sheet:
    """The paper of this kind. The story ends with the entry that called for it."""
    content = CONTENTS[kind](story)
    return Sheet(
        title=words.TITLES[kind],
        organization=story.organization.name,
        number=story.order.number,
        at=story.minute(story.last.at),
        statement=words.STATEMENTS[kind],
        sections=tuple(section for section in content.sections if section.fields or section.table),
        signatures=tuple(content.signatures),
        seq=story.last.seq,
        zone=story.organization.settings.calendar.zone,
        moment=story.last.at,
    )


def _handover(story: Story) -> Content:
    order, part = story.order, story.last.event.part
    handed, job = story.latest(HandedOver, part), order.stationary_at(part)
    if handed is None or job is None:
        raise ValueError("a hand-over that was approved was handed over before")
    entry, event = handed
    about = fields(
        ("Цель", words.PURPOSES[event.purpose]),
        ("Описание", event.description),
        ("Срок", story.day(event.due)),
        ("Фотографии", f"{len(event.photos)}, приложены к наряду"),
        ("Передал", f"{story.name(entry.by)}, {story.minute(entry.at)}"),
        ("Проверил", _checked(story)),
    )
    return Content(
        [story.device(), Section(heading="Передача", fields=about)],
        [
            Signature(role="Сдал", name=story.name(order.custody.holder)),
            Signature(role="Принял, стационарный инженер", name=story.name(job.assigned)),
        ],
    )


def _checked(story: Story) -> str:
    event = story.last.event
    itself = isinstance(event, HandoverApproved) and event.self_check
    return f"{story.name(story.last.by)}, {story.minute(story.last.at)}" + (
        ", самопроверка" if itself else ""
    )


def _return(story: Story) -> Content:
    order, by = story.order, story.name(story.last.by)
    parties = fields(("Клиент", story.client), ("Вернул", f"{by}, {story.minute(story.last.at)}"))
    result = fields(
        ("Итог", _way_out(story) or _done(story)),
        *(("Мастерская", job.finding) for job in order.stationary),
        ("Гарантия", _warranty(story)),
        ("Подписанный акт", _proof(story)),
    )
    return Content(
        [
            Section(heading="Стороны", fields=parties),
            story.device(),
            Section(heading="Результат", fields=result),
        ],
        [Signature(role="Вернул", name=by), Signature(role="Получил", name=story.receiver)],
    )


def _way_out(story: Story) -> str | None:
    """Why the order ended without the agreed work; None where it did not."""
    closing = story.order.closing
    ended = (one.refusal for one in story.order.supplements if one.ends_order and one.refusal)
    refusal = story.order.agreement.refusal or next(ended, None)
    if closing is None:
        return None
    if refusal and closing.outcome is Stage.REFUSED:
        return f"отказ клиента, {words.REFUSALS[refusal.code]}: {refusal.text}"
    return f"{words.OUTCOMES[closing.outcome]}: {closing.reason}"


def _done(story: Story) -> str | None:
    reported = isinstance(story.last.event, ReportSubmitted | OnSiteSubmitted)
    return "работа по наряду выполнена" if reported else None


def _warranty(story: Story) -> str | None:
    days = story.order.report.warranty_days
    return f"{days} дн." if days else None


def _repeat(story: Story) -> str | None:
    repeated = story.order.warranty
    if repeated is None:
        return None
    return f"{repeated.number}, не гарантия: {repeated.denied}" if repeated.denied else repeated.number


def _proof(story: Story) -> str | None:
    """The paper that the client has signed, or why there is none."""
    event = story.last.event
    if isinstance(event, OnSiteSubmitted):
        event = event.report
    if not isinstance(event, DeviceReturned | ReportSubmitted):
        return None
    reason = event.no_act_reason if isinstance(event, DeviceReturned) else event.no_contract_reason
    return f"нет: {reason}" if reason else "приложен к наряду"


def _summary(story: Story) -> Content:
    order = story.order
    outcome = fields(
        ("Итог", _way_out(story) or (words.OUTCOMES[order.closed] if order.closed else None)),
        ("Клиент", story.client),
        ("Открыт", story.minute(order.opened_at)),
        ("Закрыт", story.minute(story.last.at)),
        ("Куратор", story.name(order.curator)),
        ("Инженер", story.name(order.engineer)),
        ("Гарантийный повтор", _repeat(story)),
        ("Гарантия", _warranty(story)),
    )
    sections = [
        Section(heading="Наряд", fields=outcome),
        story.device(),
        *_agreed(story),
        *_workshop(story),
        *_payments(story),
        Section(heading="Деньги", fields=_sums(story)),
    ]
    return Content(sections, _signed_by_both(story))


def _signed_by_both(story: Story) -> list[Signature]:
    order = story.order
    curator = Signature(role="Куратор", name=story.name(order.curator))
    if order.carrier in (None, order.curator):
        return [curator]
    return [Signature(role="Инженер", name=story.name(order.carrier)), curator]


def _agreed(story: Story) -> Iterator[Section]:
    agreement, price = story.order.agreement, story.order.totals.price
    added = (one.lines for one in story.order.supplements if one.state is SupplementState.APPROVED)
    lines = tuple(chain(agreement.lines, *added))
    if not lines or agreement.state is not StepState.APPROVED:
        return
    offered = sum(line.total for line in lines)
    totals = [("Итого", story.money(offered))]
    if price != offered:
        totals.append(("Согласованная цена", story.money(price)))
    table = priced(lines, story.organization.settings.currency, fields(*totals))
    yield Section(heading="Работы и запчасти", table=table)


def _workshop(story: Story) -> Iterator[Section]:
    done = [job for job in story.order.stationary if job.finding]
    if done:
        rows = tuple(
            (
                story.name(job.worker),
                job.finding or "",
                story.money(story.posted(PostingKind.STATIONARY_WORK, job.part)),
            )
            for job in done
        )
        columns = (
            Column(title="Мастер"),
            Column(title="Сделано", share=2),
            Column(title="Сумма", number=True),
        )
        yield Section(heading="Мастерская", table=Table(columns=columns, rows=rows))


def _payments(story: Story) -> Iterator[Section]:
    rows = [
        (
            story.minute(entry.at),
            "возврат" if posting.kind is PostingKind.REFUND else "оплата",
            words.METHODS[posting.method] if posting.method else "",
            _fiscal(story, entry),
            story.money(-posting.amount if posting.kind is PostingKind.REFUND else posting.amount),
        )
        for entry in story.entries
        for posting in entry.event.postings
        if posting.kind in (PostingKind.PAYMENT, PostingKind.REFUND)
    ]
    if rows:
        short = (Column(title=title, share=0) for title in ("Когда", "Что", "Способ"))
        columns = (*short, Column(title="Чек"), Column(title="Сумма", number=True))
        totals = fields(("Получено", story.money(story.order.totals.received)))
        yield Section(
            heading="Расчёты с клиентом", table=Table(columns=columns, rows=tuple(rows), totals=totals)
        )


def _fiscal(story: Story, entry: Entry) -> str:
    """The number of the fiscal receipt of what this entry posted."""
    event = entry.event
    payment: Payment | None = None
    if isinstance(event, PaymentRecorded):
        payment = event.payment
    elif isinstance(event, PrepaymentApproved | PaymentConfirmed):
        payment = story.order.prepayment.payment
    elif isinstance(event, ReportApproved | OnSiteApproved):
        payment = _reported(story, entry.seq)
    return (payment and payment.fiscal_number) or ""


def _reported(story: Story, before: int) -> Payment | None:
    """What the report that was approved then had received: a reopened order has had more than one."""
    sent = [one.event for one in story.entries if one.seq < before]
    forms = [event.report if isinstance(event, OnSiteSubmitted) else event for event in sent]
    reports = [form for form in forms if isinstance(form, ReportSubmitted)]
    return reports[-1].received if reports else None


def _sums(story: Story) -> tuple[Field, ...]:
    totals = story.order.totals
    return fields(
        ("Цена", story.money(totals.price)),
        ("Получено от клиента", story.money(totals.received)),
        ("Списано", story.money(totals.write_off) if totals.write_off else None),
        ("Долг клиента", story.money(totals.debt) if totals.debt else None),
        ("Расходы", story.money(totals.costs)),
        ("Остаток", story.money(totals.net)),
        ("Комиссия", story.money(totals.commission) if totals.commission else None),
        ("Аванс", story.money(totals.advance) if totals.advance else None),
    )


def _expenses(story: Story) -> Content:
    bought = [_document(story, receipt) for receipt in story.order.receipts if receipt.accepted_here]
    shared = [_share(story, expense) for expense in story.order.shared if expense.share.accepted]
    total = Section(heading="Итог", fields=fields(("Всего расходов", story.money(story.order.totals.costs))))
    return Content([*bought, *shared, *_workshop(story), total], _signed_by_both(story))


def _document(story: Story, receipt: ReceiptBranch) -> Section:
    spent = story.posted(PostingKind.EXPENSE, receipt.part)
    submitted = story.latest(ReceiptSubmitted, receipt.part)
    told = submitted[1] if submitted else None
    return Section(
        heading=f"{told.seller}, {told.dated:%d.%m.%Y}" if told else "Документ",
        fields=fields(
            ("Внёс", story.name(receipt.author)),
            ("Оплачено", words.PAYERS[receipt.paid_by]),
            ("Сумма документа", story.money(receipt.total) if receipt.total != spent else None),
        ),
        table=priced(
            receipt.accepted_here,
            story.organization.settings.currency,
            fields(("Принято", story.money(spent))),
        ),
    )


def _share(story: Story, expense: SharedExpense) -> Section:
    share, currency = expense.share, story.organization.settings.currency
    return Section(
        heading=f"Из документа заказа {share.number}",
        fields=fields(("Внёс", story.name(share.author)), ("Оплачено", words.PAYERS[share.paid_by])),
        table=priced(share.accepted, currency, fields(("Принято", story.money(share.amount)))),
    )


CONTENTS: Final[dict[PaperKind, Callable[[Story], Content]]] = {
    PaperKind.HANDOVER: _handover,
    PaperKind.RETURN: _return,
    PaperKind.SUMMARY: _summary,
    PaperKind.EXPENSES: _expenses,
}
