"""How every benchmark ends: before the interpreter unloads temporalio, which can crash when all is done."""

import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn


def end_with(main: Callable[[], int]) -> NoReturn:
    try:
        code = main()
    except BaseException:  # noqa: BLE001 - its trace is printed, and the code says it
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
