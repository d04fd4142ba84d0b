"""What the API tells of lists, as much of it as the rooms show."""

from pydantic import BaseModel, ConfigDict

from domain.orders.parts import Device, Stage
from domain.orders.waiting import WaitKind
from domain.people import Role
from domain.values import Moment, OrderId, OrganizationId, PersonId


class View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Listed(View):
    """A page of any list."""

    next: str | None = None


class Count(View):
    orders: int = 0
    overdue: int = 0


class Load(Count):
    engineer: PersonId
    name: str


class Board(View):
    """Open orders that the person sees, counted."""

    open: Count = Count()
    waiting_for_me: Count = Count()
    unassigned: Count = Count()
    paused: Count = Count()
    stages: dict[Stage, Count] = {}
    waiting_for: dict[Role, Count] = {}
    waiting: dict[WaitKind, Count] = {}
    engineers: tuple[Load, ...] = ()

    def waits(self, *kinds: WaitKind) -> int:
        return sum(self.waiting[kind].orders for kind in kinds if kind in self.waiting)


class Overview(Board, Listed):
    """Open orders of all organizations, counted, and a page of the organizations with something wrong."""

    troubled: Count = Count()
    organizations: tuple["Troubled", ...] = ()


class Troubled(View):
    id: OrganizationId
    name: str
    open: int
    overdue: int
    unassigned: int
    appeals: int


class Waiting(View):
    kind: WaitKind
    person: PersonId | None
    name: str | None
    role: Role
    until: Moment
    overdue: bool


class OrderLine(View):
    id: OrderId
    number: str
    stage: Stage
    device: Device
    client: str | None
    waiting: tuple[Waiting, ...]
    overdue: bool
    organization: str | None = None
    """Where a superuser searches all of them."""


class OrderList(Listed):
    orders: tuple[OrderLine, ...]


class OrganizationView(View):
    id: OrganizationId
    name: str
    prefix: str
    zone: str
    version: int


class OrganizationList(Listed):
    organizations: tuple[OrganizationView, ...]
