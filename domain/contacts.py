"""The client of an order: who, how to reach them, where. Kept beside the record, never in it (ORD-9)."""

from typing import Annotated, Literal, Self

import phonenumbers
from annotated_types import Len
from pydantic import AfterValidator, Field, ValidationInfo

from domain.values import Line, Text, Value

HOME_REGION = "RU"
"""Where a number without a country code is taken to be."""

ACCEPTED_BEFORE = {"accepted_before": True}
"""Says to the validators that these numbers were checked when they were written down."""

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _accepted_before(info: ValidationInfo) -> bool:
    return bool(info.context == ACCEPTED_BEFORE)


def _e164(text: str, info: ValidationInfo) -> str:
    if _accepted_before(info):
        return text
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError("this is no phone number; write it like +7 912 345-67-89") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("no such phone number exists; write it like +7 912 345-67-89")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _check_digit(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10


def _inn(text: str, info: ValidationInfo) -> str:
    """Check the digits as the tax service computes them (order MMV-7-6/435, appendix)."""
    if _accepted_before(info):
        return text
    digits = [int(sign) for sign in text]
    checks = {10: (_INN_10,), 12: (_INN_11, _INN_12)}[len(digits)]
    for weights in checks:
        if digits[len(weights)] != _check_digit(digits, weights):
            raise ValueError("the check digit of this INN is wrong; compare it with the document")
    return text


Phone = Annotated[str, Field(max_length=40, examples=["+79123456789"]), AfterValidator(_e164)]
"""Any usual spelling is taken; kept as E.164."""

Inn = Annotated[str, Field(pattern=r"^([0-9]{10}|[0-9]{12})$", examples=["7707083893"]), AfterValidator(_inn)]


class PrivateClient(Value):
    kind: Literal["person"] = "person"
    name: Line


class CompanyClient(Value):
    """`contact` is whom to ask for at the company."""

    kind: Literal["company"] = "company"
    name: Line
    inn: Inn
    contact: Line


class Address(Value):
    """Where the engineer goes; `entry` is what it takes to get in: a pass, an intercom code."""

    text: Text
    floor: Line | None = None
    entry: Line | None = None


class Contact(Value):
    """All personal data of one order's client."""

    client: Annotated[PrivateClient | CompanyClient, Field(discriminator="kind")]
    phones: Annotated[tuple[Phone, ...], Len(1, 3)]
    address: Address | None = None

    @classmethod
    def stored(cls, body: str) -> Self:
        """Read one that was accepted before, from its JSON.

        Its numbers are not judged again: a later list of the world's phone numbers may lack one, and the
        order must stay readable all the same.
        """
        return cls.model_validate_json(body, context=ACCEPTED_BEFORE)
