"""What would hurt: a paper that people's words break, cut off or lie in; another paper on the next try."""

import hashlib
import json
import subprocess
import sys
import tomllib
from io import BytesIO
from typing import Any

import pytest
import segno
import typst
from PIL import Image

from activities.papers import words
from activities.papers.printing import HERE, MODULE_MM, TEMPLATE, inputs, printed
from activities.papers.sheets import Sheet, printable, roubles
from domain.money import Method
from domain.orders.assignment import Accept
from domain.orders.custody import GiveDevice, ReceiveDevice, ReturnDevice
from domain.orders.lifecycle import Cancel
from domain.orders.papers import PaperKind
from domain.orders.parts import DeviceKind, PaidBy, Purpose, RefusalCode, Stage
from domain.orders.stationary import FinishRepair
from tests.activities.told import CLIENT, NAMES, pages, repaired, sheets
from tests.domain.openings import completed
from tests.domain.world import CURATOR, ENGINEER, ROUBLE, WORKER, World, bought

ADDRESS = "https://naryad.example.ru/o/0197a0c4-6a55-7d0e-9f0a-3f6f6e1b2c3d"
SPITEFUL = (
    '<b>#panic("x") #sys.inputs $x^2$ @ref \\ \\n "q" \'s\' *b* _i_ `c` // /* */ {x} [y] ~ = - + #include "a"'
    " <script>alert(1)</script> %s %d {0} -- --- ... https://x.y/z?a=b&c=d ]}) #let x = 1; « „ & &amp; 👨‍🔧😀"
)
MISSING = "日"
"""A letter that no font we carry has: it shows what a missing one looks like."""


def told(text: str | None = None) -> dict[PaperKind, Sheet]:
    return dict(sheets(repaired(text)))


def elements(sheet: Sheet, kind: str) -> list[dict[str, Any]]:
    """Of the laid-out document."""
    found = typst.query(
        TEMPLATE, kind, root=HERE, ignore_system_fonts=True, sys_inputs=inputs(sheet, ADDRESS)
    )
    return list(json.loads(found))


def words_in(element: Any) -> str:
    """What it shows; a long run is in pieces there, which may go to the next line."""
    return "".join(texts(element)).replace("\u200b", "").replace("\u00a0", " ")


def texts(element: Any) -> list[str]:
    """Every piece of plain text in it."""
    if isinstance(element, list):
        return [text for one in element for text in texts(one)]
    if not isinstance(element, dict):
        return []
    if element.get("func") == "text":
        return [element["text"]]
    return [text for one in element.values() for text in texts(one)]


def test_every_kind_of_paper_is_printed_on_one_page() -> None:
    papers = told()
    assert set(papers) == set(PaperKind)
    for sheet in papers.values():
        assert printed(sheet, ADDRESS).startswith(b"%PDF-")
        assert len(pages(sheet, ADDRESS, "svg")) == 1


@pytest.mark.parametrize("kind", list(PaperKind))
def test_words_that_look_like_markup_are_printed_as_typed(kind: PaperKind) -> None:
    sheet = told(SPITEFUL)[kind]
    assert printed(sheet, ADDRESS).startswith(b"%PDF-")
    named = sheet.model_copy(update={"organization": SPITEFUL})
    assert words_in(elements(named, "par")[0]) == SPITEFUL
    cells = [
        cell for section in sheet.sections if section.table for row in section.table.rows for cell in row
    ]
    shown = "".join(words_in(table) for table in elements(sheet, "table"))
    assert [cell for cell in cells if cell.replace("\u00a0", " ") not in shown] == []


@pytest.mark.parametrize(
    "text", ["ы" * 2000, "0" * 2000, "Не печатает. " * 153, "W\n" * 900, "http://" + "a/" * 900]
)
def test_long_words_and_long_texts_stay_inside_the_page(text: str) -> None:
    for sheet in told(text).values():
        long = sheet.model_copy(update={"statement": text + text})
        assert printed(long, ADDRESS).startswith(b"%PDF-")
        for page in pages(long, ADDRESS, "png", ppi=36):
            assert margins_are_empty(page)


def margins_are_empty(png: bytes) -> bool:
    """Nothing is printed in the outer centimetre of the page's sides."""
    page = Image.open(BytesIO(png)).convert("L")
    strip = round(page.width * 10 / 210)
    sides = (0, 0, strip, page.height), (page.width - strip, 0, page.width, page.height)
    return all(page.crop(side).getextrema() == (255, 255) for side in sides)


