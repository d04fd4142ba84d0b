import pytest
from pydantic import ValidationError

from domain.contacts import CompanyClient, Contact, PrivateClient

COMPANY = {"name": "ООО Ромашка", "contact": "Пётр"}


@pytest.mark.parametrize("typed", ["+7 912 345-67-89", "8 (912) 345 67 89", "9123456789", "+79123456789"])
def test_every_usual_spelling_of_a_phone_is_the_same_phone(typed: str) -> None:
    contact = Contact(client=PrivateClient(name="Анна"), phones=(typed,))
    assert contact.phones == ("+79123456789",)


@pytest.mark.parametrize("typed", ["", "call me", "12345", "+7000", "+1 555"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        Contact(client=PrivateClient(name="Анна"), phones=(typed,))


@pytest.mark.parametrize("count", [0, 4])
def test_a_client_has_one_to_three_phones(count: int) -> None:
    with pytest.raises(ValidationError):
        Contact(client=PrivateClient(name="Анна"), phones=("+79123456789",) * count)


@pytest.mark.parametrize("inn", ["7707083893", "500100732259"])
def test_an_inn_of_a_company_or_a_sole_trader_is_taken(inn: str) -> None:
    assert CompanyClient(inn=inn, **COMPANY).inn == inn


@pytest.mark.parametrize("inn", ["7707083894", "500100732258", "500100732269", "123", "٧٧٠٧٠٨٣٨٩٣"])
def test_a_mistyped_inn_is_refused(inn: str) -> None:
    with pytest.raises(ValidationError):
        CompanyClient(inn=inn, **COMPANY)
