"""Cards of orders: messages of their own, one per person and order, and what their buttons do.

They are routed before dialogs and never touch one. A button that opens a form opens it below; a button that
is a command gives it at once, under a key made of person and button: pressed twice, or by a press that came
twice, it is one command. An old button is answered with what happened meanwhile, and with the card of now.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from aiogram import F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager

from bot.client import Answer, ApiAwayError, Caller, RefusedError
from bot.forms.about import On
from bot.forms.begin import begin
from bot.forms.draft import Drafts
from bot.forms.press import FORM, kept, request_of
from bot.orders import Look, look, record
from bot.places import Spot
from bot.reviews import approved, show_files, show_review
from domain.orders.following import Following
from domain.orders.sibling import ClientErased
from domain.people import Permission
from logs import bind
from telegram.actions import AT_ONCE
from telegram.cards import Shown, card, fitting, history, meanwhile
from telegram.history import told
from telegram.presses import SHOWS, Press, unpack
from telegram.refusals import words
from telegram.texts import Html, Texts

KEYS: Final = UUID("0d0a3c2e-9a55-4c55-8a36-2f5f3b1f6a10")
"""Of the commands that presses give. Never to be changed."""
UNKNOWN: Final = "order.unknown"
EXPLAINED: Final = frozenset({"report.net_reason", "report.debt_due"})
"""Refusals of an approval that its form answers."""
AGAIN: Final = "again"
FOR_ONE: Final = frozenset({"accept", "take"})
"""Offered to several, of whom the first gets it; the others see the order no more."""
KINDS_OF_OPENINGS: Final = frozenset(one.value for one in Following)

router = Router(name="cards")


@router.callback_query(F.data.func(unpack).as_("press"))
async def pressed(query: CallbackQuery, press: Press, dialog_manager: DialogManager, **data: Any) -> None:  # noqa: ANN401 - what middlewares put there
    bind(order_id=press.order_id)
    cards = Cards(query, dialog_manager, data)
    try:
        await (cards.show(press) if press.kind in SHOWS else cards.command(press))
    except RefusedError as refused:
        if refused.code != UNKNOWN:
            raise
        await cards.gone(press)


class Cards:
    """The cards of one person in one chat, for one press."""

    def __init__(self, query: CallbackQuery, manager: DialogManager, data: dict[str, Any]) -> None:
        self._manager, self._data = manager, data
        self._caller: Caller = data["caller"]
        self._texts: Texts = data["texts"]
        self._spot = Spot(query, data)

    async def show(self, press: Press) -> None:
        """What gives no command: turns the card that was pressed, or shows something below."""
        match press.kind:
            case "more" | "less":
                found = await look(press.order_id, self._caller)
                await self._spot.turn(press.order_id, self._card(found, more=press.kind == "more"))
            case "history":
                await self._history(press)
            case "review":
                if not await show_review(press, self._spot, self._data):
                    await self._old(press, await look(press.order_id, self._caller))
            case "photos":
                await show_files(press, self._spot, self._data)
            case _:
                await self._spot.below(press.order_id, self._card(await look(press.order_id, self._caller)))

    async def command(self, press: Press) -> None:
        """Carry it out or ask for what it needs. What needs nothing is kept while the API is away."""
        try:
            await self._command(press)
        except ApiAwayError:
            if press.kind not in AT_ONCE:  # an approval may ask for something: it is pressed again
                raise
            await self._keep(press)

    async def _command(self, press: Press) -> None:
        """Of a button that is not on today's card say why."""
        found = await look(press.order_id, self._caller)
        if _without_client(press, found):
            await self._erased(press, found)
        elif not found.offers(press, datetime.now(UTC)):
            await self._old(press, found)
        elif press.kind in AT_ONCE or (press.kind == "approve" and not _splits(press, found)):
            await self._give(press)
        else:
            await self._begin(press)

    async def _keep(self, press: Press) -> None:
        drafts: Drafts = self._data["drafts"]
        draft = kept(press, self._key(press), self._caller, self._texts, self._spot.bot.id)
        if await drafts.find(draft.id) is None:
            await drafts.put(draft)
        title = self._texts(FORM.titled(draft.about))
        await self._spot.send(Shown(self._texts("press-kept", title=title), None))

    async def gone(self, press: Press) -> None:
        """The order is not this person's to see any more: its card goes, with the client's data on it."""
        key = "card-taken" if press.kind in FOR_ONE else "card-gone"
        await self._spot.toast(self._texts.plain(key))
        await self._spot.replace(self._texts(key))

    async def _erased(self, press: Press, found: Look) -> None:
        """No event tells that a client was erased, so the record cannot say why the button is old."""
        said = words(ClientErased.code, {"number": found.order.number}, (), self._texts)
        await self._spot.below(press.order_id, self._card(found, said))

    async def _begin(self, press: Press) -> None:
        on = On(order_id=press.order_id, part=press.part, version=press.version)
        await begin(press.kind, on, self._manager)

    async def _give(self, press: Press) -> None:
        try:
            answer = await self._send(press)
        except RefusedError as refused:
            await self._refused(press, refused)
            return
        if answer.pending:
            await self._spot.toast(self._texts.plain("card-kept"))
            return
        await self._spot.toast(self._texts.plain("card-done"))
        found = await look(press.order_id, self._caller)
        if press.kind == "approve":
            await self._spot.replace(approved(press, found, self._texts))
            await self._spot.refresh(press.order_id, self._card(found))
        else:
            await self._spot.turn(press.order_id, self._card(found))

    async def _send(self, press: Press, *more: str) -> Answer:
        request = request_of(press)
        return await self._caller.send(request.path, request.body, self._key(press, *more))

    def _key(self, press: Press, *more: str) -> str:
        said = (self._caller.me.id, press.kind, press.order_id, press.part, press.version, *more)
        return str(uuid5(KEYS, " ".join(map(str, said))))

    async def _refused(self, press: Press, refused: RefusedError) -> None:
        """An approval may need words first; what was refused because the order has moved on is an old button.

        A refusal may also be remembered from when the command was kept for later: what is possible again
        since then is given anew, once.
        """
        if refused.code == UNKNOWN:
            raise refused
        if press.kind == "approve" and refused.code in EXPLAINED:
            await self._begin(press)
            return
        found = await look(press.order_id, self._caller)
        if not found.offers(press, datetime.now(UTC)):
            await self._old(press, found)
            return
        try:
            await self._send(press, AGAIN, str(found.order.version))
        except RefusedError as again:
            said = words(again.code, again.facts, again.fields, self._texts)
            await self._spot.below(press.order_id, self._card(found, said))
            return
        await self._spot.turn(press.order_id, self._card(await look(press.order_id, self._caller)))

    async def _old(self, press: Press, found: Look) -> None:
        """What happened since the button was made, and the card as it is now."""
        since = await record(press.order_id, self._caller, press.version)
        seen = found.seen._replace(names={**since.names, **found.seen.names})
        mine = str(uuid5(self._caller.me.id, self._key(press)))
        own = [entry for entry in since.entries if entry.command_id == mine]
        if own:
            done = told(own[:1], seen.names, self._texts)
            said = Html("\n".join([self._texts("card-done-already"), *done]))
        else:
            said = meanwhile(seen, press, since.entries, self._texts)
        await self._spot.toast(self._texts.plain("card-done-already" if own else "card-old-button"))
        await self._spot.below(press.order_id, self._card(found, said))

    async def _history(self, press: Press) -> None:
        """A card's own button carries the order's version; a page's carries its number."""
        found = await look(press.order_id, self._caller)
        whole = await record(press.order_id, self._caller)
        seen = found.seen._replace(names={**whole.names, **found.seen.names})
        page = press.version if press.part == "page" else 0
        await self._spot.turn(press.order_id, history(seen, whole.entries, self._texts, page))

    def _card(self, found: Look, said: str = "", *, more: bool = False) -> Shown:
        shown = card(found.seen, found.reader, self._texts, datetime.now(UTC), more=more)
        return shown._replace(text=fitting([said, "", shown.text])) if said else shown


def _without_client(press: Press, found: Look) -> bool:
    """Whether it opens another order for a client whose data is not there any more."""
    may = Permission.ORDERS_CREATE in found.reader.permissions
    return may and press.kind in KINDS_OF_OPENINGS and found.seen.contact is None


def _splits(press: Press, found: Look) -> bool:
    """Whether several have carried it, so that whoever approves the report may split the commission."""
    return press.part in ("report", "onsite") and len(found.order.carried_by) > 1
