from uuid import uuid4

import pytest

from domain.people import Person, Role
from domain.values import MediaId, OrganizationId, PersonId
from storage.database import Database
from storage.people import Account
from tests.storage.shop import Shop, sha


@pytest.fixture
async def superuser(database: Database) -> Person:
    person = Person(
        id=PersonId(uuid4()), organization_id=None, name="Платформа", roles=frozenset({Role.SUPERUSER})
    )
    async with database.transaction() as tx:
        await tx.people.put(person)
    return person


async def test_somebody_logs_in_by_name_and_hash(shop: Shop) -> None:
    async with shop.database.transaction() as tx:
        person = await tx.people.find(shop.id, shop.engineer)
        assert person
        login = f"ivan-{shop.id}"
        await tx.people.put(person, login=login, password_hash="$argon2id$…")
    async with shop.database.transaction() as tx:
        account = await tx.people.by_login(login)
        assert account == Account(person, login, "$argon2id$…")
        assert await tx.people.by_login(login.upper()) is None


async def test_nobody_is_found_in_another_organization(shop: Shop, superuser: Person) -> None:
    elsewhere = OrganizationId(uuid4())
    async with shop.database.transaction() as tx:
        assert await tx.people.find(elsewhere, shop.engineer) is None
        assert await tx.people.find(None, shop.engineer) is None
        assert await tx.people.find(shop.id, superuser.id) is None
        assert await tx.people.find(None, superuser.id) == superuser
        assert superuser not in await tx.people.of_organization(shop.id)
        assert await tx.people.of_organization(elsewhere) == ()


async def test_changed_settings_leave_the_numbers_alone(shop: Shop) -> None:
    await shop.open()
    async with shop.database.transaction() as tx:
        organization = await tx.organizations.find(shop.id)
        assert organization
        await tx.organizations.put(organization.model_copy(update={"prefix": "NEW"}))
    assert (await shop.open()).number == "NEW-000002"


async def test_41_a_repeated_upload_is_one_file(shop: Shop) -> None:
    media_id = await shop.photo(sha("a"))
    async with shop.database.transaction() as tx:
        engineer = await tx.people.find(shop.id, shop.engineer)
        assert engineer
        media = await tx.media.seen_by(engineer, shop.id, media_id)
        assert media
        assert await tx.media.announce(media.model_copy(update={"object_key": "another"})) == media
        assert not await tx.media.mark_stored(shop.id, media_id, media.created_at)
        assert await tx.media.seen_by(engineer, OrganizationId(uuid4()), media_id) is None
        assert await tx.media.seen_by(engineer, shop.id, MediaId(uuid4())) is None
