"""The demo people as clients of the API: each logs in, reads, and gives commands, over HTTP only."""

import time
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import uuid4

import httpx2
from pydantic import BaseModel, JsonValue

from api.answers import Outcome
from api.cash import CashBook, CashView
from api.custody import CustodyList, Holding
from api.grants import Token
from api.hand_ins import HandInView
from api.login import Me
from api.media import MediaLink, MediaView
from api.orders import Evidence
from api.problems import Problem
from api.steps import STEPS
from api.views import OrderView
from domain.orders.answer import Answer
from domain.orders.order import PartCommand
from domain.orders.parts import Part
from domain.values import OrderId, OrganizationId
from settings import ApiSettings
from stack.part import StackError
from storage.events import Ledger, Timeline

PATIENCE = 30.0
"""Seconds for one answer, and for a command that was kept to be carried out."""

PARTS: dict[str, Part | None] = {
    step.path: step.command.model_fields["part"].default
    for step in STEPS
    if issubclass(step.command, PartCommand)
}
"""The part that a path acts on; where there are several, the sender names it in the body."""

M = TypeVar("M", bound=BaseModel)


class NotRunningError(StackError):
    """The system does not answer."""


class RefusedError(StackError):
    """The API refused; `code` says what, the text is for people."""

    def __init__(self, path: str, problem: Problem) -> None:
        super().__init__(f"{path}: {problem.status} {problem.code}: {problem.detail}")
        self.code = problem.code


class Api:
    """The running API. Close it after use."""

    def __init__(self, settings: ApiSettings) -> None:
        self.url = f"http://{settings.host}:{settings.port}"
        # Not by way of a proxy that the environment may name: it is on this machine.
        self._http = httpx2.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def require_ready(self) -> None:
        """Raise NotRunningError, in a sentence, unless everything answers."""
        try:
            response = self._http.get("/health/ready")
        except httpx2.TransportError as error:
            raise NotRunningError(f"Naryad does not run at {self.url}: start it with `make up`.") from error
        if response.status_code != HTTPStatus.OK:
            raise NotRunningError(f"Naryad runs at {self.url}, but is not ready: {response.text}")

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:  # noqa: ANN401 - httpx's own
        """Send a request; a good response.

        Raises:
            NotRunningError: nobody answers.
            RefusedError: the API answers with a problem.
        """
        try:
            response = self._http.request(method, path, **options)
        except httpx2.TransportError as error:
            raise NotRunningError(f"Naryad has stopped answering at {self.url}: see `make up`.") from error
        if response.is_error:
            raise RefusedError(path, Problem.model_validate_json(response.content))
        return response

    def file(self, url: str) -> bytes:
        """Open a signed link, which needs no token; what lies behind it."""
        try:
            response = self._http.get(url)
        except httpx2.TransportError as error:
            raise NotRunningError("The files' server has stopped answering: see `make up`.") from error
        if response.is_error:
            raise StackError(f"A signed link opens nothing: {response.status_code}")
        return response.content

    def log_in(self, login: str, password: str) -> "Client":
        form = {"username": login, "password": password}
        try:
            response = self.send("POST", "/v1/auth/token", data=form)
        except RefusedError as error:
            raise StackError(
                f"{login} cannot log in with the demo password ({error.code}): `make up` loads the demo data."
            ) from error
        return Client(self, Token.model_validate_json(response.content).access_token)