def test_no_letter_of_ours_is_missing_from_the_fonts() -> None:
    everything = " ".join(
        word
        for words_of in (
            words.TITLES,
            words.STATEMENTS,
            words.DEVICES,
            words.METHODS,
            words.PURPOSES,
            words.PAYERS,
            words.REFUSALS,
            words.OUTCOMES,
        )
        for word in words_of.values()
    )
    alphabet = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ ӘәӨөҮүҚқІіЇїЄє"
    signs = "₽ № « » „ “ — – − … § ° × ½ € $ @ # % & ✓ ☎"
    for sheet in told(f"{alphabet} {signs} {words.ERASED}").values():
        whole = sheet.model_copy(update={"statement": everything})
        assert not lacks_letters(whole)
        assert lacks_letters(whole.model_copy(update={"statement": MISSING}))


def lacks_letters(sheet: Sheet) -> bool:
    """Whether the page shows the box that stands for a missing letter, in any of the sizes in use."""
    shown = pages(sheet, ADDRESS, "svg")[0].decode()
    return any(missing_letter(size) in shown for size in (8, 8.5, 9, 9.5, 10, 11, 12, 20))


def missing_letter(size: float) -> str:
    """The name that the box has in every SVG."""
    text = f'#set text(font: "Libertinus Serif", size: {size}pt)\n#"{MISSING}"'
    box = typst.compile(text.encode(), format="svg", ignore_system_fonts=True).decode()
    return box.split('<symbol id="')[1].split('"')[0]


