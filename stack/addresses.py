"""Where the local parts of a running stack are, when that is not where settings expect them.

A file in the data folder that `settings.py` reads, so that `make demo` and `naryad` find them. What is set in
the environment or `.env` wins over it. It goes with the stack that wrote it.
"""

from collections.abc import Mapping

from settings import ADDRESSES, Settings
from stack.local import LocalStack
from stack.own import addresses

OF_OUTSIDE = {
    "postgres": {"DATABASE_URL"},
    "temporal": {"TEMPORAL_ADDRESS", "TEMPORAL_UI_URL"},
    "redis": {"REDIS_URL"},
    "s3": {"S3_ENDPOINT"},
}
"""What somebody has set by hand where the part is an outside one; it may hold a password."""


def write(stack: LocalStack) -> None:
    path = stack.folder.path / ADDRESSES
    fresh = path.with_suffix(".new")
    fresh.write_text("".join(f"{name}={value}\n" for name, value in moved(stack).items()))
    fresh.replace(path)


def forget(stack: LocalStack) -> None:
    (stack.folder.path / ADDRESSES).unlink(missing_ok=True)


def moved(stack: LocalStack) -> Mapping[str, str]:
    """The variables of those that are elsewhere."""
    usual = addresses(Settings.model_construct())
    outside = {name for part in stack.servers if not part.command for name in OF_OUTSIDE[part.name]}
    return {
        name: value
        for name, value in addresses(stack.settings).items()
        if usual[name] != value and name not in outside
    }
