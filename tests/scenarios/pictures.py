"""Takes the pictures of the Temporal Web UI for the docs: `python -m tests.scenarios.pictures`.

Needs chromium (`apt-get install chromium`). Starts a system of its own, with orders that wait.
"""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from settings import Settings
from stack import binaries
from stack.demo import stories
from stack.demo.show import playing
from stack.demo.walk import Scene, Walk
from tests.scenarios.system import whole_system

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTLED = 3000
"""Milliseconds in which a page has drawn what it loads; as it goes on asking, there is no end to wait for."""
FAILING = 40_000
"""Milliseconds after which the server calls a workflow task that fails again and again a problem."""
RUNNING = '`WorkflowType`="Order" AND `ExecutionStatus`="Running"'
FILTERS = {
    "overdue": f"{RUNNING} AND `Overdue`=true",
    "failing": f'{RUNNING} AND `TemporalReportedProblems`="category=WorkflowTaskFailed"',
}
COLUMNS = ("OrderNumber", "OrderStage", "Overdue", "DueAt", "WaitingFor")
NOT_SHOWN = ("Run ID", "Type", "Start", "End")


def main() -> None:
    with whole_system() as system, playing(system.settings) as scene, sync_playwright() as playwright:
        walk = orders(scene)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        take_list(page, system.settings)
        take_order(page, walk)
        take_filters(page, system.settings, walk)
        browser.close()


def orders(scene: Scene) -> Walk:
    """Play some orders to fill the list; the one that waits for two people at once."""
    stories.refusal_with_fee(scene)
    stories.returned_report(scene)
    stories.overdue(scene)
    walk = stories.with_both_branches_open(scene)
    stories.reminded(scene)
    return walk


def take_list(page: Page, settings: Settings) -> None:
    """All orders, with our search attributes as columns, as anybody may choose them."""
    page.set_viewport_size({"width": 1900, "height": 620})
    orders = "query=" + quote('`WorkflowType`="Order"')
    page.goto(f"{settings.temporal.ui_url}/namespaces/{settings.temporal.namespace}/workflows?{orders}")
    page.get_by_test_id("workflows-summary-table-configuration-button").click()
    for column in NOT_SHOWN:
        page.get_by_test_id(f"orderable-list-item-{column}-remove-button").click()
    for column in COLUMNS:
        page.get_by_test_id(f"orderable-list-item-{column}-add-button").click()
    page.get_by_test_id("drawer-close-button").click()
    take(page, "orders")


def take_order(page: Page, walk: Walk) -> None:
    """One waiting order: its timers, its details, its search attributes."""
    link = walk.curator.order(walk.card).links.temporal
    if link is None:
        raise LookupError("the curator gets a link into the Web UI")
    page.set_viewport_size({"width": 1400, "height": 1300})
    page.goto(link)
    page.wait_for_url("**/timeline")
    take(page, "timers")
    page.set_viewport_size({"width": 1400, "height": 1000})
    here = page.url.removesuffix("timeline")
    page.goto(f"{here}user-metadata")
    take(page, "details")
    page.goto(f"{here}search-attributes")
    take(page, "search-attributes")


def take_filters(page: Page, settings: Settings, walk: Walk) -> None:
    """The saved filters of docs/ops.md; one order fails at a command of a later release."""
    signal = json.dumps({"id": "of-tomorrow", "json": json.dumps({"kind": "of_tomorrow"})})
    where = ("--address", settings.temporal.address, "--workflow-id", f"order-{walk.card.id}")
    command = (binaries.command("temporal"), "workflow", "signal", *where)
    subprocess.run([*command, "--name", "command", "--input", signal], check=True, capture_output=True)
    page.wait_for_timeout(FAILING)
    page.set_viewport_size({"width": 1900, "height": 520})
    for name, query in FILTERS.items():
        address = f"{settings.temporal.ui_url}/namespaces/{settings.temporal.namespace}/workflows"
        page.goto(f"{address}?query={quote(query)}")
        take(page, f"filter-{name}")


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=PICTURES / f"web-ui-{name}.png")


if __name__ == "__main__":
    main()
