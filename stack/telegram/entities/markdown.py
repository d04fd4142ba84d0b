"""Parse mode MarkdownV2, with TDLib's rules and error texts (parse_markdown_v2).

Left out: the `||` that ends an expandable quotation.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from stack.telegram.entities.text import (
    Formatted,
    ParseError,
    byte_offset,
    in_order,
    link_entity,
    utf16_length,
)
from stack.telegram.values import Json

RESERVED = "_*[]()~`>#+-=|{}.!\n"
SPACE = " \t\r\n\v\0"
ENDS = {
    "Bold": "*",
    "Italic": "_",
    "Underline": "__",
    "Strikethrough": "~",
    "Spoiler": "||",
    "Code": "`",
    "Pre": "```",
    "PreCode": "```",
    "TextUrl": "]",
    "CustomEmoji": "]",
}
BEGINS = {
    "__": "Underline",
    "_": "Italic",
    "*": "Bold",
    "~": "Strikethrough",
    "||": "Spoiler",
    "[": "TextUrl",
    "![": "CustomEmoji",
    "`": "Code",
}
CODE = ("Code", "Pre", "PreCode")


@dataclass
class Open:
    """A mark whose end is still to come. `kind` is TDLib's name, as errors print it."""

    kind: str
    language: str
    offset: int
    byte: int
    index: int


def parsed(source: str) -> Formatted:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[Open] = []
        self.entities: list[Json] = []
        self.quoting = False

    def read(self) -> Formatted:
        while self.at < len(self.source):
            self._step()
        if self.quoting and self.open and self.open[-1].kind == "BlockQuote":
            self._keep("blockquote", self.open.pop())
        if self.open:
            raise self._endless()
        return "".join(self.pieces), in_order(self.entities)

    def _step(self) -> None:
        character = self.source[self.at]
        following = self.source[self.at + 1 : self.at + 2]
        if character == "\\" and following and 0 < ord(following) <= 126:  # noqa: PLR2004 - ASCII, as TDLib has it
            self.at += 2
            self._add(following)
        elif character not in ("`" if self.open and self.open[-1].kind in CODE else RESERVED):
            self.at += 1
            self._add(character)
        elif self._is_end():
            self._end()
        else:
            self._begin()

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += utf16_length(piece)

    def _is_end(self) -> bool:
        if not self.open:
            return False
        if self.quoting and self.source[self.at] == "\n" and self.source[self.at + 1 : self.at + 2] != ">":
            return True
        kind = self.open[-1].kind
        if kind == "Italic" and self.source.startswith("__", self.at):
            return False
        return kind in ENDS and self.source.startswith(ENDS[kind], self.at)

    def _begin(self) -> None:
        begin = self.at
        character = self.source[begin]
        if character == "\n":
            return self._new_line()
        if character == ">" and begin == 0:
            self.quoting = True
            self.at += 1
            return self._push("BlockQuote", begin)
        if self.source.startswith("```", begin):
            return self._begin_pre()
        mark = next((mark for mark in BEGINS if self.source.startswith(mark, begin)), None)
        if mark is None:
            raise ParseError(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        self.at += len(mark)
        return self._push(BEGINS[mark], begin)

    def _push(self, kind: str, begin: int, language: str = "") -> None:
        offset = byte_offset(self.source, begin)
        self.open.append(Open(kind, language, self.length, offset, len(self.pieces)))

    def _new_line(self) -> None:
        self._add("\n")
        self.at += 1
        if self.source.startswith(">", self.at):
            self.at += 1
            if not self.quoting:
                self.quoting = True
                self._push("BlockQuote", self.at - 1)

    def _begin_pre(self) -> None:
        begin = self.at
        self.at += 3
        end = self.at
        while end < len(self.source) and self.source[end] not in SPACE + "`":
            end += 1
        language = ""
        if self.at != end and end < len(self.source) and self.source[end] != "`":
            language, self.at = self.source[self.at : end], end
        if self.source.startswith(("\r\n", "\n\r"), self.at):
            self.at += 2
        elif self.source.startswith(("\n", "\r"), self.at):
            self.at += 1
        self._push("PreCode" if language else "Pre", begin, language)

    def _end(self) -> None:
        opened = self.open[-1]
        if self.source[self.at] == "\n" and opened.kind not in ("BlockQuote", *CODE):
            raise self._endless()
        if opened.kind == "BlockQuote":
            self._add("\n")
            self.at += 1
            self.quoting = False
            self._keep("blockquote", self.open.pop())
            return
        self.at += len(ENDS[opened.kind])
        self.open.pop()
        if opened.kind == "TextUrl":
            url = self._in_brackets("a URL") if self.source.startswith("(", self.at) else self._since(opened)
            link = link_entity(url, opened.offset, self.length - opened.offset)
            if link and link["length"]:
                self.entities.append(link)
        elif opened.kind == "CustomEmoji":
            self._keep("custom_emoji", opened, custom_emoji_id=self._emoji())
        elif opened.kind in ("Pre", "PreCode"):
            self._keep("pre", opened, **({"language": opened.language} if opened.language else {}))
        else:
            self._keep(opened.kind.lower(), opened)

    def _keep(self, kind: str, opened: Open, **more: str) -> None:
        if length := self.length - opened.offset:
            self.entities.append({"type": kind, "offset": opened.offset, "length": length, **more})

    def _since(self, opened: Open) -> str:
        return "".join(self.pieces[opened.index :])

    def _in_brackets(self, what: str) -> str:
        self.at += 1
        begin, url = self.at, ""
        while self.at < len(self.source) and self.source[self.at] != ")":
            escaped = self.source[self.at] == "\\" and self.at + 1 < len(self.source)
            self.at += escaped
            url += self.source[self.at]
            self.at += 1
        if self.at >= len(self.source):
            raise ParseError(f"Can't find end of {what} at byte offset {byte_offset(self.source, begin)}")
        self.at += 1
        return url

    def _emoji(self) -> str:
        if not self.source.startswith("(", self.at):
            raise ParseError("Custom emoji entity must contain a tg://emoji URL")
        url = urlsplit(self._in_brackets("a custom emoji URL").lower())
        if url.scheme != "tg":
            raise ParseError("Custom emoji URL must have scheme tg")
        if "emoji" not in (url.netloc, url.path):
            raise ParseError('Custom emoji URL must have host "emoji"')
        identifier = parse_qs(url.query).get("id", [""])[0]
        if not identifier:
            raise ParseError("Custom emoji URL must have an emoji identifier")
        if not identifier.isdigit() or identifier.startswith("0"):
            raise ParseError("Invalid custom emoji identifier specified")
        return identifier

    def _endless(self) -> ParseError:
        opened = self.open[-1]
        return ParseError(f"Can't find end of {opened.kind} entity at byte offset {opened.byte}")
