"""Takes each guard away in turn, and tells which test falls: `python -m tests.guards [write]`, some minutes.

Each runs in a copy of the tree, so nothing here is touched. `write` keeps the table in docs/security.md. A
guard whose removal no test notices ends the run with an error.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- guards: written by `python -m tests.guards write` -->\n", "<!-- end of guards -->"
HEAD = "| §10 | guard | taken out of | what fell |\n|---|---|---|---|\n"
FELL = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
LONGEST = 300
"""Seconds for the tests of one guard."""


class Guard(NamedTuple):
    lines: str
    """Of PRODUCT §10."""
    what: str
    file: str
    old: str
    new: str
    tests: str
    """What pytest is given: files or tests, by blanks."""


LOG_INS, DOMAIN = "tests/api/test_faults_of_log_ins.py", "tests/domain/test_accounts.py"
GUARDS = (
    Guard(
        "14",
        "an expired token is said to be one",
        "api/auth.py",
        '"auth.expired", "Your log-in has expired',
        '"auth.invalid", "Your log-in has expired',
        LOG_INS,
    ),
    Guard(
        "18",
        "a superuser gets no password that others know",
        "api/superusers.py",
        "    _refuse_weak(login, name, password)\n",
        "",
        "tests/test_superusers.py",
    ),
    Guard(
        "18",
        "an invite that was taken back is good no more",
        "domain/invites.py",
        "    if invite.revoked_at:\n        raise InviteRevoked\n",
        "",
        "tests/api/test_invites.py::test_18_nobody_gets_in_without_a_code_that_is_good",
    ),
    Guard(
        "19, 23",
        "a link to a file dies in minutes",
        "api/media.py",
        "LINK_LIFE = timedelta(minutes=5)\n",
        "LINK_LIFE = timedelta(days=7)\n",
        "tests/api/test_media.py::test_a_photo_is_stored_and_opens_by_a_short_lived_link",
    ),
    Guard(
        "20",
        "a password is kept as a slow hash",
        "api/passwords.py",
        "    return _argon2.hash(password)\n",
        "    return password\n",
        LOG_INS,
    ),
    Guard(
        "21",
        "a changed password ends every session",
        "storage/people.py",
        "        await Sessions(self._connection).end_all(person_id, SessionEnd.PASSWORD_CHANGED, now)\n",
        "",
        LOG_INS,
    ),
    Guard(
        "22",
        "nobody manages who is above them",
        "domain/accounts.py",
        "    _refuse_roles(by, person.roles)\n    beyond",
        "    beyond",
        DOMAIN,
    ),
    Guard(
        "22",
        "an order is its own curator's",
        "domain/orders/rights.py",
        "    if actor(facts).id != order.curator and not stands_in(facts):\n"
        '        raise NotYours(whose="curator")\n',
        "",
        "tests/domain/test_pool.py tests/domain/test_takeover.py",
    ),
    Guard(
        "22",
        "what needs a right is refused without",
        "api/auth.py",
        "    if not person.may(permission):\n        raise forbidden(permission)\n",
        "",
        "tests/api/test_rights.py::test_who_may_what[list_people]",
    ),
    Guard(
        "23",
        "the same content is one file",
        "api/media.py",
        "uuid5(organization_id, examined.sha256)",
        "uuid5(organization_id, str(datetime.now(UTC)))",
        "tests/api/test_uploads.py::test_23_and_41_a_photo_sent_twice_is_one_file_in_our_own_store",
    ),
    Guard(
        "26",
        "attempts beyond the limit are refused",
        "api/attempts.py",
        "    if seconds := max(waits):\n",
        "    if (seconds := max(waits)) < 0:\n",
        "tests/api/test_telegram_exchange.py::test_26_secrets_of_clients_cannot_be_guessed_for_long",
    ),
    Guard(
        "26",
        "each process counts for itself",
        "storage/attempts.py",
        "if common else [own]",
        "if common else []",
        "tests/api/test_attempts.py::test_26_passwords_cannot_be_guessed_for_long",
    ),
    Guard(
        "27",
        "nobody changes the own rights",
        "domain/accounts.py",
        "        raise OwnRights\n    _refuse_platform",
        "        pass\n    _refuse_platform",
        DOMAIN,
    ),
    Guard(
        "27",
        "nobody gives a role that they may not manage",
        "domain/accounts.py",
        "    _refuse_roles(by, after.roles)\n",
        "",
        DOMAIN,
    ),
    Guard(
        "27",
        "extra rights come from superusers only",
        "domain/accounts.py",
        "    if rights and not by.may(Permission.RIGHTS_GRANT):\n"
        "        raise NotManaged(permission=Permission.RIGHTS_GRANT.value)\n",
        "",
        DOMAIN,
    ),
    Guard(
        "28",
        "what ends sessions ends those of that person",
        "storage/sessions.py",
        "        theirs = SESSIONS.c.person_id == person_id\n",
        "        theirs = SESSIONS.c.person_id.is_not(None)\n",
        LOG_INS,
    ),
    Guard(
        "29",
        "whatever is wrong with a token is a 401",
        "api/tokens.py",
        "except (jwt.InvalidTokenError, KeyError,",
        "except (KeyError,",
        LOG_INS,
    ),
    Guard(
        "30",
        "only the given fields change",
        "api/people.py",
        "change.model_dump(include=change.given)",
        'change.model_dump(exclude={"version"})',
        "tests/api/test_people.py::test_30_only_the_given_fields_change",
    ),
    Guard(
        "36",
        "a stage takes only photos that are whole in the store",
        "storage/facts.py",
        " AND m.stored_at IS NOT NULL) AS media",
        ") AS media",
        "tests/api/test_faults_of_files.py",
    ),
    Guard(
        "43",
        "the commission is the engineer's, whoever took the money",
        "domain/orders/report.py",
        "person=person",
        "person=order.curator",
        "tests/domain/test_faults_of_earlier_systems.py",
    ),
    Guard(
        "",
        "a used refresh token that comes back ends the log-in",
        "storage/sessions.py",
        "                await self._end(SESSIONS.c.id == row.id, SessionEnd.REUSED, now)\n",
        "                pass\n",
        "tests/api/test_sessions.py::test_an_old_refresh_token_ends_the_whole_family",
    ),
    Guard(
        "",
        "the exchange takes the secret of the client",
        "api/telegram.py",
        "if known is None or not same:",
        "if known is None:",
        "tests/api/test_telegram_exchange.py",
    ),
    Guard(
        "",
        "PostgreSQL shows one organization's rows",
        "storage/migrations/second_lock.py",
        "USING ({condition})",
        "USING (true)",
        "tests/storage/test_second_lock.py tests/api/test_second_lock.py",
    ),
    Guard(
        "",
        "a token shows the rows of its organization",
        "api/auth.py",
        "show(rows_of(claims.org))",
        "show(rows_of(None))",
        "tests/api/test_second_lock.py",
    ),
)


def copied(to: Path) -> Path:
    """The tree as it is, with what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and name != ".venv":
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return to


