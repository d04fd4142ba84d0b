"""Photos and documents as the rules see them: an id and the hash of the content."""

from domain.values import MediaId, Sha256, Value

MAX_BYTES = 20 * 1024 * 1024
"""Telegram's own limit for a file a bot may fetch; also ours (MED-1)."""


class Photo(Value):
    """A stored photo or PDF. The hash stands in the event, so the evidence names the exact bytes (ORD-9)."""

    id: MediaId
    sha256: Sha256
