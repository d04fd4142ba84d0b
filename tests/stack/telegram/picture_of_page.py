"""Looks at the messenger page in a browser: `python -m tests.stack.telegram.picture_of_page`.

Needs chromium and an emoji font (`apt-get install chromium fonts-noto-color-emoji`). Leaves
docs/pictures/telegram-sandbox.png: a curator and an engineer side by side.
"""

import asyncio
import tempfile
from pathlib import Path

from tests.stack.telegram.browsing import chromium, looking
from tests.stack.telegram.conftest import bot_on, picture
from tests.stack.telegram.demo_bot import COMMANDS, demo
from tests.stack.telegram.serving import ROOT, TOKEN, Server

PICTURE = ROOT / "docs" / "pictures" / "telegram-sandbox.png"


async def main(folder: Path) -> None:
    server = Server(folder)
    server.start()
    async with bot_on(server.url, TOKEN) as bot:
        dispatcher = demo()
        polling = asyncio.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
        await bot.set_my_commands(COMMANDS)
        await take(server.url, folder)
        await dispatcher.stop_polling()
        await polling
    server.stop()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size // 1024} KB")  # noqa: T201 - its answer


async def take(url: str, folder: Path) -> None:
    photos = [folder / f"{number}.jpg" for number in range(3)]
    for path, color in zip(photos, ("#8fa3b5", "#b59f8f", "#95b58f"), strict=True):
        path.write_bytes(picture(800, 600, color))
    async with chromium() as browser, looking(browser, url, "petrova,ivanov") as look:
        curator, engineer = look.pane(0), look.pane(1)
        await curator.begin()
        await engineer.begin()
        await engineer.button("✅ Принять").click()
        await engineer.message("принят вами").wait_for()
        await engineer.root.locator("input[type=file]").set_input_files(photos)
        await look.page.get_by_placeholder("Подпись").fill("Состояние при приёмке")
        await look.page.get_by_role("button", name="Отправить как фото").click()
        await engineer.root.get_by_text("📷 Сохранено").nth(2).wait_for()
        await curator.write("/menu")
        await curator.root.locator(".board .key").first.wait_for()
        await look.page.wait_for_timeout(500)  # the pictures fade in
        await look.page.screenshot(path=PICTURE)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder)))
