"""What the sandbox keeps: bots, people, chats, files."""

from pydantic import BaseModel

from stack.telegram.values import Json


class Person(BaseModel):
    """Somebody with a messenger."""

    id: int
    key: str
    """The short name in the page's address and in tests: `petrova`."""
    first_name: str
    last_name: str = ""
    username: str | None = None
    language_code: str = "ru"
    phone: str = ""
    role: str = ""
    """Shown by the page only; Telegram knows no roles."""

    def user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                user[name] = value
        return user


class Webhook(BaseModel):
    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


class Bot(BaseModel):
    token: str
    username: str
    first_name: str
    webhook: Webhook | None = None
    allowed_updates: list[str] = []
    """Empty: the usual ones."""
    settings: dict[str, Json | list[Json] | str] = {}
    """What set… methods stored, by name, scope and language."""
    next_update_id: int = 100_000_001
    next_message_id: int = 1

    @property
    def id(self) -> int:
        return int(self.token.partition(":")[0])

    def user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


class Chat(BaseModel):
    """A person's chat with a bot, or a group (negative id)."""

    id: int
    """As bots see it: the person's id, or the group's."""
    title: str = ""
    bots: list[int]
    people: list[int]
    started: bool = False
    """The person has written: before that the bot may not."""
    blocked: bool = False
    """The person stopped the bot."""
    keyboard: Json | None = None
    """The reply keyboard that is shown."""
    pinned: int | None = None
    unread: dict[int, int] = {}
    """Messages that a person has not seen yet."""
    next_message_id: int = 1
    """Of a group; private chats of a bot share one row of numbers."""

    @property
    def is_group(self) -> bool:
        return self.id < 0

    @property
    def key(self) -> str:
        return str(self.id) if self.is_group else chat_key(self.bots[0], self.id)

    @property
    def peer(self) -> int:
        """What its people's clients call it: the bot's id, or the group's."""
        return self.id if self.is_group else self.bots[0]


def chat_key(bot_id: int, chat_id: int) -> str:
    """Private chats are told apart by bot and person, groups by their own id."""
    return str(chat_id) if chat_id < 0 else f"{bot_id}:{chat_id}"


class StoredFile(BaseModel):
    """A file as somebody sent it, or a smaller size of a photo."""

    unique_id: str
    path: str
    """As getFile answers it: `photos/file_7.jpg`."""
    sha256: str
    size: int
    name: str = ""
    mime_type: str = ""
    width: int = 0
    height: int = 0
    original: str | None = None
    """The file that this is a smaller size of; it is made when somebody asks for it."""
