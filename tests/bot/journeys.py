"""Ways of one order through the whole system, at each step of which somebody presses."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic import JsonValue

from stack.demo_people import demo_id
from tests.bot.conftest import BotSystem
from tests.bot.squares import Road, Tally

LINES: Final[list[JsonValue]] = [{"name": "Ролик захвата", "quantity": 2, "unit_price": 225_000}]
AGREED: Final[dict[str, Any]] = {
    "options": [{"lines": LINES}],
    "outcome": {"kind": "agreed", "option": 0},
}
INVOICE: Final[dict[str, Any]] = {"payment": {"amount": 450_000, "method": "invoice", "fiscal_number": "7"}}


async def submitted(road: Road, undone: bool, kind: str, part: str | None = None, /, **body: Any) -> None:
    """Sent in; `undone`: taken back by its button, and sent in again."""
    await road.give(kind, part, **body)
    if undone:
        await road.press("undo")
        again = next(iter((await road.may(kind)).values()))
        await road.give(kind, again.part, **body)


async def whole_way(system: BotSystem, tally: Tally, choose: int, *, undoing: bool) -> None:
    """From acceptance to completion, every button that is sent at once on the way."""
    road = await Road.begin(system, tally, choose, engineer=str(demo_id("orlov")))
    for kind in ("accept", "depart", "arrive"):
        await road.press(kind)
    await submitted(road, undoing, "submit_agreement", **AGREED)
    await road.press("approve", "agreement")
    await submitted(road, undoing, "submit_prepayment", **INVOICE)
    if await road.may("approve", "prepayment"):
        await road.press("approve", "prepayment")
    await road.press("confirm_payment")
    await in_the_workshop(road, undoing=undoing)
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    await road.give("ask", what="pause", until=until, reason="Клиент в отпуске")
    await road.press("grant")
    await road.press("resume")
    act = await road.file()
    await road.give("return_device", act=[act])
    await submitted(road, True, "submit_report", act=[act], warranty_days=90)
    await road.press("approve", "report")
    await road.end()


async def in_the_workshop(road: Road, *, undoing: bool) -> None:
    due = str((datetime.now(UTC) + timedelta(days=9)).date())
    told = {"description": "Не включается", "completeness": "Кабель", "due": due}
    await submitted(road, undoing, "hand_over", photos=[await road.file()], purpose="repair", **told)
    [job, *_] = (await road.may("approve")).values()
    await road.press("approve", job.part)
    await road.press("take")
    [worker, *_] = await road.may("finish_repair")
    photos = [await road.file(worker)]
    await submitted(road, undoing, "finish_repair", done="Заменён блок", amount=50_000, photos=photos)
    await road.press("approve", job.part)
    await road.give("give_device", to=str(demo_id("orlov")))
    await road.press("receive_device")


async def offered(system: BotSystem, tally: Tally, choose: int) -> None:
    """To two engineers, who accept at the same moment; and its end is asked for and granted."""
    road = await Road.begin(system, tally, choose)
    await road.give("offer", engineers=[str(demo_id("orlov")), str(demo_id("sidorov"))])
    await road.press("accept")
    await road.give("ask", what="cancellation", reason="Клиент передумал")
    await road.press("grant")
    await road.end()


async def on_site(system: BotSystem, tally: Tally, choose: int) -> None:
    """All in one form, undone and approved."""
    road = await Road.begin(system, tally, choose, engineer=str(demo_id("orlov")))
    await road.press("accept")
    act = await road.file()
    received = cash(450_000)
    await submitted(road, True, "submit_on_site", lines=LINES, act=[act], received=received, warranty_days=30)
    await road.press("approve", "onsite")
    await road.end()


async def spent(system: BotSystem, tally: Tally, choose: int) -> None:
    """In work: a document and a supplement, each undone and approved."""
    road = await Road.begin(system, tally, choose, engineer=str(demo_id("orlov")))
    await road.give("accept")
    await into_work(road, None)
    await submitted(road, True, "submit_receipt", **await bought(road, 90_000))
    [receipt, *_] = (await road.may("approve")).values()
    await road.press("approve", receipt.part)
    await submitted(road, True, "submit_supplement", **AGREED)
    [more, *_] = (await road.may("approve")).values()
    await road.press("approve", more.part)
    await road.end()


async def owed(system: BotSystem, tally: Tally) -> None:
    """Completed with a debt, which is given up; reopened, at a loss; carried by two. Then it is repeated."""
    road = await Road.begin(system, tally, 0, engineer=str(demo_id("orlov")))
    await road.give("accept")
    await road.give("penalize", person=str(demo_id("orlov")), amount=50_000, reason="Визит без звонка")
    await road.give("appeal", reason="Звонил дважды")
    await road.give("decide_appeal", verdict="reverse", reason="Звонок есть в журнале")
    await into_work(road, None)
    act = [await road.file()]
    await road.give("submit_report", act=act, received=cash(400_000), warranty_days=30)
    due = str((datetime.now(UTC) + timedelta(days=10)).date())
    await road.give("approve", "report", debt_due=due)
    await road.give("write_off", amount=50_000, reason="Скидка клиенту")
    await road.give("reopen", reason="Клиент вернулся")
    await road.give("submit_receipt", **await bought(road, 500_000))
    await road.give("approve", "receipt.1")
    await road.give("submit_report", act=act, received=cash(50_000), warranty_days=30)
    await road.give("return", "report", reason="Едет другой инженер")
    await road.give("assign", engineer=str(demo_id("sidorov")))
    await road.give("accept")
    act = [await road.file("sidorov")]
    await road.give("submit_report", act=act, received=cash(50_000), warranty_days=30)
    await road.give("approve", "report", net_reason="Деталь дороже работы")
    await road.end()
    await repeated(system, tally, road)


async def repeated(system: BotSystem, tally: Tally, earlier: Road) -> None:
    """Under warranty, which it is not; paid for ahead, cancelled, and its money settled."""
    again = {"warranty_of": str(earlier.order), "warranty_reason": "Тот же аппарат, номер стёрт"}
    road = await Road.begin(system, tally, 0, engineer=str(demo_id("orlov")), **again)
    await road.give("accept")
    await road.give("not_warranty", reason="Залит кофе")
    await into_work(road, cash(100_000))
    await road.give("cancel", reason="Клиент передумал")
    back = {"refund": 90_000, "method": "cash", "recipient": "Клиент"}
    await road.give("settle_money", **back, kept_reason="Выезд")
    await road.end()


async def into_work(road: Road, payment: JsonValue) -> None:
    await road.give("submit_agreement", **AGREED)
    await road.give("approve", "agreement")
    await road.give("submit_prepayment", payment=payment)
    await road.give("approve", "prepayment")


async def bought(road: Road, total: int) -> dict[str, Any]:
    """A document of expenses, in kopecks."""
    return {
        "document": await road.file(),
        "seller": "ООО «Ресурс»",
        "dated": str(datetime.now(UTC).date()),
        "total": total,
        "lines": [{"name": f"Ролик {road.number}", "quantity": 1, "unit_price": total}],
        "paid_by": "own",
    }


def cash(amount: int) -> JsonValue:
    return {"amount": amount, "method": "cash", "fiscal_number": "0004512"}
