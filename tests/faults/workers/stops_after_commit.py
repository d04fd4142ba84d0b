"""The worker, but frozen between the commit of a command whose id begins with `stop` and its completion.

A frozen process is killed at leisure: no test has to hit that moment by luck.
"""

import os
import signal
import time
from unittest.mock import patch

from temporalio import activity

import worker
from activities.records import Recording, RecordRequest, Records

HOLD = "stop"


class StoppingRecords(Records):
    @activity.defn(name="record")
    async def record(self, request: RecordRequest) -> Recording:
        recording = await super().record(request)
        if request.command.id.startswith(HOLD):
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(3600)  # noqa: ASYNC251 - should the stop take a moment, nothing may be completed in it
        return recording


def main() -> int:
    with patch.object(worker, "Records", StoppingRecords):
        return worker.main()