def fallen(tree: Path, guard: Guard) -> list[str]:
    """The tests that fail without the guard."""
    path = tree / guard.file
    whole = path.read_text()
    assert whole.count(guard.old) == 1, f"{guard.file}: {guard.old!r}"
    path.write_text(whole.replace(guard.old, guard.new))
    try:
        return failed(tree, guard.tests)
    finally:
        path.write_text(whole)


def failed(tree: Path, tests: str) -> list[str]:
    """The first test that fails there, if any does."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests.split()]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=LONGEST, check=False)
    return [name.partition("[")[0] for name in FELL.findall(done.stdout)]


def row(guard: Guard, fell: list[str]) -> str:
    names = "<br>".join(f"`{name}`" for name in fell)
    return f"| {guard.lines or '—'} | {guard.what} | `{guard.file}` | {names} |\n"


def kept_rows() -> str:
    return PAGE.read_text().partition(BEGIN)[2].partition(END)[0]


def main() -> int:
    rows, unnoticed = [], []
    with tempfile.TemporaryDirectory(prefix="naryad-guards-") as folder:
        tree = copied(Path(folder))
        if broken := failed(tree, " ".join(dict.fromkeys(" ".join(each.tests for each in GUARDS).split()))):
            sys.stdout.write(f"With every guard in its place there fails {', '.join(broken)}\n")
            return 1
        for guard in GUARDS:
            fell = fallen(tree, guard)
            rows.append(row(guard, fell))
            sys.stdout.write(f"{guard.what}: {', '.join(fell) or 'NO TEST FELL'}\n")
            sys.stdout.flush()
            if not fell:
                unnoticed.append(guard.what)
    if sys.argv[1:] == ["write"] and not unnoticed:
        text = PAGE.read_text()
        before, _, rest = text.partition(BEGIN)
        PAGE.write_text(before + BEGIN + HEAD + "".join(rows) + END + rest.partition(END)[2])
    return bool(unnoticed)


if __name__ == "__main__":
    sys.exit(main())
