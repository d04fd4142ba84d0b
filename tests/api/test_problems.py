from uuid import uuid4

import pytest
from fastapi import FastAPI, Request

from api.problems import install, translated
from api.refusals import CODES, FAMILIES, status_of
from api.requests import BodyLimit, RequestContext
from domain.orders.errors import REFUSALS, StaleVersion
from storage.database import StorageUnavailable
from tests.api.caller import Caller, calling

SECRET = "SELECT secret FROM people -- postgresql://10.0.0.1"


def test_every_refusal_of_the_domain_has_a_status_by_its_family() -> None:
    assert {code.partition(".")[0] for code in REFUSALS} == set(FAMILIES)
    assert set(CODES) <= set(REFUSALS)
    assert {status_of(code) for code in REFUSALS} == {403, 404, 409, 415, 422, 503}


def test_a_refusal_keeps_its_code_words_and_facts() -> None:
    error = translated(StaleVersion(part="agreement", given=3, current=5))
    assert (error.status_code, error.code) == (409, "order.stale_version")
    assert error.members == {"facts": {"part": "agreement", "given": 3, "current": 5}}
    assert error.detail == "agreement has changed meanwhile: you answered version 3, it is at 5."


async def test_an_unknown_path_and_a_wrong_method_are_problems(anybody: Caller) -> None:
    missing = await anybody.get("/v1/nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "http.not_found")
    wrong = await anybody.get("/v1/auth/token")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "http.method_not_allowed")
    assert wrong.headers["Allow"] == "POST"
    for answer in (missing, wrong):
        assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_body_that_does_not_fit_names_its_fields(curator: Caller) -> None:
    answer = await curator.open(device={"kind": "toaster"}, surprise=1)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "request.invalid")
    assert {field["field"]: field["code"] for field in problem["fields"]} == {
        "body.device.kind": "enum",
        "body.device.brand": "missing",
        "body.device.model": "missing",
        "body.device.complaint": "missing",
        "body.surprise": "extra_forbidden",
    }


async def test_text_that_is_no_json_is_a_422(curator: Caller) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    for content in (b"{nothing", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}', b""):
        answer = await curator.post("/v1/orders", content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


async def test_a_date_without_a_zone_is_a_422(curator: Caller) -> None:
    visit = {"since": "2030-01-01T10:00:00", "until": "2030-01-01T12:00:00"}
    answer = await curator.open(visit=visit)
    assert answer.status_code == 422
    assert {field["field"] for field in answer.json()["fields"]} == {"body.visit.since", "body.visit.until"}


async def test_a_well_formed_request_id_is_kept_and_any_other_replaced(anybody: Caller) -> None:
    kept = await anybody.get("/v1/nothing", headers={"X-Request-ID": "bot-1234-abcd"})
    assert kept.headers["X-Request-ID"] == kept.json()["request_id"] == "bot-1234-abcd"
    for hostile in ("short", "a b c d e f g h", "x" * 65, "abc\tdefgh", '"quoted-id"'):
        made = await anybody.get("/v1/nothing", headers={"X-Request-ID": hostile})
        assert made.headers["X-Request-ID"] == made.json()["request_id"] != hostile
        assert len(made.headers["X-Request-ID"]) == 32


def failing() -> FastAPI:
    app = FastAPI()

    @app.get("/bug")
    async def bug() -> None:
        raise RuntimeError(SECRET)

    @app.get("/away")
    async def away() -> None:
        raise StorageUnavailable(SECRET)

    @app.post("/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestContext)
    return app


@pytest.mark.parametrize(
    ("path", "status", "code"), [("/bug", 500, "internal"), ("/away", 503, "dependency.away")]
)
async def test_nothing_from_inside_leaves(path: str, status: int, code: str) -> None:
    async with calling(failing()) as caller:
        answer = await caller.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    for secret in ("SELECT", "10.0.0.1", "Traceback", "RuntimeError"):
        assert secret not in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)


async def test_a_body_too_large_is_refused_even_without_a_length() -> None:
    async def endless() -> object:
        for _ in range(40):
            yield b"x" * 10_000

    async with calling(failing()) as caller:
        fits = await caller.post("/body", content=b"x" * 256 * 1024)
        assert (fits.status_code, fits.json()) == (200, 256 * 1024)
        for content in (b"x" * (256 * 1024 + 1), endless()):
            answer = await caller.post("/body", content=content)
            assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


async def test_an_unknown_order_is_a_404_whoever_it_belongs_to(curator: Caller) -> None:
    answer = await curator.get(f"/v1/orders/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "order.unknown")
