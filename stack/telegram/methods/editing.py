"""Methods that change or delete messages."""

from stack.telegram.errors import bad_request, not_modified
from stack.telegram.keyboards import inline_keyboard
from stack.telegram.methods.call import TEXT_LIMIT, Call
from stack.telegram.methods.sending import media
from stack.telegram.records import Chat
from stack.telegram.values import Json, Media

DELETABLE_FOR = 48 * 3600  # seconds
CONTENT = ("text", "entities", "caption", "caption_entities", *Media)


async def edit_message_text(call: Call) -> Json:
    chat, message = _own(call)
    text, entities = call.text()
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    content: Json = {"text": text, "entities": entities} if entities else {"text": text}
    return _change(call, chat, message, content)


async def edit_message_caption(call: Call) -> Json:
    chat, message = _own(call)
    caption = call.caption("MEDIA_CAPTION_TOO_LONG")
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    kept = {name: message[name] for name in Media if name in message}
    return _change(call, chat, message, {**kept, **caption})


async def edit_message_media(call: Call) -> Json:
    chat, message = _own(call)
    item = call.given.json("media")
    if not item:
        raise bad_request("media must be non-empty")
    return _change(call, chat, message, await media(call, item))


async def edit_message_reply_markup(call: Call) -> Json:
    chat, message = _own(call)
    return _change(call, chat, message, {name: message[name] for name in CONTENT if name in message})


async def delete_message(call: Call) -> bool:
    chat = call.chat(writing=False)
    _delete(call, chat, call.given.number("message_id"))
    return True


async def delete_messages(call: Call) -> bool:
    """Those that are not there are passed over."""
    chat = call.chat(writing=False)
    for number in call.given.array("message_ids") or []:
        if call.world.message(chat, int(str(number))):
            _delete(call, chat, int(str(number)))
    return True


def _own(call: Call) -> tuple[Chat, Json]:
    """The message that the bot wants to edit; only its own can be."""
    if not call.given.text("message_id") and not call.given.text("chat_id"):
        raise bad_request("message identifier is not specified")
    chat = call.chat()
    message = call.world.message(chat, call.given.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != call.bot.id:
        raise bad_request("message can't be edited")
    return chat, message


def _change(call: Call, chat: Chat, message: Json, content: Json) -> Json:
    """Replace content and keyboard; a keyboard that is not sent again goes."""
    keyboard = inline_keyboard(call.given.json("reply_markup"))
    if keyboard:
        content["reply_markup"] = keyboard
    names = (*CONTENT, "reply_markup")
    if {name: message[name] for name in names if name in message} == content:
        raise not_modified()
    for name in names:
        message.pop(name, None)
    message.update(content)
    call.world.change(chat, message)
    return call.answer(message)


def _delete(call: Call, chat: Chat, number: int) -> None:
    message = call.world.message(chat, number)
    if message is None:
        raise bad_request("message to delete not found")
    if call.world.clock.now() - message["date"] > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    call.world.delete(chat, number)


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
