"""The page of documentation works where nothing outside can be reached (looked at: picture_of_docs.py)."""

import re

import pytest

from api.docs import FILES, PAGE
from tests.api.caller import Caller


async def test_the_page_names_no_other_host_and_has_all_its_files(anybody: Caller) -> None:
    page = await anybody.get(PAGE)
    assert page.status_code == 200
    assert not re.search(r"https?:|[\"'(=]\s*//\w", page.text)
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) == 3
    for file in named:
        answer = await anybody.get(file)
        assert (answer.status_code, len(answer.content) > 1000) == (200, True), file
    [description] = re.findall(r'"?url"?: [\'"]([^\'"]+)', page.text)
    assert (await anybody.get(description)).json()["info"]["title"] == "Naryad"


async def test_a_browser_is_told_to_ask_nobody_else(anybody: Caller) -> None:
    """Whatever the scripts would like to load."""
    page = await anybody.get(PAGE)
    policy = page.headers["Content-Security-Policy"]
    sources = {source for part in policy.split(";") for source in part.split()[1:]}
    assert "default-src 'self'" in policy
    assert sources == {"'self'", "'unsafe-inline'", "data:", "'none'"}
    assert '"validatorUrl": null' in page.text


@pytest.mark.parametrize("path", ["/nothing.js", "/../api/app.py", "/%2e%2e/%2e%2e/consts.py", ""])
async def test_what_is_no_file_of_it_is_a_404(anybody: Caller, path: str) -> None:
    answer = await anybody.get(f"{FILES}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "http.not_found")
