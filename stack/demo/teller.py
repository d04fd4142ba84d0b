"""Tells at the terminal, in Russian, what the demo people do and what their orders wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.status import Status
from rich.table import Table
from rich.text import Text

from api.views import Waiting
from domain.calendar import WorkingCalendar
from domain.orders.answer import Answer
from domain.orders.parts import Stage
from domain.orders.waiting import Wait
from domain.values import OrganizationId, PersonId
from stack.demo.clients import Card, Client
from stack.demo.words import ACTIONS, HAS_TO, POSTINGS, ROLES, STAGES, by_when, roubles
from storage.events import Ledger

WIDE = 132
"""Columns in which a step and what is waited for stand side by side; a file or a pipe has as many."""

NUMBER = 11
"""Columns of an order's number."""


@dataclass(frozen=True)
class Summary:
    """A line of the overview: what became of one order; its sums are price, received, costs, commission."""

    number: str
    title: str
    stage: Stage
    sums: tuple[int, int, int, int]
    entries: int
    good: bool


def console() -> Console:
    made = Console(highlight=False)
    return made if made.is_terminal else Console(highlight=False, width=WIDE)


class Teller:
    """Prints the stories. `names` are of everybody who may be waited for, `calendars` of where they work."""

    def __init__(
        self,
        console: Console,
        names: Mapping[PersonId, str],
        calendars: Mapping[OrganizationId, WorkingCalendar],
    ) -> None:
        self._console, self._names, self._calendars = console, names, calendars
        self._wide = console.width >= WIDE

    def begin(self, number: int, title: str, in_english: str | None) -> None:
        self._console.print()
        self._console.rule(f"[bold]{number}. {title}", style="dim", align="left")
        self._console.print(in_english or "", style="dim italic")

    def step(self, who: Client, words: str, answer: Answer) -> None:
        self._row(answer.number, who.name, words, self._waiting(who, answer))

    def reminder(self, who: Client, card: Card, overdue: Waiting) -> None:
        """Tell what happened by itself: who was reminded, and what comes next."""
        then = "[yellow]просрочено[/]"
        if overdue.then:
            at = by_when(overdue.then.at, self._calendars[who.organization_id], datetime.now(UTC))
            then += f", следом в {at} {ACTIONS[overdue.then.action]}"
        self._row(card.number, "Система", f"[yellow]срок прошёл: напоминание, {overdue.name}[/]", then)

    def refusal(self, who: Client, card: Card, words: str, code: str) -> None:
        self._row(card.number, who.name, words, f"[yellow]отказано: {code}[/]")

    def patience(self, words: str) -> Status:
        """Show that nothing can be done but wait, while the result is entered."""
        return self._console.status(words)

    def look(self, who: Client, card: Card, words: str, seen: str) -> None:
        """Tell what somebody reads, which changes nothing."""
        self._row(card.number, who.name, words, seen)

    def name(self, person: PersonId | None) -> str:
        return self._names.get(person, "") if person else ""

    def ledger(self, number: str, ledger: Ledger) -> None:
        table = _table(f"Деньги наряда {number}")
        table.add_column("Запись", justify="right", style="dim")
        table.add_column("Проводка")
        table.add_column("Кто")
        table.add_column("Сумма", justify="right")
        for line in ledger.lines:
            posting = line.posting
            what = POSTINGS[posting.kind] if posting.amount >= 0 else f"сторно: {POSTINGS[posting.kind]}"
            table.add_row(str(line.seq), what, self.name(posting.person), roubles(posting.amount))
        self._console.print(table)

    def overview(self, rows: Sequence[Summary]) -> None:
        """Draw what became of every order; the titles of the stories where there is room."""
        table = _table("Итог")
        table.add_column("Наряд", no_wrap=True)
        if self._wide:
            table.add_column("История")
        table.add_column("Этап", no_wrap=True)
        for heading in ("Цена", "Получено", "Расходы", "Комиссия", "Записей"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("")
        for row in rows:
            title = (row.title,) if self._wide else ()
            sums = (roubles(amount) if amount else "" for amount in row.sums)
            good = "[green]✓[/]" if row.good else "[red]✗[/]"
            table.add_row(row.number, *title, STAGES[row.stage], *sums, str(row.entries), good)
        self._console.print()
        self._console.print(table)

    def link(self, url: str | None) -> None:
        if url:
            self._console.print(Text(f"Temporal Web UI: {url}", style="dim"), soft_wrap=True)

    def say(self, words: str) -> None:
        self._console.print(words)

    def failure(self, words: str) -> None:
        self._console.print(words, style="red", markup=False)

    def _row(self, number: str, who: str, words: str, then: str) -> None:
        row = Table.grid(padding=(0, 2))
        row.add_column(width=NUMBER, no_wrap=True, style="cyan")
        row.add_column(width=13)
        row.add_column(width=46 if self._wide else None)
        if self._wide:
            row.add_column(style="dim")
            row.add_row(number, who, words, then)
            self._console.print(row)
        else:
            row.add_row(number, who, words)
            self._console.print(row)
            self._console.print(Padding(f"[dim]{then}[/]", (0, 0, 0, NUMBER + 2)))

    def _waiting(self, who: Client, answer: Answer) -> str:
        if answer.stage.closed and not answer.waits:
            return f"[green]наряд закрыт: {STAGES[answer.stage]}[/]"
        return "\n".join(self._wait(wait, who) for wait in answer.waits)

    def _wait(self, wait: Wait, who: Client) -> str:
        calendar = self._calendars[who.organization_id]
        whom = self.name(wait.person) or ROLES[wait.role]
        return f"→ {whom}: {HAS_TO[wait.kind]}, до {by_when(wait.until, calendar, datetime.now(UTC))}"


def _table(title: str) -> Table:
    return Table(
        box=box.SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
