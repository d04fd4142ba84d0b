"""Parse mode HTML, with TDLib's rules and error texts (td/telegram/MessageEntity.cpp, parse_html)."""

import re
from dataclasses import dataclass

from stack.telegram.entities.text import (
    Formatted,
    ParseError,
    byte_offset,
    in_order,
    link_entity,
    utf16_length,
)
from stack.telegram.values import Json

PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS = {*PLAIN, "a", "tg-emoji", "pre", "code", "blockquote"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]+));?")
SPACE = " \t\r\n\v\0"
ARGUMENT = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
}
"""Attributes that matter, with what their value begins with."""


@dataclass
class Open:
    """A start tag whose end is still to come."""

    tag: str
    argument: str
    offset: int
    index: int
    """Where its text begins in the pieces of the result."""


def parsed(source: str) -> Formatted:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[Open] = []
        self.entities: list[Json] = []

    def read(self) -> Formatted:
        while self.at < len(self.source):
            if self.source[self.at] != "<":
                self._add(self._character())
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise ParseError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        text = "".join(self.pieces)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ParseError(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
                "surrogate code units"
            ) from error
        return text, in_order([_without_language(entity) for entity in self.entities])

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += utf16_length(piece)

    def _peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else "\0"

    def _character(self) -> str:
        """The next one; a reference counts as what it stands for, an unknown one as it is written."""
        match = REFERENCE.match(self.source, self.at) if self._peek() == "&" else None
        meant = _meant(match) if match else None
        if match is None or meant is None:
            self.at += 1
            return self.source[self.at - 1]
        self.at = match.end()
        return meant

    def _until(self, stops: str) -> str:
        """What stands before the next of `stops`, space or the end."""
        begin = self.at
        while self._peek() not in SPACE + stops:
            self.at += 1
        return self.source[begin : self.at]

    def _skip_space(self) -> None:
        while self.at < len(self.source) and self._peek() in SPACE:
            self.at += 1

    def _start_tag(self) -> None:
        begin = self.at
        offset = byte_offset(self.source, begin)
        self.at += 1
        tag = self._until(">").lower()
        if self.at >= len(self.source):
            raise ParseError(f"Unclosed start tag at byte offset {offset}")
        if tag not in TAGS:
            raise ParseError(f'Unsupported start tag "{tag}" at byte offset {offset}')
        argument = ""
        while True:
            self._skip_space()
            if self._peek() == ">":
                break
            name, value = self._attribute(tag, offset)
            prefix = ARGUMENT.get((tag, name))
            if prefix is not None and value.startswith(prefix):
                argument = value.removeprefix(prefix)
            elif (tag, name) == ("blockquote", "expandable"):
                argument = "expandable"
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise ParseError(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.open.append(Open(tag, argument, self.length, len(self.pieces)))

    def _attribute(self, tag: str, offset: int) -> tuple[str, str]:
        name = self._until("=>")
        if not name:
            if self.at >= len(self.source):
                raise ParseError(f"Unclosed start tag at byte offset {offset}")
            raise ParseError(f'Empty attribute name in the tag "{tag}" at byte offset {offset}')
        self._skip_space()
        if self._peek() != "=":
            return name, ""
        self.at += 1
        self._skip_space()
        if self.at >= len(self.source):
            raise ParseError(f'Unclosed start tag "{tag}" at byte offset {offset}')
        value = self._quoted() if self._peek() in "'\"" else self._token()
        if self.at >= len(self.source):
            raise ParseError(f"Unclosed start tag at byte offset {offset}")
        return name, value

    def _token(self) -> str:
        begin = self.at
        while self._peek().isascii() and (self._peek().isalnum() or self._peek() in ".-"):
            self.at += 1
        if self._peek() not in SPACE + ">" or self.at >= len(self.source):
            raise ParseError(f"Unexpected end of name token at byte offset {byte_offset(self.source, begin)}")
        return self.source[begin : self.at].lower()

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        value = ""
        while self.at < len(self.source) and self._peek() != quote:
            value += self._character()
        self.at += 1
        return value

    def _end_tag(self) -> None:
        offset = byte_offset(self.source, self.at)
        if not self.open:
            raise ParseError(f"Unexpected end tag at byte offset {offset}")
        self.at += 2
        tag = self._until(">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise ParseError(f"Unclosed end tag at byte offset {offset}")
        self.at += 1
        opened = self.open[-1]
        if tag and tag != opened.tag:
            raise ParseError(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        self.open.pop()
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: Open) -> None:
        span: Json = {"offset": opened.offset, "length": self.length - opened.offset}
        last = self.entities[-1] if self.entities else {}
        same = span == {key: last.get(key) for key in span}
        if opened.tag in PLAIN:
            self.entities.append({"type": PLAIN[opened.tag], **span})
        elif opened.tag == "a":
            url = opened.argument or "".join(self.pieces[opened.index :])
            if link := link_entity(url, **span):
                self.entities.append(link)
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdigit() or not int(opened.argument):
                raise ParseError("Invalid custom emoji identifier specified")
            self.entities.append({"type": "custom_emoji", **span, "custom_emoji_id": opened.argument})
        elif opened.tag == "blockquote":
            kind = "expandable_blockquote" if opened.argument else "blockquote"
            self.entities.append({"type": kind, **span})
        elif (
            same
            and {opened.tag, last["type"]} == {"pre", "code"}
            and (language := last.get("language") or opened.argument)
        ):
            self.entities[-1] = {"type": "pre", **span, "language": language}
        else:
            self.entities.append({"type": opened.tag, **span, "language": opened.argument})


def _meant(match: re.Match[str]) -> str | None:
    """What a reference stands for, None when it is no reference."""
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return NAMED.get(name)
    code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
    written = match.group().removesuffix(";")
    return chr(code) if 0 < code < 0x10FFFF and len(written) < 10 else None  # noqa: PLR2004 - TDLib's bound


def _without_language(entity: Json) -> Json:
    """Only code within `pre` keeps the name of its language."""
    if entity["type"] == "pre" and entity.get("language"):
        return entity
    return {key: value for key, value in entity.items() if key != "language"}
