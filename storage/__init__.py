"""PostgreSQL: the one database, its transactions, its tables and the repositories that speak SQL."""
