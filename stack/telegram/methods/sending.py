"""Methods that put new messages into a chat."""

import secrets

from stack.telegram.errors import bad_request
from stack.telegram.methods.call import TEXT_LIMIT, Call, captioned
from stack.telegram.parameters import Parameters, document_of, photo_of
from stack.telegram.records import Chat
from stack.telegram.values import Json

ALBUM = 10


async def send_message(call: Call) -> Json:
    chat = call.chat()
    text, entities = call.text()
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return _send(call, chat, {"text": text, "entities": entities} if entities else {"text": text})


async def send_photo(call: Call) -> Json:
    chat = call.chat()
    caption = call.caption()
    sizes = await photo_of(call.world.files, call.given.upload("photo"), call.bot.id)
    return _send(call, chat, {"photo": sizes, **caption})


async def send_document(call: Call) -> Json:
    chat = call.chat()
    caption = call.caption()
    document = await document_of(call.world.files, call.given.upload("document"), call.bot.id)
    return _send(call, chat, {"document": document, **caption})


async def send_media_group(call: Call) -> list[Json]:
    """All or none: every item is checked before the first is sent."""
    chat = call.chat()
    items = call.given.array("media") or []
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > ALBUM:
        raise bad_request("too many messages to send as an album")
    if len({item.get("type") for item in items}) > 1:
        raise bad_request("document can't be mixed with other media types")
    contents = [await media(call, item) for item in items]
    album = {"media_group_id": str(secrets.randbelow(10**17))}
    messages = [call.world.send(chat, call.bot, {**content, **album}) for content in contents]
    return [call.answer(message) for message in messages]


async def media(call: Call, item: Json) -> Json:
    """The content of an `InputMediaPhoto` or `InputMediaDocument`."""
    upload = Parameters({"media": item.get("media", "")}, call.given.files).upload("media")
    caption = captioned(
        str(item.get("caption") or ""),
        str(item.get("parse_mode") or ""),
        item.get("caption_entities"),
        "message caption is too long",
    )
    if item.get("type") == "photo":
        return {"photo": await photo_of(call.world.files, upload, call.bot.id), **caption}
    if item.get("type") == "document":
        return {"document": await document_of(call.world.files, upload, call.bot.id), **caption}
    raise bad_request(f"can't parse InputMedia: the sandbox knows no type {item.get('type')!r}")


async def send_chat_action(call: Call) -> bool:
    """Shown for five seconds, or until the next message."""
    chat = call.chat()
    action = call.given.text("action")
    if not action:
        raise bad_request("wrong parameter action in request")
    call.world.tell(chat, "action", action=action, bot=call.bot.id)
    return True


def _send(call: Call, chat: Chat, content: Json) -> Json:
    inline, around = call.markup()
    replied = _replied(call, chat)
    if inline:
        content["reply_markup"] = inline
    message = call.world.send(chat, call.bot, {**replied, **content})
    if around is not None:
        chat.keyboard = None if around.get("remove_keyboard") else around
        call.world.save(chat)
        call.world.tell_chat(chat)
    return call.answer(message)


def _replied(call: Call, chat: Chat) -> Json:
    parameters = call.given.json("reply_parameters") or {}
    number = parameters.get("message_id") or call.given.number("reply_to_message_id")
    if not number:
        return {}
    message = call.world.message(chat, int(number))
    if message is not None:
        return {"reply_to_message": {k: v for k, v in message.items() if k != "reply_to_message"}}
    if parameters.get("allow_sending_without_reply") or call.given.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
}
