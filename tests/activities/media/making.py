"""Files made by code, another one for every chance: pictures, what cameras add, what others hang on."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

pillow_heif.register_heif_opener()

Make = Callable[[Random], bytes]

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
PHONE = "Phone of Ivanov"
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
HTML = b"<html><script>alert(document.cookie)</script></html>"


def bitmap(chance: Random, mode: str = "RGB") -> Image.Image:
    width, height = chance.randrange(9, 60), chance.randrange(9, 60)
    made = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
    return made.convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture(kind: str, mode: str = "RGB", **options: Any) -> Make:
    return lambda chance: saved(bitmap(chance, mode), kind, **options)


def notes(turned: int = 1) -> Image.Exif:
    """As phones write them: who made it, which way up, where."""
    exif = Image.Exif()
    exif[MAKER] = PHONE
    exif[ORIENTATION] = turned
    position = exif.get_ifd(GPS)
    position[1], position[2] = "N", (55.0, 45.0, 7.0)
    position[3], position[4] = "E", (37.0, 37.0, 3.0)
    return exif


def noted(kind: str, turned: int = 1, **options: Any) -> Make:
    return picture(kind, exif=notes(turned), **options)


def segment(code: int, body: bytes) -> bytes:
    return bytes((0xFF, code)) + (len(body) + 2).to_bytes(2) + body


def with_segment(code: int, body: bytes) -> Make:
    def made(chance: Random) -> bytes:
        jpeg = saved(bitmap(chance), "JPEG")
        return jpeg[:2] + segment(code, body) + jpeg[2:]

    return made


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def with_texts(chance: Random) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Location", "55.75, 37.61")
    texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>55.75</x:xmpmeta>", zip=True)
    return saved(bitmap(chance), "PNG", pnginfo=texts, exif=notes())


def followed(make: Make, tail: bytes) -> Make:
    return lambda chance: make(chance) + tail


def cut(make: Make) -> Make:
    """Somewhere after the head."""

    def made(chance: Random) -> bytes:
        whole = make(chance)
        return whole[: chance.randrange(min(400, len(whole) // 2), len(whole) - 1)]

    return made


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as files:
        files.writestr("run.js", "alert(1)")
    return out.getvalue()


def png_of(width: int, height: int) -> Make:
    """A few bytes that say they are a huge picture."""
    head = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return lambda chance: b"\x89PNG\r\n\x1a\n" + chunks


def jpeg_of(width: int, height: int) -> Make:
    def made(chance: Random) -> bytes:
        jpeg = bytearray(saved(bitmap(chance), "JPEG"))
        at = jpeg.index(b"\xff\xc0") + 5
        jpeg[at : at + 4] = struct.pack(">HH", height, width)
        return bytes(jpeg)

    return made


def pages(number: int) -> Make:
    def made(chance: Random) -> bytes:
        first, *rest = [bitmap(chance) for _ in range(number)]
        return saved(first, "PDF", save_all=True, append_images=rest)

    return made


def film(brand: bytes = b"mp42") -> bytes:
    return (
        struct.pack(">L4s4sL4s", 20, b"ftyp", brand, 0, brand) + struct.pack(">L4s", 16, b"mdat") + bytes(8)
    )


def of_scans(number: int) -> Make:
    """Progressive, its last scan again and again without data."""

    def made(chance: Random) -> bytes:
        whole = saved(bitmap(chance), "JPEG", progressive=True)
        at = whole.rindex(b"\xff\xda")
        body = int.from_bytes(whole[at + 2 : at + 4])
        more = number - whole.count(b"\xff\xda")
        return whole[:-2] + whole[at : at + 2 + body] * more + whole[-2:]

    return made


def of_parts(kind: str, number: int) -> Make:
    """With so many more segments or chunks, each as short as can be."""

    def made(chance: Random) -> bytes:
        whole = saved(bitmap(chance, "RGB" if kind == "JPEG" else "RGBA"), kind)
        match kind:
            case "JPEG":
                return whole[:2] + segment(0xFE, b"") * number + whole[2:]
            case "PNG":
                return whole[:33] + chunk(b"tEXt", b"") * number + whole[33:]
            case _:
                body = whole[8:] + b"JUNK\x00\x00\x00\x00" * number
                return b"RIFF" + struct.pack("<L", len(body)) + body

    return made


def damaged_head(chance: Random) -> bytes:
    """Its tables say nothing that a decoder could use."""
    jpeg = bytearray(saved(bitmap(chance), "JPEG"))
    at = jpeg.index(b"\xff\xc4") + 5
    jpeg[at : at + 16] = b"\xff" * 16
    return bytes(jpeg)


def wrong_pixels(chance: Random) -> bytes:
    """A check sum that does not fit."""
    png = bytearray(saved(bitmap(chance), "PNG"))
    png[png.index(b"IDAT") + 8] ^= 0xFF
    return bytes(png)


def moving(chance: Random) -> bytes:
    more = bitmap(chance)
    return saved(more.transpose(Image.Transpose.ROTATE_180), "WEBP", save_all=True, append_images=[more])


def inside_pdf_head(chance: Random) -> bytes:
    head, _, rest = pages(1)(chance).partition(b"\n")
    return head + b"\n%" + HTML + b"\n" + rest
