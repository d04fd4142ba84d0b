"""What is to be verified, shown in full: its files first, then its words with the verdicts under them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot import files
from bot.client import Caller
from bot.orders import Look, look, record
from bot.places import Spot
from domain.media import Photo
from telegram.cards import Shown
from telegram.presses import Press
from telegram.reviews import review, submission
from telegram.texts import Html, Texts


async def show_review(press: Press, spot: Spot, data: dict[str, Any]) -> bool:
    """Whether there is something that waits for its verification at that part."""
    caller: Caller = data["caller"]
    texts: Texts = data["texts"]
    found = await look(press.order_id, caller)
    whole = await record(press.order_id, caller)
    sent_in = submission(whole.entries, press.part)
    if sent_in is None or press.version != found.order.parts.get(press.part, 0):
        return False
    seen = found.seen._replace(names={**whole.names, **found.seen.names})
    shown = review(seen, sent_in, found.reader, texts, datetime.now(UTC))
    await _files(shown.photos, spot, caller, texts)
    *before, last = shown.texts
    for text in before:
        await spot.send(Shown(text, None))
    await spot.send(Shown(last, shown.keyboard))
    return True


async def show_files(press: Press, spot: Spot, data: dict[str, Any]) -> None:
    """The files of a submission, once more."""
    caller: Caller = data["caller"]
    whole = await record(press.order_id, caller)
    sent_in = submission(whole.entries, press.part)
    await _files(sent_in.event.photos if sent_in else (), spot, caller, data["texts"])


async def _files(photos: Sequence[Photo], spot: Spot, caller: Caller, texts: Texts) -> None:
    if missing := await files.show(photos, caller, spot.bot):
        await spot.send(Shown(texts("review-file-away", count=missing), None))


def approved(press: Press, found: Look, texts: Texts) -> Html:
    """What the message with the verdicts becomes."""
    return texts("review-approved", number=found.order.number, part=texts.part(press.part))
