"""A way into the demo data."""

from typing import NamedTuple


class Login(NamedTuple):
    """One account of the demo data, as the table of `make up` shows it."""

    organization: str
    role: str
    login: str
    password: str
