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
    paid = {"amount": 450_000, "method": "cash", "fiscal_number": "0004512"}
    act = await road.file()
    await submitted(road, True, "submit_on_site", lines=LINES, act=[act], received=paid, warranty_days=30)
    await road.press("approve", "onsite")
    await road.end()


async def spent(system: BotSystem, tally: Tally, choose: int) -> None:
    """In work: a document and a supplement, each undone and approved."""
    road = await Road.begin(system, tally, choose, engineer=str(demo_id("orlov")))
    await road.give("accept")
    await road.give("submit_agreement", **AGREED)
    await road.give("approve", "agreement")
    await road.give("submit_prepayment", payment=None)
    await road.give("approve", "prepayment")
    document = {
        "document": await road.file(),
        "seller": "ООО «Ресурс»",
        "dated": str(datetime.now(UTC).date()),
        "total": 90_000,
        "lines": [{"name": f"Ролик {road.number}", "quantity": 1, "unit_price": 90_000}],
        "paid_by": "own",
    }
    await submitted(road, True, "submit_receipt", **document)
    [bought, *_] = (await road.may("approve")).values()
    await road.press("approve", bought.part)
    await submitted(road, True, "submit_supplement", **AGREED)
    [more, *_] = (await road.may("approve")).values()
    await road.press("approve", more.part)
    await road.end()
