"""What docker-compose.yml says, as Docker Compose reads it: anchors merged, variables of the example set."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.production.example"
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?:(:-|:\?)([^}]*))?\}")

Service = dict[str, Any]


def read() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return loaded


def services() -> dict[str, Service]:
    found: dict[str, Service] = read()["services"]
    return found


def is_job(service: Service) -> bool:
    return service.get("restart") == "no"


def own(service: Service) -> bool:
    """Whether it is built here."""
    return "build" in service and "command" in service and service["command"] != []


def set_in_example() -> dict[str, str]:
    """The variables of `.env.production.example`: what is left commented out is not set."""
    lines = EXAMPLE.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def told_in_example() -> set[str]:
    return {name[1] for line in EXAMPLE.read_text().splitlines() if (name := re.match(r"#?(\w+)=", line))}


def filled(text: str) -> str:
    """With the variables of the example, and `$$` as the container sees it. KeyError: nobody sets it."""
    given = set_in_example()

    def value(found: re.Match[str]) -> str:
        name, kind, default = found.groups()
        return given.get(name) or (default if kind == ":-" else given[name])

    return VARIABLE.sub(value, text).replace("$$", "$")


def environment(service: Service) -> dict[str, str]:
    return {name: filled(str(value)) for name, value in service.get("environment", {}).items()}
