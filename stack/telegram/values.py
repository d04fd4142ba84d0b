"""Shapes that everything here shares."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""An object of the Bot API as it is written in JSON: https://core.telegram.org/bots/api#available-types."""

Media = ("photo", "document", "voice", "sticker", "video", "audio")
"""Fields of a message that hold files."""
