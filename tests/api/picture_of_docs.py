"""Looks at the API's documentation in a browser: `python -m tests.api.picture_of_docs`.

Needs chromium (`apt-get install chromium`). Fails when the page asks another host for anything or complains;
leaves docs/pictures/api-docs.png.
"""

import asyncio
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from playwright.async_api import Page, async_playwright

from api.app import create_app
from api.docs import PAGE
from settings import Settings

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "api-docs.png"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


async def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = create_app(Settings(_env_file=None))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await look(f"http://127.0.0.1:{listening.getsockname()[1]}")
        server.should_exit = True
        await serving


async def look(address: str) -> None:
    asked: set[str] = set()
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 1100})
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(address + PAGE)
        await open_one(page)
        await page.screenshot(path=PICTURE)
        await browser.close()
    assert asked - {""} == {urlsplit(address).netloc}, asked  # "" are pictures inside the style sheet
    assert complaints == [], complaints
    print(f"{PICTURE.name}: {PICTURE.stat().st_size // 1024} KB; asked only {address}")  # noqa: T201 - its answer


async def open_one(page: Page) -> None:
    """An operation, with its example and the codes that it may answer."""
    operation = page.locator("#operations-commands-submit_receipt")
    await operation.locator(".opblock-summary-control").click()
    await page.get_by_text("ООО «Ресурс»").first.wait_for()
    await page.get_by_text("receipt.used").first.wait_for()
    await operation.scroll_into_view_if_needed()


if __name__ == "__main__":
    asyncio.run(main())