def test_the_same_sheet_is_the_same_bytes_in_any_process() -> None:
    script = (
        "from hashlib import sha256\nfrom activities.papers.printing import printed\n"
        "from tests.activities.told import repaired, sheets\n"
        f"print(*(sha256(printed(sheet, {ADDRESS!r})).hexdigest() for _, sheet in sheets(repaired())))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    here = [hashlib.sha256(printed(sheet, ADDRESS)).hexdigest() for _, sheet in sheets(repaired())]
    assert run.stdout.split() == here


def test_the_code_is_large_enough_for_a_telephone() -> None:
    given = json.loads(inputs(told()[PaperKind.SUMMARY], ADDRESS)["sheet"])
    assert given["address"] == ADDRESS
    squares = segno.make(ADDRESS, error="m", micro=False).symbol_size(border=2)[0]
    assert given["qr_mm"] / squares == pytest.approx(MODULE_MM)
    assert MODULE_MM >= 0.4


def test_the_printed_code_is_the_code_of_the_address() -> None:
    """Square by square: nothing lies over it, nothing is cut off."""
    ppi = 254  # ten points to the millimetre
    [page] = pages(told()[PaperKind.SUMMARY], ADDRESS, "png", ppi)
    picture = Image.open(BytesIO(page)).convert("L")
    squares = [list(row) for row in segno.make(ADDRESS, error="m", micro=False).matrix_iter(border=2)]
    step = MODULE_MM * 10
    left, top = picture.width - 180 - len(squares) * step, 160
    for y, row in enumerate(squares):
        for x, dark in enumerate(row):
            middle = picture.getpixel((round(left + (x + 0.5) * step), round(top + (y + 0.5) * step)))
            assert (middle == 0) == bool(dark), (x, y, middle)


def values_of(sheet: Sheet) -> dict[str, str]:
    fields = (field for section in sheet.sections for field in section.fields)
    return {field.label: field.value.replace("\u00a0", " ") for field in fields}


def test_a_refused_order_tells_why_and_what_it_cost() -> None:
    world = World().accepted()
    no = {"kind": "refused", "code": "price", "text": "Дорого <b>", "fee": 100_000, "method": "cash"}
    world.submit_agreement(4_800_000, outcome=no).approve("agreement")
    summary = values_of(dict(sheets(world))[PaperKind.SUMMARY])
    assert summary["Итог"] == "отказ клиента, цена: Дорого <b>"
    assert (summary["Цена"], summary["Получено от клиента"]) == ("1 000,00 ₽", "1 000,00 ₽")
    assert "Долг клиента" not in summary


def test_a_repeat_under_warranty_names_the_order_it_repeats() -> None:
    world = World()
    world.open(warranty_of=completed(world), engineer=ENGINEER.id)
    world.give(ENGINEER, Accept)
    world.submit_report().approve("report")
    summary = values_of(dict(sheets(world))[PaperKind.SUMMARY])
    assert (summary["Гарантийный повтор"], summary["Цена"]) == ("SVC-000128", "0,00 ₽")


def test_work_that_nobody_has_verified_is_no_expense() -> None:
    world = World().in_workshop()
    world.give(WORKER, FinishRepair, part="stationary.1", done="fuse", amount=9_000, photos=(world.photo(),))
    world.give(CURATOR, Cancel, reason="client moved")
    world.give(WORKER, GiveDevice, to=ENGINEER.id)
    world.give(ENGINEER, ReceiveDevice)
    world.give(ENGINEER, ReturnDevice, no_act_reason="nobody signs")
    papers = dict(sheets(world))
    assert PaperKind.EXPENSES not in papers
    [workshop] = [part.table for part in papers[PaperKind.SUMMARY].sections if part.heading == "Мастерская"]
    assert workshop
    assert workshop.rows == ((NAMES[WORKER.id], "fuse", "0,00\u00a0₽"),)
    assert values_of(papers[PaperKind.RETURN])["Подписанный акт"] == "нет: nobody signs"


def test_sums_and_times_are_written_as_people_write_them() -> None:
    assert roubles(450_000) == "4\u00a0500,00\u00a0₽"
    assert roubles(-7) == "−0,07\u00a0₽"
    assert roubles(123_456_789_00, "EUR") == "123\u00a0456\u00a0789,00\u00a0EUR"
    summary = told()[PaperKind.SUMMARY]
    values = values_of(summary)
    assert values["Открыт"] == "02.03.2026 10:00"
    assert values["Цена"] == "11 600,00 ₽"
    assert values["Расходы"] == "4 700,00 ₽"
    assert values["Комиссия"] == "2 760,00 ₽"


def test_signs_that_print_nothing_or_turn_the_line_are_left_out_and_pictures_are_named() -> None:
    assert printable("а\u202eб\u200bв\x07г\r\nд\tе") == "абвг\nд е"
    assert printable("сломан 🔧\ufe0f!") == "сломан [wrench]!"
    assert printable("й = и\u0306") == "й = и\u0306"


def test_the_client_stands_only_in_papers_for_those_who_may_know_them() -> None:
    for kind, sheet in sheets(repaired()):
        assert (CLIENT.name in sheet.model_dump_json()) == kind.names_client
    for _, sheet in sheets(repaired(), client=None):
        assert CLIENT.name not in sheet.model_dump_json()


def test_every_word_of_an_order_has_its_russian() -> None:
    for enumeration, translated in (
        (PaperKind, words.TITLES),
        (PaperKind, words.STATEMENTS),
        (DeviceKind, words.DEVICES),
        (Method, words.METHODS),
        (Purpose, words.PURPOSES),
        (PaidBy, words.PAYERS),
        (RefusalCode, words.REFUSALS),
    ):
        assert set(translated) == set(enumeration)
    assert set(words.OUTCOMES) == {stage for stage in Stage if stage.closed}


def test_the_template_goes_with_an_installed_package() -> None:
    declared = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text())["tool"]["setuptools"]
    patterns = declared["package-data"]["activities.papers"]
    beside_code = {file for file in HERE.iterdir() if file.is_file() and file.suffix != ".py"}
    assert TEMPLATE in beside_code
    assert beside_code == {file for pattern in patterns for file in HERE.glob(pattern)}


def test_each_order_lists_what_was_bought_for_it_and_the_sums_are_its_ledgers() -> None:
    home, other = World().in_work(), World(order=3).in_work()
    home.neighbours[other.order_id] = other
    lines = (bought(30_000, "Бумага"), bought(45_000, "Ролик", order=other.order_id))
    home.submit_receipt(lines=lines, total=75_000).approve("receipt.1")
    for world, own, foreign, sum_ in (
        (home, "Бумага", "Ролик", "300,00"),
        (other, "Ролик", "Бумага", "450,00"),
    ):
        world.submit_report(1000 * ROUBLE).approve("report")
        text = str(dict(sheets(world))[PaperKind.EXPENSES])
        assert own in text
        assert foreign not in text
        assert text.count(sum_) > 1, "of the lines, and of the ledger"
    assert home.number in str(dict(sheets(other))[PaperKind.EXPENSES])
