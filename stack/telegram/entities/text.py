"""Lengths as Telegram counts them, and what it does to every text."""

import re
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from stack.telegram.values import Json

Formatted: TypeAlias = tuple[str, list[Json]]

# Outer ones first where two cover the same text; as in TDLib.
PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
FOUND = 50  # priority of what is found and not marked
LABEL = r"[^\s/?#:@\[\].,;!<>\"'()]+"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})+")
SCHEMES = {"http", "https", "ton", "tonsite", "tg"}


class ParseError(Exception):
    """What comes after "can't parse entities: "."""


def utf16_length(text: str) -> int:
    """Offsets and lengths of entities are counted in these units."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    units = text.encode("utf-16-le")
    return units[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def byte_offset(text: str, index: int) -> int:
    """Errors count bytes."""
    return len(text[:index].encode("utf-8", "surrogatepass"))


def in_order(entities: list[Json]) -> list[Json]:
    return sorted(
        entities,
        key=lambda one: (one["offset"], -one["length"], PRIORITY.get(one["type"], FOUND)),
    )


def tidied(text: str, entities: list[Json]) -> Formatted:
    """Without space around it and without control characters; code contains no other markup."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text.replace("\r", ""))
    start = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    kept: list[Json] = []
    for entity in in_order(entities):
        offset = max(entity["offset"] - start, 0)
        length = min(entity["offset"] - start + entity["length"], end) - offset
        if length > 0 and not _in_code(kept, offset):
            kept.append({**entity, "offset": offset, "length": length})
    return text, kept


def _in_code(entities: list[Json], offset: int) -> bool:
    return any(
        one["type"] in ("code", "pre") and one["offset"] <= offset < one["offset"] + one["length"]
        for one in entities
    )


def checked_link(url: str) -> str | None:
    """The address as Telegram keeps it, None when it is none."""
    url = url.strip()
    if not url or re.search(r"\s", url):
        return None
    if "://" not in url and not url.startswith("tg:"):
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme.lower() not in SCHEMES:
        return None
    if parts.scheme != "tg" and not HOST.fullmatch(host) and not host.count(":"):
        return None
    return url if parts.path or parts.query or parts.fragment else f"{url}/"


def link_entity(url: str, offset: int, length: int) -> Json | None:
    """A link, a mention of a person by id, or nothing."""
    parts = urlsplit(url) if url.lower().startswith("tg:") else None
    if parts and "user" in (parts.netloc, parts.path):
        user = parse_qs(parts.query).get("id", [""])[0]
        if user.isdigit():
            mentioned = {"id": int(user), "is_bot": False, "first_name": ""}
            return {"type": "text_mention", "offset": offset, "length": length, "user": mentioned}
    link = checked_link(url)
    return {"type": "text_link", "offset": offset, "length": length, "url": link} if link else None
