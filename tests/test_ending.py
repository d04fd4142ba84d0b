"""A task whose cancellation was lost ends all the same."""

import asyncio
from contextlib import suppress

from ending import end


async def test_a_task_that_loses_its_first_cancellation_ends() -> None:
    written = asyncio.get_running_loop().create_future()

    async def works_on() -> None:
        with suppress(asyncio.CancelledError):  # of a Python that loses none
            await asyncio.wait_for(written, 60)  # as redis-py writes
        await asyncio.Event().wait()

    task = asyncio.create_task(works_on())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    written.set_result(None)
    async with asyncio.timeout(60):
        await end([task], again=0.01)
    assert task.cancelled()


async def test_what_a_task_raised_stays_its_own() -> None:
    async def fails() -> None:
        raise ValueError

    failed = asyncio.create_task(fails())
    await asyncio.sleep(0)
    await end([failed])
    assert isinstance(failed.exception(), ValueError)
    await end([])
