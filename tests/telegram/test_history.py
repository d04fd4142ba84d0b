"""Every event that happens on random walks is told, in both languages, without a gap."""

from datetime import timedelta
from typing import get_args

import pytest

from domain.orders.record import AnyEvent, Entry
from telegram.history import SILENT, told
from telegram.texts import Language, Texts
from tests.domain.world import MOSCOW, STAFF
from tests.telegram.walks import walked

UNTOLD = ("—", "{", "None")
SELDOM = {"expense_shared", "written_off"}
NAMES = {one.id: one.name for one in STAFF}


def texts_at(entry: Entry, language: Language) -> Texts:
    return Texts(language, MOSCOW, clock=lambda: entry.at + timedelta(days=1))


@pytest.mark.parametrize("language", Language)
def test_every_event_of_a_walk_is_told_in_full(language: Language) -> None:
    for entry in walked().entries:
        for line in told([entry], NAMES, texts_at(entry, language)):
            said = line.removesuffix(f"— {NAMES.get(entry.by, '')}") if entry.by else line
            assert not any(sign in said for sign in UNTOLD), (entry, line)
    met = {entry.event.kind for entry in walked().entries}
    kinds = {one.model_fields["kind"].default for one in get_args(get_args(AnyEvent)[0])}
    assert kinds - met - SELDOM == set(), "never happened"


def test_bookkeeping_is_not_told() -> None:
    silent = [entry for entry in walked().entries if isinstance(entry.event, SILENT)]
    assert silent
    assert told(silent, NAMES, texts_at(silent[0], Language.RU)) == []
