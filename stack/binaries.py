"""Where the wheels keep the servers' programs."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from stack.part import StackError


def command(name: str) -> str:
    """A program that a wheel puts beside this Python, or that is found in PATH."""
    found = shutil.which(
        name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    )
    if found is None:
        raise StackError(f"`{name}` is not installed: run `make up`, or install naryad[stack].")
    return found


def inside(package: str, *path: str) -> Path:
    """A file or folder within an installed package, which is not imported for it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise StackError(f"`{package}` is not installed: run `make up`, or install naryad[stack].")
    return Path(spec.origin).parent.joinpath(*path)
