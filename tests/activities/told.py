"""An order that has every paper, told in words of the test's choice."""

from collections.abc import Iterator
from typing import Any, Literal, cast
from uuid import UUID

import typst

from activities.papers.contents import sheet_of
from activities.papers.printing import HERE, TEMPLATE, inputs
from activities.papers.sheets import Sheet
from activities.papers.story import Story
from domain.contacts import CompanyClient, Contact
from domain.money import Method, Payment, PricedLine, ReceiptLine
from domain.orders.assignment import Accept
from domain.orders.custody import GiveDevice, ReceiveDevice
from domain.orders.opening import Open
from domain.orders.papers import PaperKind, papers
from domain.orders.parts import Device, DeviceKind
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.record import replayed
from domain.orders.report import SubmitReport
from domain.orders.stationary import FinishRepair, Take
from domain.values import OrderId
from tests.domain.world import CURATOR, ENGINEER, HOME, WORKER, World

CLIENT = CompanyClient(name="ООО «Северный ветер»", inn="7707083893", contact="Ковалёва Марина Игоревна")
NAMES = {
    CURATOR.id: "Петрова Ольга Николаевна",
    ENGINEER.id: "Иванов Иван Сергеевич",
    WORKER.id: "Кузнецов Николай Павлович",
}
DEVICE = Device(
    kind=DeviceKind.MFP,
    brand="Kyocera",
    model="ECOSYS M2040dn",
    serial="VLM8X41177",
    complaint="Жуёт бумагу из второго лотка, на копиях серая полоса по левому краю. Замятия постоянно.",
)
RECEIPT = (
    ReceiptLine(name="Ролик захвата 302NR94330", quantity=2, unit_price=120_050),
    ReceiptLine(name="Тормозная площадка", quantity=1, unit_price=79_900),
)
OFFER = (
    PricedLine(name="Замена узла захвата бумаги", unit_price=450_000),
    PricedLine(name="Чистка и настройка блока проявки", unit_price=350_000),
    PricedLine(name="Ролик захвата", quantity=2, unit_price=180_000),
)
DONE = "Заменены ролики захвата и тормозная площадка, прочищен лазерный блок. Прогон 200 листов без замятий."


def repaired(words: str | None = None) -> World:
    """To its end. `words` stand wherever a person can write; else it is a usual repair."""
    world = World()
    line = words[:200] if words else None
    device = Device(
        kind=DEVICE.kind,
        brand=line or DEVICE.brand,
        model=line or DEVICE.model,
        serial=line or DEVICE.serial,
        complaint=words or DEVICE.complaint,
    )
    order = {"order_id": OrderId(UUID(int=2)), "organization_id": HOME, "contact_sha256": "0" * 64}
    world.give(CURATOR, Open, device=device, engineer=ENGINEER.id, **order)
    world.give(ENGINEER, Accept)
    offer = tuple(line_.model_copy(update={"name": line or line_.name}) for line_ in OFFER)
    world.submit_agreement(0, options=({"lines": offer},)).approve("agreement")
    prepaid = Payment(amount=500_000, method=Method.SBP, fiscal_number=line or "0004512")
    world.give(ENGINEER, SubmitPrepayment, payment=prepaid)
    world.approve("prepayment")
    _in_workshop(world, words)
    receipt = tuple(line_.model_copy(update={"name": line or line_.name}) for line_ in RECEIPT)
    seller = line or "ООО «Ресурс»"
    world.submit_receipt(seller=seller, lines=receipt, total=320_000).approve("receipt.1")
    rest = Payment(amount=660_000, method=Method.CASH, fiscal_number="0004587")
    proof = {"no_contract_reason": words} if words else {"act": (world.photo(),)}
    world.give(ENGINEER, SubmitReport, received=rest, advance=100_000, warranty_days=90, **proof)
    return world.approve("report")


def _in_workshop(world: World, words: str | None) -> None:
    world.passes(hours=2)
    world.handed_over(
        description=words or "Заменить ролики, найти причину полосы",
        completeness=words or "Кабель питания, лоток 1, лоток 2, крышка стекла",
        photos=(world.photo(), world.photo()),
    )
    world.passes(minutes=40)
    world.approve("stationary.1")
    world.give(WORKER, Take, part="stationary.1")
    world.passes(days=2)
    finished = {"done": words or DONE, "amount": 150_000, "photos": (world.photo(),)}
    world.give(WORKER, FinishRepair, part="stationary.1", **finished)
    world.approve("stationary.1")
    world.give(WORKER, GiveDevice, to=ENGINEER.id)
    world.give(ENGINEER, ReceiveDevice)
    world.passes(hours=20)


def sheets(
    world: World, client: CompanyClient | None = CLIENT, organization: str = "Сервис-Принт"
) -> Iterator[tuple[PaperKind, Sheet]]:
    """Every paper that the order's record calls for."""
    contact = Contact(client=client, phones=("+79123456789",)) if client else None
    for paper in papers(None, world.entries):
        entries = tuple(world.entries[: paper.seq])
        firm = world.organization.model_copy(update={"name": organization})
        yield paper.kind, sheet_of(paper.kind, Story(firm, replayed(entries), entries, contact, NAMES))


def pages(sheet: Sheet, address: str, kind: Literal["png", "svg"], ppi: float | None = None) -> list[bytes]:
    """The paper as pictures."""
    made: Any = typst.compile(
        TEMPLATE,
        root=HERE,
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        sys_inputs=inputs(sheet, address),
        timestamp=int(sheet.moment.timestamp()),
    )
    return [made] if isinstance(made, bytes) else cast("list[bytes]", made)
