"""The happy path with both branches, as people walk it: nobody touches anything but the bot."""

from typing import Any

from pydantic import BaseModel

from tests.bot.conftest import BotSystem
from tests.bot.hands import Hands
from tests.bot.order_by_thumb import Crew, whole_order


class _List(BaseModel):
    orders: list[dict[str, Any]]


class _View(BaseModel):
    stage: str
    sums: dict[str, int]
    papers: list[dict[str, Any]]


async def test_an_order_goes_from_opening_to_its_end_by_thumb_alone(bot_system: BotSystem) -> None:
    crew = Crew(*[Hands(await bot_system.chat(login)) for login in ("smirnova", "ivanov", "kuznetsov")])
    for thumb in (crew.curator, crew.engineer, crew.workshop):
        await thumb.chat.write("/start")
    number = await whole_order(crew)
    smirnova = await bot_system.caller("smirnova")
    [line] = (await smirnova.read("/v1/orders", _List, text=number, show="all")).orders
    view = await smirnova.read(f"/v1/orders/{line['id']}", _View)
    assert view.stage == "completed"
    assert (view.sums["price"], view.sums["received"], view.sums["debt"]) == (270_050, 270_050, 0)
    assert view.sums["costs"] == 90_000 + 50_000
    assert len(view.papers) >= 3
    assert "an update failed" not in bot_system.said()
