"""The menu: what each role has here, with counts, in the order of a day's work."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from bot.rooms.page import Page, Room, Row, Visit, Way, bottom, button, form_button, way
from bot.rooms.views import Board, Overview
from domain.orders.parts import Stage
from domain.orders.waiting import WaitKind
from domain.people import Permission, Role
from telegram.texts import Html, Texts

VERIFY: Final = (
    WaitKind.VERIFY_AGREEMENT,
    WaitKind.VERIFY_PREPAYMENT,
    WaitKind.CONFIRM_PAYMENT,
    WaitKind.VERIFY_HANDOVER,
    WaitKind.VERIFY_REPAIR,
    WaitKind.VERIFY_RECEIPT,
    WaitKind.VERIFY_SUPPLEMENT,
    WaitKind.VERIFY_ON_SITE,
    WaitKind.VERIFY_REPORT,
)
WORKSHOP: Final = (
    WaitKind.VERIFY_HANDOVER,
    WaitKind.TAKE,
    WaitKind.REPAIR,
    WaitKind.VERIFY_REPAIR,
    WaitKind.GIVE_DEVICE,
    WaitKind.RECEIVE_DEVICE,
)
BURNING: Final = (WaitKind.ASSIGN, WaitKind.DECIDE_REQUEST, WaitKind.RESCHEDULE, WaitKind.DECIDE_APPEAL)
STAGES: Final = (
    Stage.ASSIGNMENT,
    Stage.AGREEMENT,
    Stage.PREPAYMENT,
    Stage.WORK,
    Stage.REPORT,
    Stage.REFUSING,
    Stage.CANCELLING,
)
WIDE: Final = 2
OVERVIEW: Final = "/v1/overview"

Counted = Callable[[Board], int]


class Entry(NamedTuple):
    """One button of the menu: its text, the room it leads to, what it counts."""

    key: str
    to: Way
    counted: Counted | None = None


def of_kinds(*kinds: WaitKind) -> Counted:
    return lambda board: board.waits(*kinds)


def troubled(board: Board) -> int:
    return board.troubled.orders if isinstance(board, Overview) else 0


WAITING: Final = Entry(
    "menu-waiting", way("orders", "waiting", "", 0), lambda board: board.waiting_for_me.orders
)
MINE: Final = Entry("menu-mine", way("mine"), lambda board: board.open.orders)
DRAFTS: Final = Entry("menu-drafts", way("drafts"))
MONEY: Final = Entry("menu-money", way("money"))
FIND: Final = Entry("menu-find", way("find"))
MORE: Final = Entry("menu-more", way("more"))
BOARD: Final = Entry("menu-board", way("board"), lambda board: board.open.orders)
PEOPLE: Final = Entry("menu-people", way("people"))
NEW_ORDER: Final = Entry("menu-new", way("new"))
APPEALS: Final = Entry(
    "menu-appeals", way("orders", "kind", "decide_appeal", 0), of_kinds(WaitKind.DECIDE_APPEAL)
)

OF_ROLE: Final[dict[Role, tuple[Entry, ...]]] = {
    Role.ENGINEER: (
        WAITING,
        Entry("menu-visits", way("orders", "mine-kind", "visit", 0), of_kinds(WaitKind.VISIT)),
        MINE,
        DRAFTS,
        MONEY,
    ),
    Role.STATIONARY_ENGINEER: (
        WAITING,
        Entry("menu-free", way("orders", "kind", "take", 0), of_kinds(WaitKind.TAKE)),
        Entry("menu-repairs", way("orders", "mine-kind", "repair", 0), of_kinds(WaitKind.REPAIR)),
        Entry("menu-handing", way("handing"), of_kinds(WaitKind.GIVE_DEVICE, WaitKind.RECEIVE_DEVICE)),
        DRAFTS,
        MONEY,
    ),
    Role.CURATOR: (
        Entry("menu-verify", way("verify"), of_kinds(*VERIFY)),
        WAITING,
        NEW_ORDER,
        Entry("menu-burning", way("burning"), lambda board: board.open.overdue),
        BOARD,
        Entry("menu-workshop", way("workshop"), of_kinds(*WORKSHOP)),
        DRAFTS,
        PEOPLE,
        MONEY,
    ),
    Role.OWNER: (
        WAITING,
        BOARD,
        Entry("menu-burning", way("burning"), lambda board: board.open.overdue),
        APPEALS,
        DRAFTS,
        PEOPLE,
        MONEY,
    ),
    Role.SUPERUSER: (
        Entry("menu-problems", way("problems", 0), troubled),
        Entry("menu-organizations", way("organizations")),
        Entry("menu-curators", way("staff", "role", "curator", 0)),
        Entry("menu-overview", way("board")),
        APPEALS,
        DRAFTS,
        PEOPLE,
    ),
    Role.BUYER: (DRAFTS,),
}
LAST: Final = (FIND, MORE)


async def menu(visit: Visit) -> Page:
    me, texts = visit.caller.me, visit.texts
    board = await board_of(visit)
    entries = [entry for entry in entries_of(me.roles) if visit.has(entry.to.room)]
    buttons = [button(labelled(entry, board, texts), entry.to.go) for entry in entries]
    rows = [buttons[n : n + WIDE] for n in range(0, len(buttons), WIDE)]
    return Page(said(visit, board), tuple(rows))


def entries_of(roles: frozenset[Role]) -> list[Entry]:
    """Of somebody with two roles, the entries of both, each once."""
    every = [entry for role in OF_ROLE if role in roles for entry in OF_ROLE[role]]
    reads = any(role is not Role.BUYER for role in roles)
    last = LAST if reads else LAST[1:]
    return list({entry.to: entry for entry in (*every, *last)}.values())


async def board_of(visit: Visit) -> Board | None:
    """The counts, for superusers those of all organizations; None for who reads no orders."""
    me = visit.caller.me
    if not me.may(Permission.ORDERS_READ):
        return None
    if me.organization_id is None:
        return await visit.caller.read(OVERVIEW, Overview, limit=1)
    return await visit.caller.read("/v1/board", Board)


def labelled(entry: Entry, board: Board | None, texts: Texts) -> str:
    count = entry.counted(board) if entry.counted and board else 0
    return texts.plain(entry.key) + (f" ({count})" if count else "")


def said(visit: Visit, board: Board | None) -> str:
    me, texts = visit.caller.me, visit.texts
    lines = [texts("menu-title", name=me.name)]
    if isinstance(board, Overview):
        lines.append(counted(texts, board))
    elif board:
        mine = board.waiting_for_me
        lines.append(texts("menu-waits", count=mine.orders) if mine.orders else texts("menu-nothing"))
        if mine.overdue:
            lines.append(texts("menu-overdue", count=mine.overdue))
    if Role.CURATOR in me.roles and not me.on_shift:
        lines.append(texts("menu-off-shift"))
    return "\n".join(lines)


def counted(texts: Texts, board: Board) -> Html:
    """How many orders are open."""
    said = texts("board-title", open=board.open.orders, overdue=board.open.overdue)
    if not isinstance(board, Overview):
        return said
    rest = texts("board-rest", unassigned=board.unassigned.orders, paused=board.paused.orders)
    return Html(f"{said}\n{rest}")


async def new(visit: Visit) -> Page:
    """Whose order it is: somebody's who was never here, or after an earlier one that its form finds."""
    if not visit.caller.me.may(Permission.ORDERS_CREATE):
        return await menu(visit)
    texts = visit.texts
    rows: list[Row] = [
        [form_button(texts.plain("new-client"), "open")],
        [form_button(texts.plain("new-sibling"), "open_sibling")],
        [form_button(texts.plain("new-repeat"), "open_repeat")],
    ]
    return Page(texts("new-how"), (*rows, bottom(texts)))


