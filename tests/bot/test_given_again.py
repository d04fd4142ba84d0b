"""A press whose command was refused while it was kept for later, and is possible again since then."""

from types import SimpleNamespace
from typing import Any

from bot.cards import Cards
from bot.client import Answer, Me, RefusedError
from domain.orders.assignment import Accept
from domain.people import Role, permissions_of
from telegram.presses import Press
from telegram.texts import Language, Texts
from tests.domain.world import ENGINEER, MOSCOW, World


class Remembers:
    """The API of one order, which answers a key that it has refused before with that refusal."""

    def __init__(self, world: World, refused: set[int]) -> None:
        self.world, self.refused, self.keys = world, refused, list[str]()
        roles = frozenset({Role.ENGINEER})
        self.me = Me(
            id=ENGINEER.id, organization_id=None, name="Ivan", roles=roles, permissions=permissions_of(roles)
        )
        self.telegram_id = 1

    async def read(self, path: str, kind: type[Any], **_: object) -> Any:
        if path.endswith("/timeline"):
            return kind(entries=tuple(self.world.entries), next=None, names={})
        by = {"stands_in": False, "other_curators": True}
        return kind.model_validate({"order": self.world.order, "contact": None, "names": {}, "read_by": by})

    async def send(self, _path: str, _body: object, key: str) -> Answer:
        self.keys.append(key)
        if len(self.keys) in self.refused:
            raise RefusedError(409, "order.paused", facts={"until": "2026-11-22T18:00:00+03:00"})
        self.world.give(ENGINEER, Accept)
        return Answer(receipt={})


class Screen:
    """What the person gets to see."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    async def toast(self, said: str) -> None:
        self.seen.append(("toast", said))

    async def turn(self, _order: object, shown: Any) -> None:
        self.seen.append(("turn", shown.text))

    async def below(self, _order: object, shown: Any) -> None:
        self.seen.append(("below", shown.text))


async def pressed(world: World, refused: set[int]) -> tuple[Remembers, Screen]:
    api, screen = Remembers(world, refused), Screen()
    texts = Texts(Language.RU, MOSCOW, clock=lambda: world.now)
    data = {"caller": api, "texts": texts, "bot": SimpleNamespace(id=1), "places": None}
    cards = Cards(SimpleNamespace(), SimpleNamespace(), data)  # type: ignore[arg-type]  # nothing is asked of them
    cards._spot = screen  # type: ignore[assignment]
    await cards.command(Press("accept", world.order_id, "assignment", world.order.parts["assignment"]))
    return api, screen


async def test_it_is_given_anew_under_another_key() -> None:
    world = World().open(engineer=ENGINEER.id)
    api, screen = await pressed(world, {1})
    assert len(set(api.keys)) == len(api.keys) == 2
    assert world.order.engineer == ENGINEER.id
    assert [kind for kind, _ in screen.seen] == ["turn"]


async def test_a_refusal_that_holds_is_told_with_the_card_of_now() -> None:
    api, screen = await pressed(World().open(engineer=ENGINEER.id), {1, 2})
    assert len(api.keys) == 2
    ((kind, text),) = screen.seen
    assert kind == "below"
    assert text.startswith("Наряд на паузе до: ")
    assert "Ждём вас" in text
