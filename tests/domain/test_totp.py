from datetime import UTC, datetime

import pytest

from domain.totp import code_of, enrolment_uri, is_code, normal, recovery_code, spelt, step_of

SECRET = b"12345678901234567890"
NOW = datetime.fromtimestamp(1_111_111_109, UTC)
STEP = 1_111_111_109 // 30


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, of its eight digits the last six."""
    assert code_of(SECRET, seconds // 30) == code


@pytest.mark.parametrize(("off", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(off: int, good: bool) -> None:
    assert (step_of(SECRET, code_of(SECRET, STEP + off), NOW, 0) == STEP + off) is good


def test_a_code_is_taken_once_and_no_earlier_one_after_it() -> None:
    assert step_of(SECRET, code_of(SECRET, STEP), NOW, STEP) is None
    assert step_of(SECRET, code_of(SECRET, STEP - 1), NOW, STEP) is None
    assert step_of(SECRET, code_of(SECRET, STEP + 1), NOW, STEP) == STEP + 1


def test_a_phone_can_read_what_is_shown() -> None:
    uri = enrolment_uri(SECRET, "Анна Петрова")
    assert uri.startswith("otpauth://totp/Naryad%3A%D0%90")
    assert f"secret={spelt(SECRET)}&issuer=Naryad&digits=6&period=30" in uri
    assert spelt(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_what_people_type_is_understood() -> None:
    code = recovery_code(bytes(range(10)))
    assert code == "aaaq-eaye-auda-ocaj"
    assert normal(f" {code.upper()} ") == normal(code)
    assert is_code(normal("123 456"))
    assert not is_code(normal(code))
    assert not is_code("１２３４５６")
