"""The account PostgreSQL runs as when we are root, which it refuses to be."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

NAME = "naryad-postgres"


def account() -> str | None:
    """None when we are not root: then PostgreSQL runs as ourselves. Makes the account when it is missing."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        subprocess.run(command, check=True, capture_output=True)
    return NAME


def let_through(path: Path) -> None:
    """Let other accounts reach `path`: its parents become passable, not readable."""
    for parent in path.absolute().parents:
        _permit(parent, stat.S_IXOTH)


def let_read(tree: Path) -> None:
    """Let other accounts read a folder of programs that was installed for root alone."""
    if tree.stat().st_mode & stat.S_IROTH:
        return
    for path in [tree, *tree.rglob("*")]:
        executable = path.stat().st_mode & stat.S_IXUSR
        _permit(path, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _permit(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(stat.S_IMODE(mode) | bits)
