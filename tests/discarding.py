"""The end of servers whose data nobody needs any more."""

from stack.local import LocalStack

SLOW = ("temporal", "s3")
"""Take one and two seconds to stop in peace. PostgreSQL would leave shared memory behind."""


def discard(stack: LocalStack, *names: str) -> None:
    """Kill these at once, in that order, and then what stops slowly; the rest stops as always."""
    for name in (*names, *SLOW):
        if stack.runner.process(name).exit_code is None:
            stack.kill(name)
