"""A browser with the sandbox's page, that notes whom it asks and what it complains of."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, Locator, Page, async_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Look:
    """The open page."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def pane(self, at: int) -> "Pane":
        return Pane(self.page.locator(".pane").nth(at))


@dataclass(frozen=True)
class Pane:
    """One person's messenger on it."""

    root: Locator

    async def open(self, title: str = "Наряд") -> None:
        await self.root.locator(".chat", has_text=title).first.click()

    async def begin(self, title: str = "Наряд") -> None:
        await self.open(title)
        await self.button("Начать").click()
        await self.root.locator(".composer textarea").wait_for()  # it has arrived

    async def write(self, text: str) -> None:
        await self.root.locator(".composer textarea").fill(text)
        await self.root.locator(".composer textarea").press("Enter")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def message(self, text: str) -> Locator:
        return self.root.locator(".message", has_text=text).last


@asynccontextmanager
async def looking(
    browser: Browser, url: str, people: str, width: int = 1280, height: int = 800
) -> AsyncIterator[Look]:
    page = await browser.new_page(viewport={"width": width, "height": height}, locale="ru-RU")
    look = Look(page)
    page.on("request", lambda request: look.asked.add(urlsplit(request.url).netloc))
    page.on("console", lambda line: look.complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: look.complaints.append(str(error)))
    page.on("dialog", lambda dialog: look.complaints.append(dialog.message))
    await page.goto(f"{url}/?people={people}")
    await page.locator(".chat, .conversation").first.wait_for()
    yield look
    assert look.complaints == []
    assert look.asked - {""} == {urlsplit(url).netloc}  # "" are pictures that are not sent yet
    await page.close()
