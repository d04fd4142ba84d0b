"""Demo data of the local stack: two organizations with somebody in every role, and one that never closes."""

from datetime import date, time
from uuid import NAMESPACE_URL, UUID, uuid5

from api.passwords import hashed
from domain.calendar import Hours, WorkingCalendar
from domain.orders.waiting import Ladder, WaitKind
from domain.organizations import Mode, Organization, OrganizationSettings, Verification
from domain.people import Person, Role
from domain.values import OrganizationId, PersonId
from settings import Settings
from stack.login import Login
from storage.database import Database

PASSWORD = "naryad-demo-2026"  # noqa: S105 - printed by `make up`, and refused by no one but production


def demo_id(name: str) -> UUID:
    """The same id for the same name in every stack."""
    return uuid5(NAMESPACE_URL, f"naryad-demo:{name}")


SERVICE = Organization(
    id=OrganizationId(demo_id("service")),
    name="Сервис на Ленина",
    prefix="SVC",
    settings=OrganizationSettings(
        calendar=WorkingCalendar(zone="Europe/Moscow", holidays=(date(2027, 1, 1), date(2027, 1, 7)))
    ),
)
BRANCH = Organization(
    id=OrganizationId(demo_id("branch")),
    name="Сервис в Екатеринбурге",
    prefix="EKB",
    settings=OrganizationSettings(
        calendar=WorkingCalendar(zone="Asia/Yekaterinburg"),
        verification=Verification(agreement=Mode.AFTER, prepayment=Mode.AFTER),
    ),
)
ALL_DAY = NEVER = Hours(since=time(0), until=time(0))
"""From midnight to midnight: as working hours the whole day, as quiet hours none."""
DUTY = Organization(
    id=OrganizationId(demo_id("duty")),
    name="Дежурная мастерская",
    prefix="DUTY",
    settings=OrganizationSettings(
        # Works day and night and reminds every minute: its deadlines can be watched at any hour.
        calendar=WorkingCalendar(zone="Europe/Moscow", week=(ALL_DAY,) * 7, quiet=NEVER),
        ladders=dict.fromkeys(WaitKind, Ladder(remind=1, again=2, escalate=3, escalate_again=4)),
    ),
)
ORGANIZATIONS = (SERVICE, BRANCH, DUTY)

PEOPLE: tuple[tuple[str, str, Role, Organization | None], ...] = (
    ("super", "Софья Главная", Role.SUPERUSER, None),
    ("owner", "Олег Хозяинов", Role.OWNER, SERVICE),
    ("petrova", "Анна Петрова", Role.CURATOR, SERVICE),
    ("smirnova", "Вера Смирнова", Role.CURATOR, SERVICE),
    ("ivanov", "Иван Иванов", Role.ENGINEER, SERVICE),
    ("sidorov", "Пётр Сидоров", Role.ENGINEER, SERVICE),
    ("orlov", "Егор Орлов", Role.ENGINEER, SERVICE),
    ("kuznetsov", "Илья Кузнецов", Role.STATIONARY_ENGINEER, SERVICE),
    ("popov", "Глеб Попов", Role.STATIONARY_ENGINEER, SERVICE),
    ("buyer", "Зоя Закупкина", Role.BUYER, SERVICE),
    ("ekb-owner", "Рустам Уралов", Role.OWNER, BRANCH),
    ("ekb-curator", "Дина Исетская", Role.CURATOR, BRANCH),
    ("ekb-engineer", "Марат Чусовой", Role.ENGINEER, BRANCH),
    ("ekb-workshop", "Юрий Верстаков", Role.STATIONARY_ENGINEER, BRANCH),
    ("ekb-buyer", "Лия Складская", Role.BUYER, BRANCH),
    ("duty-curator", "Нина Ночная", Role.CURATOR, DUTY),
    ("duty-engineer", "Тимур Сменный", Role.ENGINEER, DUTY),
    ("duty-workshop", "Роман Паяльников", Role.STATIONARY_ENGINEER, DUTY),
)

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
    finally:
        await database.close()
