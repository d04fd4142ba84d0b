"""Who sees an order: its organization's curators and owners, and whoever has to do with it (ACC-2)."""

from domain.orders.state import Order
from domain.orders.waiting import WaitKind
from domain.people import Person, Role
from domain.values import PersonId

SEE_ALL = frozenset({Role.CURATOR, Role.OWNER})
"""See every order of their organization; superusers those of all organizations."""


def audience(order: Order) -> frozenset[str]:
    """The ids of everybody who carries the order, is asked for something, holds the device or repairs it.

    A job in the workshop that is free for anyone adds the role that may take it.
    """
    people = {
        order.curator,
        order.engineer,
        *order.offered_to,
        order.custody.holder,
        order.custody.offered_to,
        *(wait.person for wait in order.waits),
        *(penalty.person for penalty in order.penalties),
        *(person for job in order.stationary for person in (job.assigned, job.worker)),
    }
    free = (wait.role.value for wait in order.waits if wait.kind is WaitKind.TAKE and wait.person is None)
    return frozenset({*(str(person) for person in people if person), *free})


def names_of(person: Person) -> frozenset[str]:
    """What an audience may call this person by: the id, and the roles."""
    return frozenset({str(person.id), *(role.value for role in person.roles)})


def sees_all(person: Person) -> bool:
    """Whether every order of the person's organization (a superuser's: of all) is open to them."""
    return Role.SUPERUSER in person.roles or bool(person.roles & SEE_ALL)


def seen_by(person: Person, order: Order) -> bool:
    """Whether the person may read the order. Whoever may not is told that there is none."""
    if Role.SUPERUSER in person.roles:
        return True
    if person.organization_id != order.organization_id:
        return False
    return sees_all(person) or bool(names_of(person) & audience(order))


def knows_client(person: Person, order: Order) -> bool:
    """Whether the person may know whose device it is: who sees all, and who goes to the client."""
    return sees_all(person) or person.id in (order.carrier, *order.offered_to)


def people_in(*orders: Order) -> frozenset[PersonId]:
    """Everybody whose name a view of these orders shows."""
    found = (
        person
        for order in orders
        for person in (
            order.curator,
            order.engineer,
            *order.offered_to,
            order.custody.holder,
            order.custody.offered_to,
            *(wait.person for wait in order.waits),
            *(person for penalty in order.penalties for person in (penalty.person, penalty.author)),
            *(job.worker for job in order.stationary),
        )
    )
    return frozenset(person for person in found if person)
