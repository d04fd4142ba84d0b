"""Real JPEG photos of papers and devices, drawn on the spot."""

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = (480, 360)
PAPER = (60, 40, 420, 320)

# The font that comes with Pillow knows Latin letters only: these Russian words look the same in them.
ACT = "AKT"
TILL = "KACCA"
REPAIR = "PEMOHT"


def photo(word: str, number: str, copy: int) -> bytes:
    """Draw a paper with a word and an order's number on it, a few KB; other arguments, another content."""
    colour = hashlib.sha256(f"{word} {number} {copy}".encode()).digest()
    desk = (colour[0] // 2 + 60, colour[1] // 2 + 60, colour[2] // 2 + 60)
    image = Image.new("RGB", SIZE, desk)
    draw = ImageDraw.Draw(image)
    draw.rectangle(PAPER, fill=(250, 248, 240), outline=(90, 90, 90))
    draw.text((90, 60), word, font=ImageFont.load_default(48), fill=(20, 20, 60))
    draw.text((90, 130), f"{number} / {copy}", font=ImageFont.load_default(28), fill=(20, 20, 60))
    for row in range(5):
        y, length = 190 + row * 20, 150 + colour[3 + row] // 2
        draw.line((90, y, 90 + length, y), fill=(120, 120, 130), width=3)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
