"""What every model is made of: the immutable value, the ids, text and time."""

from typing import Annotated, NewType
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints


class Value(BaseModel):
    """An immutable value. An unknown field is an error: a mistyped name never passes for an omitted one."""

    # What stands under a field is what the API's description says of it.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


OrganizationId = NewType("OrganizationId", UUID)
PersonId = NewType("PersonId", UUID)
OrderId = NewType("OrderId", UUID)
MediaId = NewType("MediaId", UUID)
PaperId = NewType("PaperId", UUID)

Moment = AwareDatetime
"""A point in time with its zone; a naive time is refused."""

CommandId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:@/+=-]{1,128}$")]
"""Names one intent of one person; the same id is the same intent, however often it arrives."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _has_words(text: str) -> str:
    if not text.strip():
        raise ValueError("write at least one visible character")
    if "\x00" in text:
        raise ValueError("the NUL character cannot be stored")
    return text


Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_has_words)]
"""A name, a model, a serial number: kept exactly as typed."""

Text = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_has_words)]
"""A reason, a description: kept exactly as typed, case and spaces too."""
