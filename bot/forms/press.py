"""A press that met no answer of the API: a draft with nothing to ask, which is sent by itself later.

It goes under the key that the press itself has, so that both are one command, whichever comes first.
"""

from typing import Final, Literal, get_origin
from uuid import UUID, uuid5

from bot.client import Caller, JsonObject
from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.draft import Draft, DraftState
from bot.forms.form import Form, Request, UnfitError
from domain.orders.order import PartCommand
from domain.orders.possible import COMMANDS
from telegram.actions import PATHS
from telegram.presses import Press, pack, unpack
from telegram.texts import Texts

NAMESPACE: Final = UUID("7a7b0f6c-2d2b-4a53-9a2c-0c9f6f1f5c11")
"""Of ids of these drafts. Never to be changed."""
PRESSED: Final = "pressed"
"""The button's data, among what was seen."""


def request_of(press: Press) -> Request:
    """What a command without a form says: the part and the version that the card showed."""
    kind = COMMANDS[press.kind]
    body: Body = {}
    if issubclass(kind, PartCommand):
        body["version"] = press.version
        if get_origin(kind.model_fields["part"].annotation) is not Literal:
            body["part"] = press.part
    return Request(f"/v1/orders/{press.order_id}/{PATHS[press.kind]}", body)


def kept(press: Press, key: str, caller: Caller, texts: Texts, bot_id: int) -> Draft:
    """The draft of that press; again the same one."""
    me = caller.me
    about = About(
        person=me.id,
        name=me.name,
        roles=me.roles,
        language=texts.language,
        zone=me.zone,
        currency=texts.currency,
        part=press.part,
        version=press.version,
        seen={PRESSED: pack(press)},
    )
    return Draft(
        id=uuid5(NAMESPACE, key),
        form=FORM.name,
        chat=caller.telegram_id,
        bot_id=bot_id,
        about=about,
        nonce=key,
        revision=0,
        state=DraftState.SENDING,
    )


def _pressed(about: About) -> Press | None:
    """None: a release since then has no such button."""
    return unpack(about.text(PRESSED))


def _send(_answers: Answers, about: About) -> Request:
    if press := _pressed(about):
        return request_of(press)
    raise UnfitError("", "forms-gone")


def _title(about: About) -> str:
    press = _pressed(about)
    return f"deed-{press.kind}" if press else "form-press-title"


def _leads(about: About, _receipt: JsonObject) -> str:
    press = _pressed(about)
    return pack(Press("open", press.order_id, "order", 0)) if press else ""


FORM: Final = Form("press", (), _send, title=_title, leads=_leads)
FORMS = (FORM,)
