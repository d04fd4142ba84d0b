"""What breaks callers written against an older OpenAPI: `compared` tells it, in words.

A request of theirs must still be taken: no operation, parameter or value may be gone, nothing may be asked
for in addition, no limit may be tighter. An answer must still hold what they read: no field gone, none that
becomes optional or null or of another type. That there is more than before (fields, refusals, kinds of a
thing) breaks nobody.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

Schema = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
FLOORS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
CEILINGS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


class Way(NamedTuple):
    """Which way the compared values go."""

    sent: bool
    """By the caller, else to the caller."""


ASKED, TOLD = Way(sent=True), Way(sent=False)


class Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self.old, self.new = old, new
        self._seen: set[tuple[str, str, Way]] = set()

    def breaks(self) -> Iterator[str]:
        for path, methods in self.old["paths"].items():
            for method in METHODS:
                if method not in methods:
                    continue
                name = f"{method.upper()} {path}"
                operation = self.new["paths"].get(path, {}).get(method)
                if operation is None:
                    yield f"{name}: the operation is gone"
                else:
                    yield from self._operation(name, methods[method], operation)

    def _operation(self, name: str, old: Schema, new: Schema) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{name}: is called {new['operationId']}, and was {old['operationId']}"
        yield from self._parameters(name, old, new)
        yield from self._bodies(name, old.get("requestBody"), new.get("requestBody"))
        for status, answer in old["responses"].items():
            if not status.startswith("2"):
                continue
            now = new["responses"].get(status)
            if now is None:
                yield f"{name}: never answers {status} any more"
                continue
            for kind, content in answer.get("content", {}).items():
                told = now.get("content", {}).get(kind)
                if told is None:
                    yield f"{name}: does not answer {kind} any more"
                else:
                    where = f"{name} → {status}"
                    yield from self._schema(where, content.get("schema", {}), told.get("schema", {}), TOLD)

    def _parameters(self, name: str, old: Schema, new: Schema) -> Iterator[str]:
        before, now = (
            {(given["in"], given["name"]): given for given in operation.get("parameters", ())}
            for operation in (old, new)
        )
        for key, given in before.items():
            if key not in now:
                yield f"{name}: the parameter {key[1]} is gone"
            else:
                yield from self._schema(f"{name} ?{key[1]}", given["schema"], now[key]["schema"], ASKED)
        for key, given in now.items():
            if given.get("required") and not before.get(key, {}).get("required"):
                yield f"{name}: demands the parameter {key[1]}"

    def _bodies(self, name: str, old: Schema | None, new: Schema | None) -> Iterator[str]:
        if new and new.get("required") and not (old and old.get("required")):
            yield f"{name}: demands a body"
        for kind, content in (old or {}).get("content", {}).items():
            taken = (new or {}).get("content", {}).get(kind)
            if taken is None:
                yield f"{name}: takes no {kind} any more"
            else:
                yield from self._schema(f"{name} ←", content["schema"], taken["schema"], ASKED)

    def _schema(self, where: str, old: Schema, new: Schema, way: Way) -> Iterator[str]:
        pair = (old.get("$ref", ""), new.get("$ref", ""), way)
        if all(pair[:2]):
            if pair in self._seen:
                return
            self._seen.add(pair)
        old, new = resolved(self.old, old), resolved(self.new, new)
        befores, nows = variants(old), variants(new)
        if len(befores) > 1 or len(nows) > 1:
            yield from self._variants(where, befores, nows, way)
        else:
            yield from self._plain(where, old, new, way)

    def _variants(self, where: str, befores: list[Schema], nows: list[Schema], way: Way) -> Iterator[str]:
        """Each of the old ones is still there; of the new ones, none is null that was not."""
        for before in befores:
            same = [now for now in nows if before.get("$ref") and before.get("$ref") == now.get("$ref")]
            if same:
                yield from self._schema(where, before, same[0], way)
            elif not any(self._fits(before, now, way) for now in nows):
                yield f"{where}: {named(before)} is not {'taken' if way.sent else 'told'} any more"
        if not way.sent and NULL in map(kind_of, nows) and NULL not in map(kind_of, befores):
            yield f"{where}: may be null"

    def _fits(self, old: Schema, new: Schema, way: Way) -> bool:
        return not list(Comparison(self.old, self.new)._schema("", old, new, way))

    def _plain(self, where: str, old: Schema, new: Schema, way: Way) -> Iterator[str]:
        yield from _types(where, old, new, way)
        if way.sent:
            yield from _limits(where, old, new)
        if "items" in old and "items" in new:
            yield from self._schema(f"{where}[]", old["items"], new["items"], way)
        before, now = old.get("properties", {}), new.get("properties", {})
        missing = set(before) - set(now)
        if missing and (not way.sent or new.get("additionalProperties") is False):
            yield f"{where}: {', '.join(sorted(missing))} is gone"
        demanded, certain = set(new.get("required", ())), set(old.get("required", ()))
        if way.sent and demanded - certain:
            yield f"{where}: demands {', '.join(sorted(demanded - certain))}"
        if not way.sent and (certain & set(now)) - demanded:
            yield f"{where}: {', '.join(sorted((certain & set(now)) - demanded))} may be missing"
        for name in before.keys() & now.keys():
            yield from self._schema(f"{where}.{name}", before[name], now[name], way)


NULL = "null"


def compared(old: Schema, new: Schema) -> list[str]:
    return sorted(Comparison(old, new).breaks())


def resolved(document: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def variants(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf") or schema.get("oneOf") or [schema])


def named(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2] or str(schema.get("const", kind_of(schema)))


def kind_of(schema: Schema) -> str:
    return str(schema.get("type", ""))


def allowed(schema: Schema) -> set[str] | None:
    """Its few values; None: it is not a choice."""
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return None if values is None else set(map(str, values))


def _types(where: str, old: Schema, new: Schema, way: Way) -> Iterator[str]:
    taken, given = (new, old) if way.sent else (old, new)
    wide, narrow = kind_of(taken), kind_of(given)
    if wide and wide != narrow and (wide, narrow) != ("number", "integer"):
        yield f"{where}: is {kind_of(new) or 'anything'}, and was {kind_of(old) or 'anything'}"
    values, before = allowed(new), allowed(old)
    if way.sent and values is not None and (before is None or before - values):
        yield f"{where}: takes no {', '.join(sorted((before or {'other value'}) - values))}"


def _limits(where: str, old: Schema, new: Schema) -> Iterator[str]:
    for name in (*FLOORS, *CEILINGS):
        before, now = old.get(name), new.get(name)
        tighter = now is not None and (before is None or (now > before if name in FLOORS else now < before))
        if tighter and not (before is None and name in ("minLength", "minItems") and now == 0):
            yield f"{where}: {name} is {now}, and was {before}"
    for name in ("pattern", "format"):
        if name in new and new[name] != old.get(name):
            yield f"{where}: {name} is {new[name]}, and was {old.get(name)}"
    if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
        yield f"{where}: takes no other fields"
