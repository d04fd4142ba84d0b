from tests.storage.conftest import database, database_url, server, shop, witness

__all__ = ["database", "database_url", "server", "shop", "witness"]
