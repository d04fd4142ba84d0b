"""Demo data of the local stack, put into its database."""

from datetime import UTC, datetime

from api.passwords import hashed
from domain.people import Person
from domain.values import PersonId
from settings import Settings
from stack.demo_people import ORGANIZATIONS, PEOPLE, SANDBOX_TOKEN, TELEGRAM_IDS, demo_id
from stack.login import Login
from storage.database import Database, Transaction

PASSWORD = "naryad-demo-2026"  # noqa: S105 - printed by `make up`, and refused by no one but production

LOGINS = [
    Login(organization.name if organization else "platform", role.value, login, PASSWORD)
    for login, _, role, organization in PEOPLE
]


async def load(settings: Settings) -> None:
    """Put what is not there yet. People who are there keep the password they have."""
    password_hash = hashed(PASSWORD)
    database = Database(settings.database)
    try:
        async with database.transaction() as tx:
            for organization in ORGANIZATIONS:
                if await tx.organizations.find(organization.id) is None:
                    await tx.organizations.put(organization)
            for login, name, role, of in PEOPLE:
                if await tx.people.by_login(login) is None:
                    person = Person(
                        id=PersonId(demo_id(login)),
                        organization_id=of.id if of else None,
                        name=name,
                        roles=frozenset({role}),
                    )
                    await tx.people.put(person, login=login, password_hash=password_hash)
            if settings.telegram.tokens.get_secret_value() == SANDBOX_TOKEN:
                await _link(tx)
    finally:
        await database.close()


async def _link(tx: Transaction) -> None:
    """Give everybody their account of the sandbox, but those who were linked to another one since."""
    for login, telegram_id in TELEGRAM_IDS.items():
        known = await tx.accounts.find(None, PersonId(demo_id(login)))
        if known and not known.in_telegram and await tx.people.by_telegram(telegram_id) is None:
            await tx.people.link_telegram(known.id, telegram_id, datetime.now(UTC))
