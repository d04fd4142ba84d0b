"""Moves of the ways that not every order takes: a refusal, more work than was agreed on."""

from domain.orders.agreement import Agreed, Option, SubmitAgreement, Thinking
from domain.orders.onsite import SubmitOnSite
from domain.orders.reopening import Reopen
from domain.orders.supplement import NEW, SubmitSupplement
from domain.orders.supplements import TO_SEND_IN, SupplementState
from domain.people import Role
from tests.domain.moves import Move, Player
from tests.domain.world import cash, line


def refuse(player: Player) -> Move:
    options = (Option(lines=(line(900),)),)
    return Move(player.carrier(), SubmitAgreement, {"options": options, "outcome": player.refusal()})


def agree_below_paid(player: Player) -> Move:
    """On less than the client has paid already, where a reopened order has that."""
    received = player.order.totals.received
    if received < 2:
        return player.submit_agreement()
    fields = {"options": (Option(lines=(line(received - 1),)),), "outcome": Agreed(option=0)}
    return Move(player.carrier(), SubmitAgreement, fields)


def submit_supplement(player: Player) -> Move:
    """A new one, or the one that was returned or put off."""
    before = next((one.part for one in player.order.supplements if one.state in TO_SEND_IN), NEW)
    return _supplement(player, before)


def submit_on_site(player: Player) -> Move:
    received = player.order.totals.received
    price = player.chance.randint(1, 9) * 1000 + received
    left = price - player.chance.choice((0, 300)) - received
    paid = player.amount(left)
    fields: dict[str, object] = {"lines": (line(price),), "amount": left + received, "act": player.photos()}
    fields |= {"received": cash(paid) if paid else None, "discount_reason": "regular client"}
    return Move(player.carrier(), SubmitOnSite, fields)


def reopen(player: Player) -> Move:
    return Move(player.someone(None, Role.OWNER), Reopen, {"reason": "the client came back"})


def new_supplement(player: Player) -> Move:
    """Also while another one is open."""
    return _supplement(player, NEW)


def _supplement(player: Player, part: str) -> Move:
    price = player.chance.randint(1, 9) * 1000
    fields: dict[str, object] = {"part": part, "options": (Option(lines=(line(price, "more"),)),)}
    fields |= {"outcome": Agreed(option=0), "photos": player.photos(0)}
    match player.chance.randrange(8):
        case 0:
            fields["outcome"] = Thinking(until=player.later(days=20))
        case 1:
            fields["outcome"] = player.refusal().model_copy(update={"fee": 0, "method": None})
        case 2:
            fields |= {"outcome": player.refusal(), "ends_order": True}
        case 3:
            fields["outcome"] = Agreed(option=0, amount=price - 500, discount_reason="regular client")
    return Move(player.carrier(), SubmitSupplement, fields)


def clients_decision(player: Player) -> Move:
    """What the client says now about whatever was put off."""
    asked = any(one.state is SupplementState.THINKING for one in player.order.supplements)
    return submit_supplement(player) if asked else player.submit_agreement()
