"""Takes the pictures of the bot for the docs: `python -m tests.bot.pictures`.

Needs chromium (`apt-get install chromium`). Starts a system of its own; three people walk an order through
it, and at moments worth a picture their messengers are photographed.
"""

import asyncio
import shutil

from playwright.async_api import Browser, async_playwright

from stack import demo_people
from stack.telegram.people import Sandbox
from tests.bot.conftest import BOT
from tests.bot.hands import Hands
from tests.bot.order_by_thumb import Crew, whole_order
from tests.scenarios.pictures import FLAGS, PICTURES
from tests.scenarios.system import whole_system

CAST = {who.key: who for who in demo_people.cast(demo_people.SANDBOX_TOKEN).people}
SIZE = {"width": 460, "height": 860}
"""Of a messenger about as wide as a phone."""
WIDE = {"width": 1500, "height": 900}
SETTLED = 1200
"""Milliseconds in which the page has drawn what it loads."""
MOMENTS = {
    "engineer-new-order": "ivanov",
    "engineer-agreement-form": "ivanov",
    "curator-review": "petrova",
    "workshop-job": "kuznetsov",
    "engineer-report-sent": "ivanov",
    "engineer-completed": "ivanov",
}
"""Whose messenger shows it, by the name of the moment in `order_by_thumb`."""
ROOMS = {
    "menu-engineer": ("ivanov", ()),
    "menu-curator": ("petrova", ()),
    "menu-workshop": ("kuznetsov", ()),
    "menu-owner": ("owner", ()),
    "menu-superuser": ("super", ()),
    "curator-board": ("petrova", ("Доска",)),
    "engineer-money": ("ivanov", ("Деньги",)),
    "curator-people": ("petrova", ("Люди",)),
    "rules": ("ivanov", ("Ещё", "Правила")),
}
"""A room by its way from the menu: whose, and the buttons to press."""


class Photographer:
    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self._url = browser, url

    async def take(self, name: str, *logins: str, size: dict[str, int] = SIZE) -> None:
        page = await self._browser.new_page(viewport=size, device_scale_factor=1)  # type: ignore[arg-type]  # a ViewportSize
        await page.goto(f"{self._url}/?people={','.join(logins)}")
        await page.wait_for_timeout(SETTLED)
        await page.screenshot(path=PICTURES / f"bot-{name}.png")
        await page.close()
        print(name)  # noqa: T201 - waiting shows what was done


async def photograph(url: str) -> None:
    async with Sandbox(url) as sandbox, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        photographer = Photographer(browser, url)

        async def somebody(login: str) -> Hands:
            who = CAST[login]
            more = {"last_name": who.last_name or "", "role": who.role or ""}
            thumb = Hands((await sandbox.join(login, who.id, who.first_name, **more)).chat(BOT))
            await thumb.chat.write("/start")
            await thumb.chat.until(lambda one: bool(one.rows))
            return thumb

        async def look(moment: str) -> None:
            await photographer.take(moment, MOMENTS[moment])

        crew = Crew(*[await somebody(login) for login in ("petrova", "ivanov", "kuznetsov")])
        await whole_order(crew, look)
        await photographer.take("side-by-side", "petrova", "ivanov", "kuznetsov", size=WIDE)
        for name, (login, buttons) in ROOMS.items():
            await into_room(await somebody(login), buttons)
            await photographer.take(name, login)
        await browser.close()


async def into_room(thumb: Hands, buttons: tuple[str, ...]) -> None:
    """From a new menu, button by button."""
    sent = await thumb.chat.write("/menu")
    page = await thumb.chat.until(lambda one: one.id > sent[0].id and bool(one.rows))
    for button in buttons:
        await thumb.press(button, page)
        before = page
        await thumb.chat.wait(lambda: thumb.chat.seen[before.id] != before)  # noqa: B023 - waited for here
        page = thumb.chat.seen[before.id]


def main() -> None:
    with whole_system(bots=True) as stack:
        server = stack.settings.telegram.server
        if server is None:
            raise SystemExit("the sandbox did not start: a token is set in the environment")
        asyncio.run(photograph(server))


if __name__ == "__main__":
    main()