class Card:
    """An order in people's hands: the last answer, with the versions that the next commands must name."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    @property
    def id(self) -> OrderId:
        return self.answer.order_id

    @property
    def number(self) -> str:
        return self.answer.number


class Client:
    """One person who is logged in."""

    def __init__(self, api: Api, token: str) -> None:
        self._api = api
        self._headers = {"Authorization": f"Bearer {token}"}
        self.me = self._read(Me, "/v1/auth/me")

    @property
    def id(self) -> str:
        return str(self.me.id)

    @property
    def name(self) -> str:
        return self.me.name

    @property
    def organization_id(self) -> OrganizationId:
        if self.me.organization_id is None:
            raise StackError(f"{self.name} belongs to no organization")
        return self.me.organization_id

    def open(self, **body: JsonValue) -> Card:
        return Card(self._command("/v1/orders", body))

    def give(self, card: Card, path: str, **body: JsonValue) -> Answer:
        """Give a command about the order as the card shows it; the card then shows the answer."""
        if path in PARTS:
            part = str(body.get("part", PARTS[path]))
            body["version"] = card.answer.parts.get(part, 0)
        card.answer = self._command(f"/v1/orders/{card.id}/{path}", body)
        return card.answer

    def upload(self, jpeg: bytes) -> str:
        """Store a photo; its id."""
        files = {"file": ("photo.jpg", jpeg, "image/jpeg")}
        response = self._api.send("POST", "/v1/media", files=files, headers=self._headers)
        return str(MediaView.model_validate_json(response.content).id)

    def order(self, card: Card) -> OrderView:
        return self._read(OrderView, f"/v1/orders/{card.id}")

    def timeline(self, card: Card) -> Timeline:
        return self._read(Timeline, f"/v1/orders/{card.id}/timeline")

    def ledger(self, card: Card) -> Ledger:
        return self._read(Ledger, f"/v1/orders/{card.id}/ledger")

    def evidence(self, card: Card) -> Evidence:
        return self._read(Evidence, f"/v1/orders/{card.id}/evidence")

    def paper(self, link: str) -> bytes:
        """The PDF that a line of the order's papers leads to."""
        return self._api.file(self._read(MediaLink, link).url)

    def held_by(self, holder: "Client") -> list[Holding]:
        """The devices that somebody holds."""
        path = f"/v1/custody?person={holder.id}&limit=100"
        page = self._read(CustodyList, path)
        found = page.devices
        while page.next:
            page = self._read(CustodyList, f"{path}&cursor={page.next}")
            found += page.devices
        return found

    def cash(self) -> CashView:
        """What clients' cash is in the own hand."""
        return self._read(CashBook, f"/v1/cash/{self.id}").cash

    def hand_in(self, amount: int, receiver: "Client") -> HandInView:
        """Give cash to a receiver, who has to confirm it; in kopecks."""
        sent = self._post("/v1/cash/hand-ins", {"amount": amount, "receiver": receiver.id})
        return HandInView.model_validate_json(sent.content)

    def confirm(self, hand_in: HandInView) -> HandInView:
        sent = self._post(f"/v1/cash/hand-ins/{hand_in.id}/confirm", {})
        return HandInView.model_validate_json(sent.content)

    def _read(self, kind: type[M], path: str) -> M:
        return kind.model_validate_json(self._api.send("GET", path, headers=self._headers).content)

    def _command(self, path: str, body: dict[str, JsonValue]) -> Answer:
        response = self._post(path, body)
        if response.status_code == HTTPStatus.ACCEPTED:
            return self._outcome(response.headers["Location"])
        return Answer.model_validate_json(response.content)

    def _post(self, path: str, body: dict[str, JsonValue]) -> httpx2.Response:
        headers = self._headers | {"Idempotency-Key": f"demo-{uuid4()}"}
        return self._api.send("POST", path, json=body, headers=headers)

    def _outcome(self, link: str) -> Answer:
        """Ask what became of a command that was kept, until it is known."""
        deadline = time.monotonic() + PATIENCE
        while (outcome := self._read(Outcome, link)).status == "pending":
            if time.monotonic() > deadline:
                raise StackError(f"A command is kept but not carried out ({link}): does the worker run?")
            time.sleep(0.5)
        if outcome.answer is None:
            raise StackError(f"{link}: {outcome.problem.code if outcome.problem else 'refused'}")
        return outcome.answer
