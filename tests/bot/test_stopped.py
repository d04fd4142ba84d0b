"""Whoever stops the bot: the curator sees it, and that they took it back."""

from api.chats import OutOfReachList
from bot.client import Caller
from tests.bot.conftest import BotSystem
from tests.workflows.running import eventually


async def stopped(caller: Caller) -> list[str]:
    found = await caller.read("/v1/telegram/unreachable", OutOfReachList)
    return [person.name for person in found.people if person.why == "blocked"]


async def test_whoever_stops_the_bot_is_listed_until_they_take_it_back(bot_system: BotSystem) -> None:
    petrova, chat = await bot_system.caller("petrova"), await bot_system.chat("kuznetsov")
    name = (await bot_system.caller("kuznetsov")).me.name
    await chat.write("/start")
    await chat.until(lambda message: bool(message.rows))

    async def listed() -> bool:
        return name in await stopped(petrova)

    async def not_listed() -> bool:
        return not await listed()

    await chat.block()
    assert await eventually(listed)
    await chat.unblock()
    assert await eventually(not_listed)
