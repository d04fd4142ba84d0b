"""Takes the pictures of the papers for the docs: `python -m tests.scenarios.pictures_of_papers`."""

from pathlib import Path

from tests.activities.told import pages, repaired, sheets

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
ADDRESS = "https://naryad.example.ru/o/0197a0c4-6a55-7d0e-9f0a-3f6f6e1b2c3d"


def main() -> None:
    for kind, sheet in sheets(repaired()):
        picture = PICTURES / f"paper-{kind}.png"
        (page,) = pages(sheet, ADDRESS, "png", ppi=96)
        picture.write_bytes(page)
        print(f"{picture.name}: {picture.stat().st_size // 1024} KB")  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
