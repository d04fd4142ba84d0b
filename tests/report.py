"""What tests measured, and what was left out: the table at the end of the run."""

ROWS: list[tuple[str, str]] = []


def report(what: str, figure: str) -> None:
    ROWS.append((what, figure))


def table(rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(what) for what, _ in rows)
    return [f"{what:<{width}}  {figure}" for what, figure in rows]
