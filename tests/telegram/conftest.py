from tests.stack.telegram.conftest import sandbox, server

__all__ = ["sandbox", "server"]
