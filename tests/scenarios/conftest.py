"""The demo's stage: one whole system, with API and worker as processes, for all scenarios of a run."""

from collections.abc import Iterator

import pytest

from stack.demo.show import playing
from stack.demo.walk import Scene
from stack.local import LocalStack
from tests.scenarios.system import whole_system


@pytest.fixture(scope="package")
def system() -> Iterator[LocalStack]:
    """Whoever ends a part begins it again."""
    with whole_system() as running:
        yield running


@pytest.fixture(scope="package")
def scene(system: LocalStack) -> Iterator[Scene]:
    with playing(system.settings) as scene:
        yield scene
