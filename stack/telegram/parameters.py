"""The parameters of a call, however they were sent: in the address, as a form, as JSON, with files."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from stack.telegram.errors import bad_request
from stack.telegram.files import Files
from stack.telegram.values import Json

MAX_FIELD = 1024 * 1024
YES = {"true", "yes", "1"}


@dataclass
class Upload:
    name: str
    content: bytes
    mime_type: str


@dataclass
class Parameters:
    values: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Empty when it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise bad_request("strings must be encoded in UTF-8") from error
        return text

    def number(self, name: str, default: int = 0) -> int:
        text = self.text(name).strip()
        try:
            return int(text) if text else default
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in YES

    def json(self, name: str) -> Json | None:
        """None when it is missing."""
        parsed = self._parsed(name)
        if parsed is not None and not isinstance(parsed, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return parsed

    def array(self, name: str) -> list[Json] | None:
        parsed = self._parsed(name)
        if parsed is not None and not isinstance(parsed, list):
            raise bad_request(f"can't parse {name.replace('_', ' ')}: Array expected")
        return parsed

    def strings(self, name: str) -> list[str] | None:
        parsed = self._parsed(name)
        return [str(one) for one in parsed] if isinstance(parsed, list) else None

    def upload(self, name: str) -> Upload | str:
        """A file that came with the call, or the text in its place: a file_id or an address."""
        value = self.text(name)
        attached = self.files.get(value.removeprefix("attach://") if value.startswith("attach://") else name)
        return attached or value

    def _parsed(self, name: str) -> object:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            parsed: object = json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error
        return parsed


async def read(query: str, headers: Headers, body: AsyncIterator[bytes]) -> Parameters:
    """Parameters of a call, or of a webhook's answer, which may be one."""
    values: dict[str, object] = dict(parse_qsl(query, keep_blank_values=True))
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _form(values, headers, body)
    content = b"".join([piece async for piece in body])
    if kind == "application/x-www-form-urlencoded":
        values.update(parse_qsl(content.decode(errors="replace"), keep_blank_values=True))
    elif content and kind == "application/json":
        values.update(_json(content))
    return Parameters(values)


def _json(content: bytes) -> Json:
    try:
        parsed = json.loads(content)
    except ValueError as error:
        raise bad_request("can't parse request body JSON") from error
    if not isinstance(parsed, dict):
        raise bad_request("object expected as request body JSON")
    return parsed


async def _form(values: dict[str, object], headers: Headers, body: AsyncIterator[bytes]) -> Parameters:
    try:
        form = await MultiPartParser(headers, body, max_part_size=MAX_FIELD).parse()  # type: ignore[arg-type]  # any iterator serves
    except MultiPartException as error:
        raise bad_request("can't parse the form") from error
    files: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = Upload(value.filename or "", await value.read(), value.content_type or "")
        else:
            values[name] = value
    await form.close()
    return Parameters(values, files)


async def photo_of(files: Files, given: Upload | str, bot_id: int) -> list[Json]:
    """Sizes of the photo that a bot sends, new or known."""
    if isinstance(given, Upload):
        return await files.photo(given.content)
    return files.photo_again(files.of(_known(given, "photo"), bot_id))


async def document_of(files: Files, given: Upload | str, bot_id: int) -> Json:
    if isinstance(given, Upload):
        return await files.document(given.content, given.name or "document")
    return files.document_again(files.of(_known(given, "document"), bot_id))


def _known(given: str, kind: str) -> str:
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if given.startswith("attach://"):
        raise bad_request(f"there is no file {given.removeprefix('attach://')} in the request")
    return given
