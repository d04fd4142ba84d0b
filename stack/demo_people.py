"""Who is in the demo data: two organizations with somebody in every role, and one that never closes."""

from datetime import date, time
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.calendar import Hours, WorkingCalendar
from domain.orders.waiting import Ladder, WaitKind
from domain.organizations import Mode, Organization, OrganizationSettings, Verification
from domain.people import Role
from domain.values import OrganizationId
from stack.telegram.cast import Cast
from stack.telegram.records import Bot, Person

SANDBOX_TOKEN = "7000000001:sandbox-only-AAE0123456789abcdefghijkl"  # noqa: S105 - Telegram itself knows no such bot
BOT_NAME = "naryad_demo_bot"
FIRST_TELEGRAM_ID = 1001
"""In the sandbox; no number of a real account of today."""


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

TELEGRAM_IDS = {login: number for number, (login, *_) in enumerate(PEOPLE, FIRST_TELEGRAM_ID)}
STRANGER = Person(id=FIRST_TELEGRAM_ID - 1, key="stranger", first_name="Незнакомец", role="Без приглашения")
TITLES = {
    Role.SUPERUSER: "Суперпользователь",
    Role.OWNER: "Руководитель",
    Role.CURATOR: "Куратор",
    Role.ENGINEER: "Инженер",
    Role.STATIONARY_ENGINEER: "Стационарный инженер",
    Role.BUYER: "Закупщик",
}


def cast(token: str) -> Cast:
    """The demo people with messengers, a stranger, and the bot of this token."""
    bot = Bot(token=token, username=BOT_NAME, first_name="Наряд")
    return Cast(bots=[bot], people=[*(_in_telegram(*told) for told in PEOPLE), STRANGER])


def _in_telegram(login: str, name: str, role: Role, of: Organization | None) -> Person:
    first, _, last = name.partition(" ")
    where = f" · {of.name}" if of else ""
    return Person(
        id=TELEGRAM_IDS[login], key=login, first_name=first, last_name=last, role=TITLES[role] + where
    )
