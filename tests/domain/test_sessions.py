from datetime import UTC, datetime, timedelta

import pytest

from domain.sessions import KnownToken, Use, use_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FRESH = KnownToken(ended=False, expires_at=NOW + timedelta(days=1), used_at=None, answered_again=False)


@pytest.mark.parametrize(
    ("changes", "use"),
    [
        ({}, Use.ROTATE),
        ({"ended": True}, Use.REFUSE),
        ({"expires_at": NOW}, Use.REFUSE),
        ({"expires_at": NOW + timedelta(microseconds=1)}, Use.ROTATE),
        ({"used_at": NOW, "answered_again": True}, Use.REPEAT),
        ({"used_at": NOW - timedelta(seconds=10), "answered_again": True}, Use.REPEAT),
        ({"used_at": NOW - timedelta(seconds=10, microseconds=1), "answered_again": True}, Use.REUSE),
        ({"used_at": NOW, "answered_again": False}, Use.REUSE),
        ({"used_at": NOW, "answered_again": True, "ended": True}, Use.REFUSE),
        ({"used_at": NOW - timedelta(days=9), "expires_at": NOW}, Use.REFUSE),
    ],
)
def test_what_presenting_a_token_comes_to(changes: dict[str, object], use: Use) -> None:
    assert use_of(FRESH.model_copy(update=changes), NOW) is use
