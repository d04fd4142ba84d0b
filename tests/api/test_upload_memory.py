"""The API as a process: eight of the largest files at once stay within 64 MiB above its idle memory."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

import httpx2
import psutil
from PIL import Image

from api.services import Services
from domain.media import MAX_BYTES
from settings import ApiSettings, Settings
from stack import own
from stack.local import LocalStack
from stack.ports import free_block
from tests.activities.media.making import chunk, saved
from tests.api.caller import jpeg, token_for
from tests.crew import Crew

AT_ONCE = 8
ALLOWED = 64 * 1024 * 1024


def largest() -> list[bytes]:
    """Real pictures of 20 MB to the last byte, and documents; each another one."""
    size = 2400, 2300
    noise = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))
    photo, picture = saved(noise, "JPEG", quality=97, subsampling=0), saved(noise, "PNG", compress_level=0)
    document = saved(noise.crop((0, 0, 64, 64)), "PDF")
    assert 8 * 1024 * 1024 < len(photo) < len(picture) < MAX_BYTES
    files = []
    for number in range(AT_ONCE):
        match number % 3:
            case 0:  # most of it is a film behind the picture, which is cut off
                film = b"\x00\x00\x00\x08free" + bytes(MAX_BYTES - len(photo) - 8)
                files.append(photo[:2] + photo[2:] + film)
            case 1:
                extra = chunk(b"tEXt", os.urandom(4) + bytes(MAX_BYTES - len(picture) - 16))
                files.append(picture[:33] + extra + picture[33:])
            case _:
                body, end = document.rsplit(b"%%EOF", 1)
                note = b"%" + os.urandom(4).hex().encode() + b" " * (MAX_BYTES - len(document) - 10) + b"\n"
                files.append(body + note + b"%%EOF" + end)
    assert {len(one) for one in files} == {MAX_BYTES}
    return files


@contextmanager
def served(stack: LocalStack, settings: Settings) -> Iterator[tuple[str, psutil.Process]]:
    """Its address and its process."""
    api = settings.api.model_copy(update={"port": free_block()})
    settings = settings.model_copy(update={"api": ApiSettings.model_validate(api.model_dump())})
    stack.runner.bring_up([replace(own.api(settings), name="api-of-uploads")])
    try:
        pid = stack.runner.process("api-of-uploads").pid
        process = next((p for p in psutil.Process(pid).children(recursive=True)), psutil.Process(pid))
        yield f"http://{settings.api.host}:{settings.api.port}", process
    finally:
        stack.runner.end("api-of-uploads")


@contextmanager
def highest(process: psutil.Process) -> Iterator[list[int]]:
    """Resident memory, looked at every few milliseconds; the highest seen stands in the list."""
    seen, done = [process.memory_info().rss], threading.Event()

    def watch() -> None:
        while not done.wait(0.003):
            seen[0] = max(seen[0], process.memory_info().rss)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


async def test_eight_of_the_largest_files_at_once_stay_within_64_mib(
    stack: LocalStack, services: Services, crew: Crew
) -> None:
    files = await asyncio.to_thread(largest)
    headers = {"Authorization": f"Bearer {await token_for(services, crew.engineer)}"}
    with served(stack, services.settings) as (address, process):
        async with httpx2.AsyncClient(base_url=address, headers=headers, timeout=120) as http:

            async def upload(content: bytes) -> int:
                answer = await http.post("/v1/media", files={"file": ("a", BytesIO(content))})
                return answer.status_code

            for content in (jpeg(), jpeg()):  # what is loaded with the first of all stays for good
                assert await upload(content) == 201
            idle = process.memory_info().rss
            with highest(process) as seen:
                statuses = await asyncio.gather(*(upload(content) for content in files))
    assert set(statuses) <= {200, 201}
    assert seen[0] - idle < ALLOWED, f"{(seen[0] - idle) / 1024**2:.0f} MiB"
