"""Every refusal that a test meets is one that its operation is described to answer."""

import re
from functools import cache

import httpx2
from fastapi import FastAPI

PROBLEM = "application/problem+json"


class Described:
    """A response hook of the tests' HTTP clients."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def __call__(self, response: httpx2.Response) -> None:
        ours = response.request.url.path.startswith("/v1/")
        if not ours or response.headers.get("Content-Type") != PROBLEM:
            return
        operation = (response.request.method.lower(), response.request.url.path)
        described = described_refusals(self.app, *operation)
        if described is not None:
            await response.aread()
            met = (response.status_code, response.json()["code"])
            assert met in described, f"{operation} does not describe {met}"


def described_refusals(app: FastAPI, method: str, path: str) -> set[tuple[int, str]] | None:
    """The statuses and codes that the operation may answer; None when there is no such operation."""
    for (known, pattern), refusals in _operations(app).items():
        if known == method and re.fullmatch(pattern, path):
            return refusals
    return None


@cache
def _operations(app: FastAPI) -> dict[tuple[str, str], set[tuple[int, str]]]:
    return {
        (method, re.sub(r"\{\w+\}", "[^/]+", path)): {
            (int(status), code)
            for status, response in operation["responses"].items()
            for code in response.get("content", {}).get(PROBLEM, {}).get("examples", ())
        }
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    }
