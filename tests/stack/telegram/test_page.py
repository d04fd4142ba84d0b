"""The messenger page in Chromium, with a small bot behind it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot
from playwright.async_api import Browser, expect

from stack.telegram.people import Person, Sandbox
from tests.stack.telegram.browsing import chromium, looking
from tests.stack.telegram.conftest import picture
from tests.stack.telegram.demo_bot import COMMANDS, buttons, demo
from tests.stack.telegram.serving import BOT, Server

EVIL = "<img src=x onerror=alert(1)>"

PASTE = """([name, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
    const how = { clipboardData: data, bubbles: true, cancelable: true };
    document.querySelector(".composer textarea").dispatchEvent(new ClipboardEvent("paste", how));
}"""
DROP = """([name, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
    const target = document.querySelector(".conversation");
    for (const kind of ["dragenter", "dragover", "drop"])
        target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def running(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Bot]:
    """The bot answers."""
    dispatcher = demo()
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    await bot.set_my_commands(COMMANDS)
    yield bot
    await dispatcher.stop_polling()
    await task
    await bot.delete_my_commands()


async def test_two_people_side_by_side(browser: Browser, server: Server, running: Bot) -> None:
    async with looking(browser, server.url, "petrova,ivanov") as look:
        petrova, ivanov = look.pane(0), look.pane(1)
        await petrova.begin()
        await ivanov.begin()
        await expect(petrova.message("Здравствуйте, Анна Петрова!")).to_be_visible()
        await expect(ivanov.message("Здравствуйте, Иван Иванов!")).to_be_visible()
        await ivanov.button("✅ Принять").click()
        await expect(ivanov.root.locator(".toast")).to_have_text("Принято")
        await expect(ivanov.message("принят вами")).to_contain_text("изменено")
        await expect(ivanov.button("✅ Принять")).to_have_count(0)
        await expect(petrova.button("✅ Принять")).to_be_visible()
        await petrova.button("✖ Отказаться").click()
        await expect(petrova.root.get_by_text("Сначала назовите причину")).to_be_visible()
        await petrova.button("Понятно").click()


async def test_commands_keyboards_albums_and_documents(
    browser: Browser, server: Server, running: Bot
) -> None:
    async with looking(browser, server.url, "petrova") as look:
        petrova = look.pane(0)
        await petrova.begin()
        await petrova.button("Меню").click()
        await petrova.root.get_by_role("menuitem", name="/orders").click()
        await expect(petrova.root.locator(".gallery.of4 img")).to_have_count(4)
        await expect(petrova.root.locator(".attachment")).to_contain_text("Акт передачи.pdf")
        await petrova.write("/menu")
        await petrova.button("Мой контакт").click()
        await expect(petrova.message("Вы прислали: contact")).to_be_visible()


async def test_photos_are_chosen_pasted_and_dropped(
    browser: Browser, server: Server, running: Bot, tmp_path: Path
) -> None:
    for name in "ab":
        (tmp_path / f"{name}.jpg").write_bytes(picture())
    async with looking(browser, server.url, "petrova") as look:
        petrova, page = look.pane(0), look.page
        await petrova.begin()
        await petrova.message("Здравствуйте").wait_for()
        await petrova.root.locator("input[type=file]").set_input_files(
            [tmp_path / "a.jpg", tmp_path / "b.jpg"]
        )
        await page.get_by_role("button", name="Отправить как фото").click()
        await expect(petrova.root.locator(".mine .gallery.of2 img")).to_have_count(2)
        await expect(petrova.root.locator(".words", has_text="📷 Сохранено")).to_have_count(2)
        await page.evaluate(PASTE, ["paste.jpg", list(picture(64, 64))])
        await page.get_by_placeholder("Подпись").fill("чек")
        await page.get_by_placeholder("Подпись").press("Enter")
        await expect(petrova.root.locator(".mine .bubble", has_text="чек").locator("img")).to_have_count(1)
        await page.evaluate(DROP, ["акт.pdf", list(b"%PDF-1.4")])
        await page.get_by_role("button", name="Отправить как файлы").click()
        await expect(petrova.root.locator(".mine .attachment")).to_contain_text("акт.pdf")


async def test_nothing_that_people_type_becomes_markup(
    browser: Browser, server: Server, running: Bot, sandbox: Sandbox
) -> None:
    await sandbox.join("evil", 1666, EVIL, role="<b>роль</b>")
    async with looking(browser, server.url, "evil") as look:
        evil = look.pane(0)
        await evil.begin()
        await expect(evil.message(f"Здравствуйте, {EVIL}!")).to_be_visible()
        await evil.write("<script>alert(1)</script> javascript:alert(1)")
        await expect(evil.message("Вы прислали: <script>")).to_be_visible()
        await running.send_message(
            1666, '<a href="javascript://example.com/%0aalert(1)">a</a> b', parse_mode="HTML"
        )
        await expect(evil.message("a b").locator("a")).to_have_count(0)
        assert await look.page.locator(".messages script, .messages img, .chats img").count() == 0


async def test_own_messages_are_edited_answered_and_deleted(
    browser: Browser, server: Server, running: Bot
) -> None:
    async with looking(browser, server.url, "petrova") as look:
        petrova = look.pane(0)
        await petrova.begin()
        await petrova.write("1 500")
        await petrova.message("Вы прислали: 1 500").wait_for()
        await petrova.root.locator(".composer textarea").press("ArrowUp")
        await petrova.write("1500,50 ₽")
        await expect(petrova.root.locator(".mine", has_text="1500,50 ₽")).to_contain_text("изменено")
        mine = petrova.root.locator(".mine", has_text="1500,50 ₽")
        await mine.hover()
        await mine.locator(".handle").click()
        await look.page.get_by_role("menuitem", name="Удалить").click()
        await expect(mine).to_have_count(0)


async def test_unread_messages_are_counted(
    browser: Browser, server: Server, petrova: Person, bot: Bot
) -> None:
    await petrova.chat(BOT).write("/start")
    async with looking(browser, server.url, "petrova", width=600) as look:
        pane = look.pane(0)
        await pane.open()
        await pane.button("К чатам").click()
        await bot.send_message(1001, "раз", reply_markup=buttons("a"))
        await bot.send_message(1001, "два")
        await expect(pane.root.locator(".badge")).to_have_text("2")
        assert (await look.page.title()).startswith("(2)")
        await pane.open()
        await expect(pane.root.locator(".badge")).to_have_count(0)


async def test_a_bot_is_stopped_and_started_again(browser: Browser, server: Server, running: Bot) -> None:
    async with looking(browser, server.url, "petrova") as look:
        pane = look.pane(0)
        await pane.begin()
        await pane.button("Ещё").click()
        await look.page.get_by_role("menuitem", name="Остановить бота").click()
        await expect(pane.root.locator(".title small")).to_have_text("бот остановлен")
        await pane.button("Запустить снова").click()
        await expect(pane.root.locator(".title small")).to_have_text("бот")


async def test_it_fits_a_phone_and_speaks_english(browser: Browser, server: Server, running: Bot) -> None:
    async with looking(browser, server.url, "petrova", width=390, height=780) as look:
        pane = look.pane(0)
        await pane.begin()
        await pane.write("слово" * 200)
        await pane.write("/orders")
        await pane.root.locator(".gallery").wait_for()
        assert await look.page.evaluate("document.documentElement.scrollWidth") == 390
        assert await pane.root.locator(".messages").evaluate("e => e.scrollWidth - e.clientWidth") == 0
        await look.page.get_by_role("button", name="English").click()
        await expect(look.page.locator("h1")).to_have_text("Telegram sandbox")
        await look.page.get_by_role("button", name="Light or dark").click()
        assert await look.page.locator("html").get_attribute("data-theme") == "dark"


async def test_the_page_finds_the_sandbox_again(browser: Browser, server: Server, sandbox: Sandbox) -> None:
    async with looking(browser, server.url, "petrova") as look:
        pane = look.pane(0)
        await pane.begin()
        server.stop()
        await look.page.locator("body.lost").wait_for()
        server.start()
        await look.page.locator("body:not(.lost)").wait_for()
        await pane.write("я снова здесь")
        await expect(pane.message("я снова здесь")).to_be_visible()
        look.complaints[:] = [line for line in look.complaints if "ERR_" not in line]
