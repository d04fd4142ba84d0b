"""A question that is answered by priced lines, one a row: `name; quantity; price`."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import JsonValue, TypeAdapter

from bot.forms import reading
from bot.forms.about import Body
from bot.forms.steps.step import Ask, Button, MisreadError, Rows, Step, Take
from telegram.formats import shortened
from telegram.texts import Html, escape_text

Group = list[Body]
_GROUPS: TypeAdapter[list[Group]] = TypeAdapter(list[Group])
SHOWN = 25
"""Lines told in one message; the sums are of all."""


@dataclass(frozen=True, kw_only=True)
class LinesStep(Step):
    """The answer is a list of groups of lines; with `groups` above 1 they are alternatives of an offer."""

    ends_itself: ClassVar[bool] = True

    most: int = 20
    groups: int = 1
    orders: bool = False
    """Whether a line may name another order by its number, as a fourth column."""

    def hint(self, ask: Ask) -> Html:
        groups = self.groups_of(ask.draft.answers.get(self.name))
        how = ask.texts("forms-lines-how-orders" if self.orders else "forms-lines-how")
        return Html("\n\n".join(part for part in (how, self._listed(groups, ask)) if part))

    def rows(self, ask: Ask) -> Rows:
        groups = self.groups_of(ask.draft.answers.get(self.name))
        if not groups:
            return []
        rows: Rows = [[Button(ask.texts.plain("forms-lines-done"), "d")]]
        if groups[-1]:
            rows.append([Button(ask.texts.plain("forms-lines-drop-last"), "r")])
        if len(groups) < self.groups and groups[-1]:
            rows.append([Button(ask.texts.plain("forms-lines-new-group", number=len(groups) + 1), "g")])
        return rows

    def read(self, text: str, ask: Ask, /) -> Take:
        groups = self.groups_of(ask.draft.answers.get(self.name)) or [[]]
        added = [self._line(row, number) for number, row in enumerate(_rows(text), 1)]
        if not added:
            raise MisreadError("forms-lines-unread", row=1, given=text)
        if len(groups[-1]) + len(added) > self.most:
            raise MisreadError("forms-lines-many", most=self.most)
        return Take(_json([*groups[:-1], [*groups[-1], *added]]), stay=True)

    def press(self, action: str, ask: Ask, /) -> Take:
        groups = self.groups_of(ask.draft.answers.get(self.name))
        if action == "r" and groups:
            left = [*groups[:-1], groups[-1][:-1]]
            return Take(_json([group for group in left if group]), stay=True)
        if action == "g" and groups and groups[-1]:
            return Take(_json([*groups, []]), stay=True)
        full = [group for group in groups if group]
        if action == "d" and full:
            return Take(_json(full))
        raise MisreadError("forms-button-gone")

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return self._listed(self.groups_of(value), ask)

    @staticmethod
    def groups_of(value: JsonValue) -> list[Group]:
        return _GROUPS.validate_python(value) if value else []

    def _listed(self, groups: list[Group], ask: Ask) -> Html:
        told: list[str] = []
        for number, group in enumerate(groups, 1):
            if self.groups > 1:
                told.append(ask.texts("forms-lines-group", number=number))
            told += [_told(line, ask) for line in group[:SHOWN]]
            if len(group) > SHOWN:
                told.append(ask.texts("forms-lines-more", count=len(group) - SHOWN))
            told.append(ask.texts("forms-lines-sum", sum=ask.texts.money(total(group))))
        return Html("\n".join(told))

    def _line(self, row: str, number: int) -> Body:
        cells = [cell.strip() for cell in row.split(";")]
        order = cells.pop() if self.orders and len(cells) > 2 and "-" in cells[-1] else None  # noqa: PLR2004
        price = reading.amount(cells[-1]) if len(cells) > 1 else None
        if price is None:
            raise MisreadError("forms-lines-unread", row=number, given=shortened(row, 100))
        quantity = reading.count(cells[-2]) if len(cells) > 2 else None  # noqa: PLR2004 - name, quantity, price
        names = cells[:-1] if quantity is None else cells[:-2]
        name = "; ".join(names)
        if not name or len(name) > 200 or quantity == 0:  # noqa: PLR2004 - as `domain.values.Line`
            raise MisreadError("forms-lines-unread", row=number, given=shortened(row, 100))
        line: Body = {"name": name, "quantity": 1 if quantity is None else quantity, "unit_price": price}
        return line | ({"order": order} if order else {})


def total(group: Group) -> int:
    """Kopecks."""
    return sum(_whole(line["quantity"]) * _whole(line["unit_price"]) for line in group)


def _whole(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0


def _rows(text: str) -> list[str]:
    return [row for row in text.splitlines() if row.strip()]


def _json(groups: list[Group]) -> JsonValue:
    return [[dict(line) for line in group] for group in groups]


def _told(line: Body, ask: Ask) -> str:
    quantity, price = _whole(line["quantity"]), _whole(line["unit_price"])
    words = escape_text(shortened(str(line["name"]), 80))
    count = f" × {quantity}" if quantity != 1 else ""
    other = f" → {escape_text(str(line['order']))}" if line.get("order") else ""
    return f"• {words}{count} — {ask.texts.money(quantity * price)}{other}"
