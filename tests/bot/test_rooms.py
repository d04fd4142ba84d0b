"""The bot answers: the menu of each role, empty lists, strangers."""

import pytest

from tests.bot.conftest import BotSystem


@pytest.mark.parametrize("login", ["petrova", "ivanov", "kuznetsov", "owner", "super", "buyer"])
async def test_everybody_gets_their_menu(bot_system: BotSystem, login: str) -> None:
    chat = await bot_system.chat(login)
    await chat.write("/start")
    menu = await chat.until(lambda message: bool(message.rows))
    assert menu.button("Ещё")


async def test_a_stranger_is_told_whom_to_ask_and_sees_nothing(bot_system: BotSystem) -> None:
    chat = await bot_system.chat("stranger")
    await chat.write("SVC-000001")
    said = await chat.until(lambda message: "приглашение" in message.text)
    assert said.rows == []
