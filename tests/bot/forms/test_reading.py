from datetime import date, time

import pytest

from bot.forms import reading

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [
        ("1500", 150_000),
        ("1 500", 150_000),
        ("1\u00a0500 ₽", 150_000),
        ("1500,50 ₽", 150_050),
        ("1.500,50 руб.", 150_050),
        ("1,500.50", 150_050),
        ("1'500", 150_000),
        ("1 500 000 р.", 150_000_000),
        ("0", 0),
        ("0,5", 50),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, kopecks: int) -> None:
    assert reading.amount(text) == kopecks


@pytest.mark.parametrize(
    "text", ["", "-5", "1,500", "1.500", "15 00", "1.2.3", "сто", "1500,505", "٣", "1e5"]
)
def test_what_is_no_amount_or_could_be_two_is_asked_again(text: str) -> None:
    assert reading.amount(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22.11", date(2026, 11, 22)),
        ("21.11", date(2027, 11, 21)),
        ("завтра", date(2026, 11, 23)),
        ("Tomorrow", date(2026, 11, 23)),
        ("5 мая", date(2027, 5, 5)),
        ("1 декабря", date(2026, 12, 1)),
        ("1st december", date(2026, 12, 1)),
        ("03.12.26", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date) -> None:
    assert reading.day(text, TODAY) == day


@pytest.mark.parametrize("text", ["31.02", "32.01", "вчерась", "22", "0.0"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert reading.day(text, TODAY) is None


def test_a_day_of_a_document_is_the_last_one() -> None:
    assert reading.day("23.11", TODAY, ahead=False) == date(2025, 11, 23)


def test_hours_are_read_as_people_write_them() -> None:
    expected = (time(10), time(12))
    assert all(reading.hours(text) == expected for text in ("10-12", "10:00–12:00", "с 10 до 12", "10 - 12"))
    assert reading.hours("12-10") is None
    assert reading.hours("25-26") is None


def test_phones_in_any_spelling_are_one_number() -> None:
    assert reading.phones("8 (912) 345-67-89, +7 912 345 67 89") == (["+79123456789"], None)
    assert reading.phones("89123456789\n12")[1] == "12"
