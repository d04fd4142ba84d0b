"""A sheet becomes a PDF: the same one the same bytes, with the fonts that typst carries, on any machine."""

import json
from io import BytesIO
from pathlib import Path
from typing import Final

import segno
import typst

from activities.papers.sheets import Sheet

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "paper.typ"
MODULE_MM: Final = 0.55
"""One square of the QR code: telephones read 0.4 mm and more from paper."""
QUIET_ZONE: Final = 2
"""Squares around the code; the paper around it is white too."""


def printed(sheet: Sheet, address: str) -> bytes:
    """Make the PDF; `address` stands in its QR code. Takes some milliseconds of a processor: use a thread."""
    return typst.compile(
        TEMPLATE,
        root=HERE,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs(sheet, address),
        timestamp=int(sheet.moment.timestamp()),
    )


def inputs(sheet: Sheet, address: str) -> dict[str, str]:
    """What the template gets: one JSON text, which it parses as data."""
    code = segno.make(address, error="m", micro=False)
    svg = BytesIO()
    code.save(svg, kind="svg", border=QUIET_ZONE, xmldecl=False, svgclass=None, lineclass=None)
    extra = {
        "qr": svg.getvalue().decode(),
        "qr_mm": code.symbol_size(border=QUIET_ZONE)[0] * MODULE_MM,
        "address": address,
    }
    return {"sheet": json.dumps(sheet.model_dump(mode="json") | extra)}
