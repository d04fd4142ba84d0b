"""What earlier systems of this kind got wrong (PRODUCT §10), each line by its number: the API's part."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import jwt
import pytest

from api.services import Services
from tests.api.caller import Caller, jpeg, token_for
from tests.crew import Crew

pytestmark = pytest.mark.usefixtures("workers")


async def test_01_a_refusal_keeps_its_reason_and_is_no_agreement(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    order = opened["order_id"]
    await engineer.command(order, "assignment/acceptance", version=opened["parts"]["assignment"])
    outcome = {"kind": "refused", "code": "price", "text": "Дорого, Купит НОВЫЙ"}
    sent = await engineer.command(
        order,
        "agreement",
        version=opened["parts"].get("agreement", 0),
        options=[{"lines": [{"name": "Ролик", "unit_price": 900_00}]}],
        outcome=outcome,
    )
    assert sent.status_code == 200, sent.text
    step = (await curator.get(f"/v1/orders/{order}")).json()["order"]["agreement"]
    assert step["amount"] is None
    assert (step["refusal"]["code"], step["refusal"]["text"]) == ("price", "Дорого, Купит НОВЫЙ")


async def test_03_approving_what_does_not_exist_changes_nothing(curator: Caller) -> None:
    opened = await curator.opened()
    order = opened["order_id"]
    for part in ("agreement", "report", "receipt.1", "stationary.7", "nonsense"):
        answer = await curator.command(order, "approval", part=part, version=0)
        assert answer.status_code in (409, 422), answer.text
    view = (await curator.get(f"/v1/orders/{order}")).json()
    assert (view["stage"], view["order"]["version"]) == ("assignment", opened["version"])


@pytest.mark.parametrize("amount", [-1, 0.5, "100", 10**12, True])
async def test_07_amounts_that_are_none_are_refused(
    curator: Caller, engineer: Caller, crew: Crew, amount: object
) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    answer = await engineer.command(
        opened["order_id"],
        "agreement",
        version=0,
        options=[{"lines": [{"name": "Ролик", "unit_price": amount}]}],
        outcome={"kind": "agreed", "option": 0},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    assert answer.json()["fields"][0]["field"] == "body.options.0.lines.0.unit_price"


async def test_10_text_is_kept_as_it_was_typed(curator: Caller) -> None:
    order = (await curator.opened())["order_id"]
    typed = "  Клиент Просит ПОЗВОНИТЬ <b>за час</b>\n"
    await curator.command(order, "notes", text=typed)
    entries = (await curator.get(f"/v1/orders/{order}/timeline")).json()["entries"]
    assert [entry["event"]["text"] for entry in entries if entry["event"]["kind"] == "noted"] == [typed]


async def test_15_an_empty_list_is_an_empty_list(engineer: Caller) -> None:
    answer = await engineer.get("/v1/orders")
    assert (answer.status_code, answer.json()) == (200, {"orders": [], "next": None})


@pytest.mark.parametrize(
    "path",
    [
        "/v1/orders/{}",
        "/v1/orders/{}/timeline",
        "/v1/orders/{}/evidence",
        "/v1/orders/{}/ledger",
        "/v1/orders/{}/waiting",
        "/v1/orders/{}/commands/3f0e7c1e-0000-4000-8000-000000000000",
        "/v1/media/{}",
        "/v1/media/{}/link",
    ],
)
async def test_25_unknown_id_is_a_404(curator: Caller, path: str) -> None:
    unknown = await curator.get(path.format(uuid4()))
    assert unknown.status_code == 404
    assert unknown.json()["code"] in ("order.unknown", "media.unknown")
    malformed = await curator.get(path.format("17"))
    assert (malformed.status_code, malformed.json()["code"]) == (422, "request.invalid")


async def test_25_a_command_about_an_unknown_order_is_a_404(curator: Caller) -> None:
    answer = await curator.command(uuid4(), "notes", text="Позвонил")
    assert (answer.status_code, answer.json()["code"]) == (404, "order.unknown")


async def test_29_an_expired_token_is_a_401(anybody: Caller, services: Services, crew: Crew) -> None:
    claims = jwt.decode(await token_for(services, crew.curator), options={"verify_signature": False})
    claims["exp"] = int(datetime.now(UTC).timestamp()) - 1
    key = services.settings.auth.secret.get_secret_value()
    token = jwt.encode(claims, key, "HS256", headers={"kid": services.settings.auth.key_id})
    answer = await anybody.get("/v1/orders", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.expired")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_32_the_second_row_has_an_id_of_its_own(curator: Caller) -> None:
    first, second = await curator.opened(), await curator.opened()
    assert first["order_id"] != second["order_id"]
    assert (first["number"], second["number"]) == ("SVC-000001", "SVC-000002")


async def test_34_who_when_and_what_is_on_record(curator: Caller, crew: Crew) -> None:
    before = datetime.now(UTC)
    order = (await curator.opened())["order_id"]
    await curator.command(order, "notes", text="Позвонил")
    noted = (await curator.get(f"/v1/orders/{order}/timeline")).json()["entries"][-1]
    assert (noted["by"], noted["event"]["text"]) == (str(crew.curator.id), "Позвонил")
    assert before <= datetime.fromisoformat(noted["at"]) <= datetime.now(UTC)


async def test_40_several_taps_make_one_order(curator: Caller) -> None:
    taps = await asyncio.gather(*(curator.open(key="tap") for _ in range(5)))
    assert len({tap.json()["order_id"] for tap in taps}) == 1
    assert len((await curator.get("/v1/orders")).json()["orders"]) == 1


async def test_41_a_repeated_upload_is_the_same_file(engineer: Caller) -> None:
    content = jpeg()
    first, again = await engineer.upload(content), await engineer.upload(content, name="another.jpg")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


async def test_44_two_who_take_the_same_thing_at_once_do_not_both_get_it(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    order, version = opened["order_id"], opened["parts"]["assignment"]
    answers = await asyncio.gather(
        engineer.command(order, "assignment/acceptance", version=version),
        engineer.command(order, "assignment/decline", version=version, reason="Далеко"),
        curator.command(order, "assignment", version=version, engineer=str(crew.second_engineer.id)),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    lost = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert lost == {"order.stale_version"}


async def test_45_one_press_that_arrives_twice_acts_once(
    curator: Caller, engineer: Caller, crew: Crew
) -> None:
    opened = await curator.opened(engineer=str(crew.engineer.id))
    order, version = opened["order_id"], opened["parts"]["assignment"]
    key = f"accept:{order}:assignment:{version}"
    presses = await asyncio.gather(
        *(engineer.command(order, "assignment/acceptance", key=key, version=version) for _ in range(4))
    )
    assert {press.status_code for press in presses} == {200}
    assert len({press.text for press in presses}) == 1
    entries = (await curator.get(f"/v1/orders/{order}/timeline")).json()["entries"]
    assert [entry["event"]["kind"] for entry in entries].count("accepted") == 1
