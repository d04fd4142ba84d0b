"""What a bot says of itself: name, descriptions, menu of commands. Stored, and shown by the page."""

import re
from collections.abc import Awaitable, Callable

from stack.telegram.errors import bad_request
from stack.telegram.methods.call import Call
from stack.telegram.values import Json

COMMANDS = 100
NAME = re.compile(r"/?[a-z0-9_]{1,32}")
RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
TEXTS = {
    "Name": ("name", 64),
    "Description": ("description", 512),
    "ShortDescription": ("short_description", 120),
}


async def get_me(call: Call) -> Json:
    return {
        **call.bot.user(),
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(call: Call) -> bool:
    commands = call.given.array("commands") or []
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not NAME.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not command.get("description"):
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _set(call, _commands_key(call), commands)
    return True


async def get_my_commands(call: Call) -> object:
    return call.bot.settings.get(_commands_key(call), [])


async def delete_my_commands(call: Call) -> bool:
    _set(call, _commands_key(call), None)
    return True


async def set_chat_menu_button(call: Call) -> bool:
    _set(
        call,
        f"menu_button/{call.given.text('chat_id')}",
        call.given.json("menu_button") or {"type": "default"},
    )
    return True


async def get_chat_menu_button(call: Call) -> object:
    default = call.bot.settings.get("menu_button/", {"type": "commands"})
    return call.bot.settings.get(f"menu_button/{call.given.text('chat_id')}", default)


async def set_rights(call: Call) -> bool:
    _set(call, _rights_key(call), call.given.json("rights"))
    return True


async def get_rights(call: Call) -> object:
    return call.bot.settings.get(_rights_key(call), dict.fromkeys(RIGHTS, False))


async def yes(_call: Call) -> bool:
    """LogOut and close: nothing to do here."""
    return True


def _setter(field: str, limit: int) -> Callable[[Call], Awaitable[bool]]:
    async def set_text(call: Call) -> bool:
        text = call.given.text(field)
        if len(text) > limit:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        _set(call, _language_key(call, field), text)
        return True

    return set_text


def _getter(field: str) -> Callable[[Call], Awaitable[Json]]:
    async def get_text(call: Call) -> Json:
        default = call.bot.first_name if field == "name" else ""
        return {field: call.bot.settings.get(_language_key(call, field), default)}

    return get_text


def _commands_key(call: Call) -> str:
    scope = call.given.json("scope") or {"type": "default"}
    return f"commands/{scope.get('type')}/{scope.get('chat_id', '')}/{call.given.text('language_code')}"


def _rights_key(call: Call) -> str:
    return f"rights/{call.given.flag('for_channels')}"


def _language_key(call: Call, field: str) -> str:
    return f"{field}/{call.given.text('language_code')}"


def _set(call: Call, key: str, value: Json | list[Json] | str | None) -> None:
    if value is None:
        call.bot.settings.pop(key, None)
    else:
        call.bot.settings[key] = value
    call.world.save_bot(call.bot)
    for person_id in call.world.people:
        call.world.hub.tell(person_id, "bot", call.bot.id)


METHODS: dict[str, Callable[[Call], Awaitable[object]]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyDefaultAdministratorRights": set_rights,
    "getMyDefaultAdministratorRights": get_rights,
    "logOut": yes,
    "close": yes,
    **{f"setMy{name}": _setter(*text) for name, text in TEXTS.items()},
    **{f"getMy{name}": _getter(text[0]) for name, text in TEXTS.items()},
}
