"""Each guard of docs/security.md: where it stands, what takes it away, and the tests that must notice."""

from typing import NamedTuple


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
    Guard(
        "",
        "a JPEG of more scans than a camera makes costs nobody hours",
        "activities/media/jpeg.py",
        "        if scans > MOST_SCANS:\n            raise MediaBroken\n",
        "",
        "tests/activities/media/test_examining.py",
    ),
    Guard(
        "",
        "a file of tens of thousands of parts is not walked to its end",
        "activities/media/jpeg.py",
        "    for _ in range(MOST_PARTS):\n        file.seek(at)\n",
        "    for _ in range(10**9):\n        file.seek(at)\n",
        "tests/activities/media/test_examining.py",
    ),
)
