"""`python -m tests.contract`: whether the API still takes and tells what that of the last release did.

With `write FILE` the description as it is now, without its words: each release leaves one in `releases/`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from api.app import create_app
from settings import Settings
from tests.contract.compatibility import compared

RELEASES = Path(__file__).parent / "releases"
WORDS = {"description", "summary", "examples", "tags", "externalDocs", "contact"}
OFFERED = "GET /v1/orders/{order_id} → 200.order.offered_to"
ON_PURPOSE = {
    f"{OFFERED}: null is not told any more": "an order is offered to several at once",
    f"{OFFERED}: string is not told any more": "an order is offered to several at once",
}
"""Breaks that this release makes knowingly; CHANGELOG.md tells them too. Empty it with the release."""


def described() -> dict[str, Any]:
    document: dict[str, Any] = create_app(Settings.model_construct()).openapi()
    return document


def breaks_since_the_last_release() -> list[str]:
    last = max(RELEASES.glob("*.json"), key=lambda path: tuple(map(int, path.stem.split("."))))
    return compared(json.loads(last.read_text()), described())


def without_words(value: Any, *, names: bool = False) -> Any:
    """A field may be called `description`: the names of fields stay."""
    if isinstance(value, dict):
        return {
            key: without_words(held, names=key in ("properties", "schemas", "paths", "responses"))
            for key, held in value.items()
            if names or key not in WORDS
        }
    return [without_words(held) for held in value] if isinstance(value, list) else value


def main() -> int:
    if sys.argv[1:2] == ["write"]:
        Path(sys.argv[2]).write_text(json.dumps(without_words(described()), sort_keys=True) + "\n")
        return 0
    unwanted = [words for words in breaks_since_the_last_release() if words not in ON_PURPOSE]
    sys.stderr.writelines(f"breaks callers of the last release: {words}\n" for words in unwanted)
    return bool(unwanted)


if __name__ == "__main__":
    sys.exit(main())
