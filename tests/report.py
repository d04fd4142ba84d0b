"""What the fault tests measured, as the table at the end of the run."""

ROWS: list[tuple[str, str]] = []


def report(what: str, figure: str) -> None:
    ROWS.append((what, figure))


def table() -> list[str]:
    width = max((len(what) for what, _ in ROWS), default=0)
    return [f"{what:<{width}}  {figure}" for what, figure in ROWS]
