"""Where a request comes from, as far as anybody keeps it."""

from ipaddress import ip_address, ip_network

from fastapi import Request

from storage.sessions import Origin

AGENT = 200
"""Characters of a User-Agent that are kept."""
NETWORK = {4: 24, 6: 48}
"""Bits of an address that a list of sessions shows: enough to know it again, not whom it belongs to."""
SOURCE = {4: 32, 6: 64}
"""Bits of an address that count as one sender: whoever has an IPv6 address has 2⁶⁴ of them."""


def origin_of(request: Request) -> Origin:
    agent = "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())
    return Origin(agent[:AGENT] or None, _within(request, NETWORK))


def source_of(request: Request) -> str:
    """Whom attempts are counted for; behind a proxy that is trusted (API_TRUSTED_PROXIES), whom it names."""
    return _within(request, SOURCE) or "unknown"


def _within(request: Request, bits: dict[int, int]) -> str | None:
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return None
    return str(ip_network((address, bits[address.version]), strict=False))
