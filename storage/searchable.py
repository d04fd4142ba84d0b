"""What an order is found by: any part of three or more characters (BOT-2)."""

from domain.contacts import CompanyClient, Contact
from domain.orders.parts import Device

SHORTEST = 3
"""Characters that a search needs at least, and the length of the indexed runs."""


def folded(text: str) -> str:
    """As it is compared: without capitals and without ё, in one line."""
    return " ".join(text.casefold().replace("ё", "е").split())


def order_text(number: str, device: Device, contact: Contact | None) -> str:
    """Everything that an order is found by, a line per field, so that no search runs across two of them."""
    fields = [number, device.brand, device.model, f"{device.brand} {device.model}", device.serial or ""]
    return "\n".join(folded(field) for field in (*fields, *_of_client(contact)) if field)


def grams(text: str) -> list[str]:
    """All runs of three characters within the lines of a text, each once."""
    lines = text.split("\n")
    return sorted({line[i : i + SHORTEST] for line in lines for i in range(len(line) - SHORTEST + 1)})


def _of_client(contact: Contact | None) -> list[str]:
    if contact is None:
        return []
    client = contact.client
    company = [client.inn, client.contact] if isinstance(client, CompanyClient) else []
    address = [contact.address.text] if contact.address else []
    return [client.name, *company, *address, *(way for phone in contact.phones for way in _spellings(phone))]


def _spellings(phone: str) -> list[str]:
    """E.164, and the way it is dialled inside the country where that is something else."""
    return [phone, f"8{phone.removeprefix('+7')}"] if phone.startswith("+7") else [phone]
