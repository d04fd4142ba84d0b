import pytest

from domain.passwords import is_common

COMMON = """
1234567890 0987654321 qwertyuiop 1q2w3e4r5t 1qaz2wsx3edc qazwsxedcrfv password123 Password2026! p@ssw0rd1234
passwordpassword aaaaaaaaaaaa abcabcabcabc qwerty123456 zxcvbnm123 admin123456 letmein2024 iloveyou1234
йцукенгшщз пароль12345 Пароль2026! qwerty_qwerty monkey1234567 naryad-2026 abcdefghij12 11111111112
trustno1234 1234554321 asdfghjkl123 football2020!! привет123456 changeme123
"""
GOOD = """
правильная-лошадь gT9#kx02Lm vbkhjdgfwk тридцать-три-коровы correct-horse-battery Ольга+Пётр=любят-плов
k3yb0ard-c4t-nap морковь_7_трактор 8301947265
"""


@pytest.mark.parametrize("password", COMMON.split())
def test_what_everybody_tries_first_is_common(password: str) -> None:
    assert len(password) >= 10
    assert is_common(password)


@pytest.mark.parametrize("password", GOOD.split())
def test_what_somebody_thought_of_is_not(password: str) -> None:
    assert not is_common(password)


def test_what_everybody_knows_of_a_person_is_no_password() -> None:
    assert is_common("Petrova-1987", "petrova", "Анна Петрова")
    assert is_common("аннапетрова", "petrova", "Анна Петрова")
    assert not is_common("аннапетрова", "ivanov", "Иван")


def test_the_longest_is_judged_at_once() -> None:
    for text in ("ab" * 64, "a" * 128, "12" * 64, "пароль" * 21, ("ab" * 31 + "c") * 2):
        is_common(text)
