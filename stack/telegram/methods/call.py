"""One call of a bot, and what most methods ask of it."""

from dataclasses import dataclass

from stack.telegram.entities import formatted
from stack.telegram.entities.text import Formatted
from stack.telegram.errors import bad_request
from stack.telegram.files import with_file_ids
from stack.telegram.keyboards import inline_keyboard, reply_keyboard
from stack.telegram.parameters import Parameters
from stack.telegram.records import Bot, Chat
from stack.telegram.values import Json
from stack.telegram.webhooks import Webhooks
from stack.telegram.world import World

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024


@dataclass
class Call:
    world: World
    webhooks: Webhooks
    bot: Bot
    given: Parameters

    def chat_id(self) -> int:
        text = self.given.text("chat_id").strip()
        if not text:
            raise bad_request("chat_id is empty")
        try:
            return int(text)
        except ValueError as error:
            raise bad_request("chat not found") from error

    def chat(self, *, writing: bool = True) -> Chat:
        return self.world.chat_for(self.bot, self.chat_id(), writing=writing)

    def answer(self, message: Json) -> Json:
        """A message as this bot sees it."""
        return with_file_ids(message, self.bot.id)

    def text(self) -> Formatted:
        mode, entities = self.given.text("parse_mode"), self.given.array("entities")
        return formatted(self.given.text("text"), mode, entities)

    def caption(self, too_long: str = "message caption is too long") -> Json:
        mode, entities = self.given.text("parse_mode"), self.given.array("caption_entities")
        return captioned(self.given.text("caption"), mode, entities, too_long)

    def markup(self) -> tuple[Json | None, Json | None]:
        """The inline keyboard, which belongs to the message, and the other kind, of the chat."""
        markup = self.given.json("reply_markup")
        if not markup:
            return None, None
        if "inline_keyboard" in markup:
            return inline_keyboard(markup), None
        return None, reply_keyboard(markup)


def captioned(text: str, mode: str, entities: list[Json] | None, too_long: str) -> Json:
    caption, found = formatted(text, mode, entities)
    if len(caption) > CAPTION_LIMIT:
        raise bad_request(too_long)
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": found} if found else {"caption": caption}
