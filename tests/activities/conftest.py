from tests.storage.conftest import database, database_url, shop, witness

__all__ = ["database", "database_url", "shop", "witness"]
