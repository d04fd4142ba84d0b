"""The way in: an invite links the account; whatever is wrong with it is told in clear words (ACC-3)."""

from itertools import count
from uuid import uuid4

from pydantic import BaseModel

from bot.client import JsonObject
from stack.demo_people import demo_id
from stack.telegram.people import Chat
from tests.bot.conftest import BotSystem

NUMBERS = count(900_001)


class _Made(BaseModel):
    id: str


class _Invite(BaseModel):
    code: str
    link: str


async def newcomer(system: BotSystem) -> Chat:
    """Somebody's messenger that nobody knows."""
    number = next(NUMBERS)
    person = await system.sandbox.join(f"new{number}", number, "Новый")
    return person.chat(system.bot_id)


async def invited(system: BotSystem, login: str | None = None) -> _Invite:
    """An invite of a new engineer, or of one of the demo people."""
    curator = await system.caller("petrova")
    person = str(demo_id(login)) if login else ""
    if not login:
        body: JsonObject = {"name": "Новый Инженер", "roles": ["engineer"]}
        made = await curator.send("/v1/people", body, uuid4().hex)
        person = _Made.model_validate(made.receipt).id
    answer = await curator.send(f"/v1/people/{person}/invites", {}, uuid4().hex)
    return _Invite.model_validate(answer.receipt)


async def told(chat: Chat, code: str, words: str) -> None:
    await chat.write(f"/start {code}")
    await chat.until(lambda message: words in message.text)


async def test_an_invite_lets_somebody_in_once(bot_system: BotSystem) -> None:
    invite = await invited(bot_system)
    chat = await newcomer(bot_system)
    await chat.person.follow(invite.link)
    await chat.until(lambda message: "добро пожаловать" in message.text)
    await chat.until(lambda message: bool(message.button("Мои наряды")))
    other = await newcomer(bot_system)
    await told(other, invite.code, "уже использовано")
    await other.write("SVC-0000")
    await other.until(lambda message: "приглашение" in message.text)
    before = len(chat.messages)
    await chat.write(f"/start {invite.code}")  # the old link again: they are in
    await chat.wait(lambda: len(chat.messages) > before + 1)
    assert chat.last.button("Мои наряды")


async def test_what_is_wrong_with_an_invite_is_told_in_clear_words(bot_system: BotSystem) -> None:
    chat = await newcomer(bot_system)
    await told(chat, "no-such-code", "Такого приглашения нет")
    first = await invited(bot_system, "orlov")
    second = await invited(bot_system, "orlov")
    await told(chat, first.code, "отозвано")
    await told(await bot_system.chat("smirnova"), second.code, "уже принадлежит другому")


async def test_another_telegram_takes_the_place_of_the_one_before(bot_system: BotSystem) -> None:
    invite = await invited(bot_system, "popov")
    before = await bot_system.chat("popov")
    await before.write("/start")
    await before.until(lambda message: bool(message.button("Свободные")))
    now = await newcomer(bot_system)
    await told(now, invite.code, "добро пожаловать")
    bot_system.people["popov"] = now.person
    await before.write("/menu")
    await before.until(lambda message: "пока не знает" in message.text)


async def test_18_nobody_becomes_somebody_by_typing_a_name_or_a_password(bot_system: BotSystem) -> None:
    chat = await newcomer(bot_system)
    for typed in ("Софья Главная", "super", "naryad-demo-2026", "/start super", "/start@naryad_demo_bot me"):
        await chat.write(typed)
        await chat.wait(lambda: bool(chat.messages) and chat.messages[-1].by_bot)
        assert not chat.last.rows
