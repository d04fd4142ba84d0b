"""Amounts, days, times, durations and numbers as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.orders.parts import Stage
from domain.orders.visit import Interval
from domain.people import Language
from telegram.formats import Kopecks, duration, money, phone, shortened
from telegram.texts import Html, TextMissingError, Texts

MOSCOW, YEKATERINBURG = ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Yekaterinburg")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RU, EN = Language.RU, Language.EN


def texts(language: Language = RU, zone: ZoneInfo = MOSCOW, currency: str = "RUB") -> Texts:
    return Texts(language, zone, currency, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("kopecks", "currency", "language", "written"),
    [
        (450_000, "RUB", RU, "4\u00a0500\u00a0₽"),
        (450_050, "RUB", RU, "4\u00a0500,50\u00a0₽"),
        (123_456_789_05, "RUB", RU, "123\u00a0456\u00a0789,05\u00a0₽"),
        (-1, "RUB", RU, "−0,01\u00a0₽"),
        (0, "KZT", RU, "0\u00a0₸"),
        (450_050, "USD", EN, "4,500.50\u00a0$"),
        (100, "XAU", EN, "1\u00a0XAU"),
    ],
)
def test_money(kopecks: int, currency: str, language: Language, written: str) -> None:
    assert money(kopecks, currency, language) == written


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (
            datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
            "завтра, 22 ноября, 10:00",
            "tomorrow, 22 November, 10:00",
        ),
        (
            datetime(2026, 11, 21, 21, 30, tzinfo=UTC),
            "завтра, 22 ноября, 00:30",
            "tomorrow, 22 November, 00:30",
        ),
        (
            datetime(2026, 11, 20, 7, 0, tzinfo=UTC),
            "вчера, 20 ноября, 10:00",
            "yesterday, 20 November, 10:00",
        ),
        (date(2026, 11, 24), "вт, 24 ноября", "Tue, 24 November"),
        (date(2027, 1, 11), "пн, 11 января 2027", "Mon, 11 January 2027"),
    ],
)
def test_days_and_moments_in_the_zone_of_the_organization(value: date, russian: str, english: str) -> None:
    assert texts(RU).when(value).replace("\u00a0", " ") == russian
    assert texts(EN).when(value).replace("\u00a0", " ") == english


def test_09_the_same_moment_is_another_wall_clock_in_another_zone() -> None:
    moment = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
    assert texts(zone=YEKATERINBURG).when(moment).endswith("02:30")


def test_a_visit_is_one_day_with_two_times_unless_it_runs_over_midnight() -> None:
    since = datetime(2026, 11, 22, 10, 0, tzinfo=MOSCOW)
    visit = Interval(since=since, until=since + timedelta(hours=2))
    assert texts().when(visit) == "завтра, 22\u00a0ноября, 10:00–12:00"
    late = Interval(since=since + timedelta(hours=13), until=since + timedelta(hours=15))
    assert texts().when(late) == "завтра, 22\u00a0ноября, 23:00 – пн, 23\u00a0ноября, 01:00"


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (190, "3\u00a0ч 10\u00a0мин"),
        (60, "1\u00a0ч"),
        (5, "5\u00a0мин"),
        (0, "меньше минуты"),
        (1620, "27\u00a0ч"),
    ],
)
def test_durations_are_working_hours(minutes: int, written: str) -> None:
    assert duration(timedelta(minutes=minutes), RU) == written


def test_phones_and_long_texts() -> None:
    assert phone("+79120000000") == "+7 912 000-00-00"
    assert phone("112") == "112"
    assert shortened("слово", 5) == "слово"
    assert shortened("длинное слово", 8) == "длинное…"


def test_what_people_typed_is_escaped_once_and_what_is_html_is_not() -> None:
    said = texts()("card-client", client="<b>Ко & Ко", phones=Html("<i>+7</i>"))
    assert said == "👤 &lt;b&gt;Ко &amp; Ко, <i>+7</i>"
    assert texts()("card-client", client=said, phones="") == f"👤 {said}, "
    assert texts().plain("card-client", client="<b>Ко & Ко", phones="") == "👤 <b>Ко & Ко, "


def test_values_are_formatted_by_their_type() -> None:
    said = texts()("card-money", price=Kopecks(100), received=Kopecks(0), debt=Kopecks(100), owed=1)
    assert said == "💰 Цена 1\u00a0₽ · получено 0\u00a0₽ · долг 1\u00a0₽"
    assert texts().label(Stage.WORK) == "в работе"
    assert texts().part("receipt.2") == "оприход 2"
    assert texts().part("receipt") == "оприход"


def test_whole_numbers_choose_the_plural_and_are_not_grouped() -> None:
    said = [texts()("refusal-date-too-far", field="Срок", days=days) for days in (1, 3, 90, 1000)]
    assert [one.split("чем ")[1] for one in said] == [
        "1 день вперёд.",
        "3 дня вперёд.",
        "90 дней вперёд.",
        "1000 дней вперёд.",
    ]


def test_in_production_a_missing_text_or_variable_is_shown_and_never_raises(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(TextMissingError):
        texts()("no-such-text")
    with pytest.raises(TextMissingError):
        texts()("card-client", client="X")
    monkeypatch.setattr(Texts, "strict", False)
    assert texts()("no-such-text") == "no-such-text"
    assert "X" in texts()("card-client", client="X")
    assert texts()("card-client", client=None, phones="") == "👤 —, "
