"""Methods about chats."""

from stack.telegram.errors import ApiError, bad_request
from stack.telegram.methods.call import Call
from stack.telegram.values import Json


async def get_chat(call: Call) -> Json:
    chat = call.chat(writing=False)
    full: Json = {
        **call.world.shown(chat),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.pinned and (message := call.world.message(chat, chat.pinned)):
        full["pinned_message"] = message
    return call.answer(full)


async def get_chat_member(call: Call) -> Json:
    chat, user_id = call.chat(writing=False), call.given.number("user_id")
    if user_id in chat.people:
        return {"status": "member", "user": call.world.people[user_id].user()}
    if user_id in chat.bots:
        return {"status": "member", "user": call.world.bots[user_id].user()}
    raise bad_request("member not found")


async def get_chat_member_count(call: Call) -> int:
    chat = call.chat(writing=False)
    return len(chat.people) + len(chat.bots)


async def pin_chat_message(call: Call) -> bool:
    chat = call.chat()
    number = call.given.number("message_id")
    if call.world.message(chat, number) is None:
        raise bad_request("message to pin not found")
    chat.pinned = number
    call.world.save(chat)
    call.world.tell_chat(chat)
    return True


async def unpin_chat_message(call: Call) -> bool:
    chat = call.chat()
    if chat.pinned is None:
        raise bad_request("message to unpin not found")
    chat.pinned = None
    call.world.save(chat)
    call.world.tell_chat(chat)
    return True


async def leave_chat(call: Call) -> bool:
    chat = call.chat(writing=False)
    if not chat.is_group:
        raise ApiError(400, "Bad Request: chat is not a group")
    chat.bots.remove(call.bot.id)
    call.world.save(chat)
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_chat_message,
    "leaveChat": leave_chat,
}
