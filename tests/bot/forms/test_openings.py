"""Orders after an earlier one: what need not be asked, what must be, and what is said of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.client import ApiAwayError
from bot.forms.about import About
from bot.forms.earlier import EARLIER, take_earlier
from bot.forms.registry import FORMS
from bot.forms.steps.shares import SharesStep
from bot.forms.steps.step import Ask
from bot.me import Me
from domain.contacts import Contact, PrivateClient
from domain.orders.parts import Stage
from domain.orders.state import Order
from domain.orders.visit import Interval
from domain.people import Role, permissions_of
from domain.values import OrderId
from tests.bot.forms.conftest import PERSON, Typist
from tests.domain.world import ENGINEER, PRINTER, World

NAMES = {ENGINEER.id: "Иван <Иванов>"}
SOON = datetime.now(UTC) + timedelta(days=1)
VISIT = Interval(since=SOON, until=SOON + timedelta(hours=2))
CLIENT = PrivateClient(name="Анна")
CALLER_ROLES = frozenset({Role.CURATOR})


def earlier(**opening: Any) -> Order:
    world = World()
    world.now = datetime.now(UTC)
    return world.open(**({"engineer": ENGINEER.id, "visit": VISIT} | opening)).order


def ended(days: int = 30, **device: object) -> Order:
    """Completed just now, with so many days of warranty."""
    order = earlier(device=PRINTER.model_copy(update=device))
    report = order.report.model_copy(update={"warranty_days": days})
    return order.with_(closed=Stage.COMPLETED, closed_at=datetime.now(UTC), report=report)


def on_card(form: str, order: Order, **more: Any) -> Typist:
    about = About(person=PERSON, part="order", order=order, names=NAMES, **more)
    return Typist(FORMS[form], about)


def device(typist: Typist) -> None:
    typist.press("Принтер")
    typist.type("HP", "M404")
    typist.press("Пропустить")
    typist.type("Не берёт бумагу")
    typist.press("Пропустить")


def test_another_device_asks_only_for_the_device() -> None:
    order = earlier()
    typist = on_card("open_sibling", order)
    device(typist)
    assert typist.at == "note"
    typist.press("Пропустить")
    said = typist.shown.text
    assert f"как в наряде {order.number}: Иван &lt;Иванов&gt;" in said
    assert said.count(f"как в наряде {order.number}") == 2, "also the visit"
    body = typist.sent()
    assert body["sibling_of"] == str(order.id)
    assert not body["walk_in"]
    assert {"engineer", "visit", "contact"} & set(body) == set()


def test_what_the_earlier_order_does_not_say_is_asked() -> None:
    typist = on_card("open_sibling", earlier(engineer=None, visit=None))
    device(typist)
    assert typist.at == "engineer"
    assert "Если пропустить" not in typist.shown.text


def test_where_is_as_it_was_and_can_be_changed() -> None:
    typist = on_card("open_sibling", earlier())
    device(typist)
    typist.press("Пропустить", "Исправить", "Куда едем", "принёс сам")
    assert typist.sent()["walk_in"] is True


def test_nobody_is_sent_to_a_client_without_an_address() -> None:
    typist = on_card("open_sibling", earlier(engineer=None, visit=None, walk_in=True), addressed=False)
    device(typist)
    assert typist.at == "note"
    typist.press("Пропустить")
    assert typist.sent()["walk_in"] is True


def test_a_repeat_within_its_warranty_asks_what_happened_and_no_reason() -> None:
    order = ended(serial="VN-1")
    typist = on_card("open_repeat", order)
    typist.type("Опять не берёт бумагу")
    assert typist.at == "note"
    typist.press("Пропустить")
    body = typist.sent()
    assert (body["warranty_of"], body["sibling_of"]) == (str(order.id), str(order.id))
    assert body["device"]["serial"] == "VN-1"
    assert body["device"]["complaint"] == "Опять не берёт бумагу"
    assert "warranty_reason" not in body


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (ended(days=0, serial="VN-1"), "кончилась (0 дн.)"),
        (ended(serial=None), "Серийный номер не записан"),
        (ended(serial="VN-1").with_(closed=Stage.CANCELLED), "не выполнен"),
    ],
    ids=["over", "no serial", "cancelled"],
)
def test_a_repeat_that_the_warranty_does_not_answer_for_needs_a_reason(order: Order, why: str) -> None:
    typist = on_card("open_repeat", order)
    said = typist.type("Опять не берёт бумагу")
    assert typist.at == "warranty_reason"
    assert why in said
    assert not any(button.label == "Пропустить" for row in typist.shown.rows for button in row)
    typist.type("Наша ошибка")
    typist.press("Пропустить")
    assert typist.sent()["warranty_reason"] == "Наша ошибка"


class OneOrder:
    """The API with one order in it."""

    def __init__(self, order: Order, contact: Contact | None, *, away: bool = False) -> None:
        self.view = {"order": order, "contact": contact, "names": NAMES}
        self.away = away
        self.me = Me(
            id=PERSON,
            organization_id=None,
            name="Анна",
            roles=CALLER_ROLES,
            permissions=permissions_of(CALLER_ROLES),
        )

    async def read(self, _path: str, kind: type[Any], **_: object) -> Any:
        if self.away:
            raise ApiAwayError
        return kind.model_validate(self.view)


async def chosen(form: str, api: OneOrder) -> Typist:
    """From the menu, with the order picked from the list."""
    typist = Typist(FORMS[form], About(person=PERSON))
    assert typist.at == EARLIER
    typist.draft.answer(EARLIER, str(OrderId(api.view["order"].id)))  # type: ignore[union-attr]  # it is one
    typist.draft.go("kind")
    await take_earlier(typist.filling, EARLIER, api)  # type: ignore[arg-type]  # nothing else is asked of it
    return typist


async def test_an_order_chosen_from_the_list_is_what_the_form_is_about() -> None:
    order = ended(serial="VN-1")
    typist = await chosen("open_repeat", OneOrder(order, Contact(client=CLIENT, phones=("+79123456789",))))
    assert typist.draft.about.order == order
    assert not typist.draft.about.addressed
    assert typist.at == "complaint"
    assert order.number in typist.shown.text


@pytest.mark.parametrize(
    ("form", "api", "said"),
    [
        ("open_sibling", OneOrder(ended(), None), "удалены"),
        ("open_sibling", OneOrder(ended(), None, away=True), "Нет связи"),
        (
            "open_repeat",
            OneOrder(earlier(), Contact(client=CLIENT, phones=("+79123456789",))),
            "снова открыт",
        ),
    ],
    ids=["erased", "away", "open again"],
)
async def test_what_cannot_follow_an_order_is_said_and_another_is_asked_for(
    form: str, api: OneOrder, said: str
) -> None:
    typist = await chosen(form, api)
    assert typist.at == EARLIER
    assert said in typist.shown.text
    assert typist.draft.about.order is None


def test_what_is_typed_searches_and_too_little_is_said() -> None:
    typist = Typist(FORMS["open_sibling"], About(person=PERSON))
    assert "от 3 до 100" in typist.type("ab")
    typist.type("ромаш")
    assert typist.draft.page == {"wanted": "ромаш"}
    assert "По «ромаш» ничего не нашлось" in typist.shown.text
    typist.press("Назад")
    assert typist.draft.page == {}


def test_shares_of_an_order_that_nobody_carried_offer_no_button() -> None:
    typist = Typist(FORMS["approve"], About(person=PERSON, part="report", order=World().open().order))
    step = FORMS["approve"].step("commission_split")
    assert isinstance(step, SharesStep)
    ask: Ask = typist.filling.ask
    assert step.rows(ask) == []
