"""The OpenAPI is compatible with that of the last release, and what is not would be found."""

from copy import deepcopy
from typing import Any

import pytest

from tests.contract.__main__ import ON_PURPOSE, RELEASES, breaks_since_the_last_release
from tests.contract.compatibility import compared

JSON = "application/json"
BASE: dict[str, Any] = {
    "paths": {
        "/things": {
            "get": {
                "operationId": "list_things",
                "parameters": [
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 100}},
                    {"in": "query", "name": "show", "schema": {"$ref": "#/components/schemas/Show"}},
                ],
                "responses": {"200": {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Thing"}}}}},
            },
            "post": {
                "operationId": "add_thing",
                "requestBody": {"content": {JSON: {"schema": {"$ref": "#/components/schemas/NewThing"}}}},
                "responses": {"201": {}},
            },
        }
    },
    "components": {
        "schemas": {
            "Show": {"type": "string", "enum": ["open", "closed"]},
            "Thing": {
                "type": "object",
                "required": ["id", "size"],
                "properties": {
                    "id": {"type": "string"},
                    "size": {"type": "integer"},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                },
            },
            "NewThing": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "price": {"type": "number"},
                    "kind": {"anyOf": [{"const": "a", "type": "string"}, {"const": "b", "type": "string"}]},
                },
            },
        }
    },
}
GET, POST = ("paths", "/things", "get"), ("paths", "/things", "post")
SHOW, THING, NEW = (("components", "schemas", name) for name in ("Show", "Thing", "NewThing"))
GONE = object()
BREAKS: dict[str, tuple[tuple[object, ...], object, str]] = {
    "operation": (GET, GONE, "GET /things: the operation is gone"),
    "path": (("paths", "/things"), GONE, "GET /things: the operation is gone"),
    "name": ((*GET, "operationId"), "things", "GET /things: is called things, and was list_things"),
    "parameter": ((*GET, "parameters", 1), GONE, "GET /things: the parameter show is gone"),
    "parameter's name": ((*GET, "parameters", 0, "name"), "page", "GET /things: the parameter limit is gone"),
    "limit": (
        (*GET, "parameters", 0, "schema", "maximum"),
        50,
        "GET /things ?limit: maximum is 50, and was 100",
    ),
    "choice": ((*SHOW, "enum", 1), GONE, "GET /things ?show: takes no closed"),
    "status": ((*GET, "responses", "200"), GONE, "GET /things: never answers 200 any more"),
    "body": ((*POST, "requestBody", "required"), True, "POST /things: demands a body"),
    "media": (
        (*POST, "requestBody", "content", JSON),
        GONE,
        "POST /things: takes no application/json any more",
    ),
    "field told": ((*THING, "properties", "note"), GONE, "GET /things → 200: note is gone"),
    "field that may be missing": (
        (*THING, "required", 1),
        GONE,
        "GET /things → 200: size may be missing",
    ),
    "type told": (
        (*THING, "properties", "size", "type"),
        "number",
        "GET /things → 200.size: is number, and was integer",
    ),
    "field taken": ((*NEW, "properties", "price"), GONE, "POST /things ←: price is gone"),
    "field demanded": ((*NEW, "required", 0), "price", "POST /things ←: demands price"),
    "type taken": (
        (*NEW, "properties", "price", "type"),
        "integer",
        "POST /things ←.price: is integer, and was number",
    ),
    "length": (
        (*NEW, "properties", "name", "minLength"),
        2,
        "POST /things ←.name: minLength is 2, and was 1",
    ),
    "pattern": (
        (*NEW, "properties", "name", "pattern"),
        "^a",
        "POST /things ←.name: pattern is ^a, and was None",
    ),
    "variant": (
        (*NEW, "properties", "kind", "anyOf", 1),
        GONE,
        "POST /things ←.kind: b is not taken any more",
    ),
}
GROWTH: dict[str, tuple[tuple[object, ...], object]] = {
    "another operation": (("paths", "/others"), {"get": {}}),
    "another parameter": ((*GET, "parameters", 2), {"in": "query", "name": "after", "schema": {}}),
    "a wider limit": ((*GET, "parameters", 0, "schema", "maximum"), 200),
    "another choice": ((*SHOW, "enum", 2), "all"),
    "another field told": ((*THING, "properties", "made_at"), {"type": "string"}),
    "a field that is certain now": ((*THING, "required", 2), "note"),
    "another field taken": ((*NEW, "properties", "weight"), {"type": "number"}),
    "a field that may be left out now": ((*NEW, "required", 0), GONE),
    "a shorter name": ((*NEW, "properties", "name", "minLength"), GONE),
}


def changed(path: tuple[object, ...], value: object) -> dict[str, Any]:
    new = deepcopy(BASE)
    held: Any = new
    for step in path[:-1]:
        held = held[step]
    last: Any = path[-1]
    if value is GONE:
        del held[last]
    elif isinstance(held, list) and last == len(held):
        held.append(value)
    else:
        held[last] = value
    return new


@pytest.mark.parametrize("what", BREAKS)
def test_what_breaks_callers_is_told(what: str) -> None:
    path, value, words = BREAKS[what]
    assert words in compared(BASE, changed(path, value))


@pytest.mark.parametrize("what", GROWTH)
def test_growth_breaks_nobody(what: str) -> None:
    assert compared(BASE, changed(*GROWTH[what])) == []


def test_a_demanded_parameter_is_told() -> None:
    given = {"in": "query", "name": "token", "required": True, "schema": {}}
    assert compared(BASE, changed((*GET, "parameters", 2), given)) == [
        "GET /things: demands the parameter token"
    ]


def test_null_told_where_none_was_is_told() -> None:
    nullable = {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert compared(BASE, changed((*THING, "properties", "size"), nullable)) == [
        "GET /things → 200.size: may be null"
    ]


def test_the_description_is_compatible_with_the_last_release() -> None:
    assert breaks_since_the_last_release() == sorted(ON_PURPOSE)
    assert [path.stem for path in RELEASES.iterdir()] == ["0.1.0"]