async def of_kinds_page(visit: Visit, title: str, entries: Iterable[tuple[str, Way, int]]) -> Page:
    """A room that is a list of lists: only those with something in them."""
    texts = visit.texts
    rows: list[Row] = [[button(f"{label} ({count})", to.go)] for label, to, count in entries if count]
    words = texts(title) if rows else f"{texts(title)}\n\n{texts('list-empty')}"
    return Page(words, (*rows, bottom(texts)))


async def by_kind(visit: Visit, title: str, kinds: Iterable[WaitKind]) -> Page:
    board = await board_of(visit) or Board()
    return await of_kinds_page(
        visit,
        title,
        [
            (visit.texts.label(kind), way("orders", "kind", kind.value, 0), board.waits(kind))
            for kind in kinds
        ],
    )


async def verify(visit: Visit) -> Page:
    return await by_kind(visit, "menu-verify", VERIFY)


async def workshop(visit: Visit) -> Page:
    return await by_kind(visit, "menu-workshop", WORKSHOP)


async def handing(visit: Visit) -> Page:
    return await by_kind(visit, "menu-handing", (WaitKind.GIVE_DEVICE, WaitKind.RECEIVE_DEVICE))


async def burning(visit: Visit) -> Page:
    board = await board_of(visit) or Board()
    return await of_kinds_page(visit, "menu-burning", wrong(visit.texts, board, BURNING))


def wrong(texts: Texts, board: Board, kinds: Iterable[WaitKind]) -> list[tuple[str, Way, int]]:
    """Lists of what is overdue, and of what waits for each of these."""
    overdue = (texts.plain("list-overdue-short"), way("orders", "overdue", "", 0), board.open.overdue)
    others = [(texts.label(kind), way("orders", "kind", kind.value, 0), board.waits(kind)) for kind in kinds]
    return [overdue, *others]


async def mine(visit: Visit) -> Page:
    board, texts = await board_of(visit) or Board(), visit.texts
    stages = [
        (texts.label(stage), way("orders", "stage", stage.value, 0), board.stages[stage].orders)
        for stage in STAGES
        if stage in board.stages
    ]
    page = await of_kinds_page(visit, "menu-mine", stages)
    closed = button(texts.plain("list-closed-short"), way("orders", "closed", "", 0).go)
    return Page(page.text, (*page.rows[:-1], [closed], page.rows[-1]))


async def board(visit: Visit) -> Page:
    """The whole board: by stage, by whom it waits for, by engineer of the own organization."""
    board, texts = await board_of(visit) or Board(), visit.texts
    lines = [counted(texts, board)]
    lines += [
        texts("board-load", name=load.name, count=load.orders, overdue=load.overdue)
        for load in board.engineers
    ]
    stages = [
        button(
            f"{texts.label(stage)} ({board.stages[stage].orders})",
            way("orders", "stage", stage.value, 0).go,
        )
        for stage in STAGES
        if stage in board.stages
    ]
    roles = [
        button(
            texts.plain("board-waits", role=role, count=count.orders), way("orders", "role", role.value, 0).go
        )
        for role, count in board.waiting_for.items()
    ]
    people = [
        button(f"{load.name} ({load.orders})", way("orders", "engineer", load.engineer, 0).go)
        for load in board.engineers[:8]
    ]
    every = [*stages, *roles, *people]
    rows: list[Row] = [every[n : n + WIDE] for n in range(0, len(every), WIDE)]
    return Page("\n".join(lines), (*rows, bottom(texts)))


ROOMS: Final[dict[str, Room]] = {
    "menu": menu,
    "new": new,
    "verify": verify,
    "workshop": workshop,
    "handing": handing,
    "burning": burning,
    "mine": mine,
    "board": board,
}
