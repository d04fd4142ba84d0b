"""Methods by which a bot gets updates and files, and answers presses."""

from stack.telegram.errors import ApiError, bad_request, query_too_old
from stack.telegram.files import DOWNLOAD_LIMIT
from stack.telegram.methods.call import Call
from stack.telegram.records import Webhook
from stack.telegram.values import Json

LONGEST_POLL = 50  # seconds
ANSWER_LIMIT = 200


async def get_updates(call: Call) -> list[Json]:
    if call.bot.webhook:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _allow(call)
    limit = call.given.number("limit", 100)
    return await call.world.boxes[call.bot.id].poll(
        call.given.number("offset"),
        limit if 1 <= limit <= 100 else 100,  # noqa: PLR2004 - the documented bounds
        min(call.given.number("timeout"), LONGEST_POLL),
    )


async def set_webhook(call: Call) -> bool:
    url = call.given.text("url").strip()
    if not url:
        return await delete_webhook(call)
    if not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _allow(call)
    call.bot.webhook = Webhook(
        url=url,
        secret_token=call.given.text("secret_token"),
        max_connections=call.given.number("max_connections") or 40,
    )
    _drop_if_asked(call)
    call.world.save_bot(call.bot)
    call.webhooks.start(call.bot)
    return True


async def delete_webhook(call: Call) -> bool:
    call.bot.webhook = None
    _drop_if_asked(call)
    call.world.save_bot(call.bot)
    await call.webhooks.stop(call.bot)
    return True


async def get_webhook_info(call: Call) -> Json:
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.world.boxes[call.bot.id].pending),
    }
    if call.bot.webhook:
        info |= call.bot.webhook.model_dump(exclude={"secret_token"}, exclude_none=True)
    if call.bot.allowed_updates:
        info["allowed_updates"] = call.bot.allowed_updates
    return info


async def get_file(call: Call) -> Json:
    file = call.world.files.of(call.given.text("file_id"), call.bot.id)
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    found: Json = {
        "file_id": call.given.text("file_id"),
        "file_unique_id": file.unique_id,
        "file_path": file.path,
    }
    return {**found, "file_size": file.size} if file.size else found


async def answer_callback_query(call: Call) -> bool:
    query = call.world.queries.get(call.given.text("callback_query_id"))
    age = call.world.clock.now() - query.at if query else 0
    if query is None or query.bot_id != call.bot.id or age > call.world.trouble.query_seconds:
        raise query_too_old()
    text = call.given.text("text")
    if len(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if query.answer is None:  # the person's client has heard the first and listens no more
        query.answer = {
            "text": text,
            "show_alert": call.given.flag("show_alert"),
            "url": call.given.text("url"),
        }
        call.world.hub.tell(query.person_id, "answer", query.chat.peer, query=query.id, **query.answer)
    return True


def _allow(call: Call) -> None:
    allowed = call.given.strings("allowed_updates")
    if allowed is not None and allowed != call.bot.allowed_updates:
        call.bot.allowed_updates = allowed
        call.world.save_bot(call.bot)


def _drop_if_asked(call: Call) -> None:
    if call.given.flag("drop_pending_updates"):
        call.world.boxes[call.bot.id].drop_all()


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
    "answerCallbackQuery": answer_callback_query,
}
