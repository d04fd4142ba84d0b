"""Стационар: the device goes to the workshop, is repaired, and has a place in the queue."""

from zoneinfo import ZoneInfo

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Prefill, Request, on_part
from bot.forms.outcome import photos_of
from bot.forms.payment import LINE
from bot.forms.people import with_role
from bot.forms.steps import AmountStep, ChoiceStep, DayStep, PhotosStep, TextStep
from domain.orders.parts import Purpose
from domain.orders.record import AnyEvent
from domain.orders.stationary import HandedOver, RepairFinished
from domain.people import Role

PRIORITIES = ("priority-1", "priority-2", "priority-3", "priority-4", "priority-5")


def hand_over(answers: Answers, about: About) -> Request:
    """In work it is repaired, before the agreement it is found out what is wrong."""
    purpose = Purpose.REPAIR if answers.order.in_work else Purpose.DIAGNOSIS
    body = answers.only("description", "due", "serial", "completeness", "photos")
    return on_part("stationary", body | {"purpose": purpose.value}, about)


def finish_repair(answers: Answers, about: About) -> Request:
    return on_part("stationary/repair", answers.only("done", "amount", "photos"), about)


def set_priority(answers: Answers, about: About) -> Request:
    priority = PRIORITIES.index(str(answers.text("priority"))) + 1
    return on_part("stationary/priority", {"priority": priority}, about)


def assign_stationary(answers: Answers, about: About) -> Request:
    return on_part("stationary/assignment", answers.only("person"), about)


def handed_over(event: AnyEvent, about: About) -> Body:
    if not isinstance(event, HandedOver):
        return {}
    return {
        "description": event.description,
        "due": event.due.astimezone(ZoneInfo(about.zone)).date().isoformat(),
        "serial": event.serial,
        "completeness": event.completeness,
    }


def repaired(event: AnyEvent, _about: About) -> Body:
    return {"done": event.done, "amount": event.amount} if isinstance(event, RepairFinished) else {}


def known_serial(about: About) -> Body:
    serial = about.order.device.serial if about.order else None
    return {"serial": serial} if serial else {}


FORMS = (
    Form(
        "hand_over",
        (
            PhotosStep(name="photos"),
            TextStep(name="description"),
            TextStep(name="completeness"),
            TextStep(name="serial", longest=LINE, optional=True),
            DayStep(name="due"),
        ),
        hand_over,
        prefill=Prefill((HandedOver,), handed_over, photos_of),
        begins=known_serial,
    ),
    Form(
        "finish_repair",
        (
            TextStep(name="done"),
            AmountStep(name="amount", least=0, offers=(0,)),
            PhotosStep(name="photos"),
        ),
        finish_repair,
        prefill=Prefill((RepairFinished,), repaired, photos_of),
    ),
    Form("set_priority", (ChoiceStep(name="priority", options=PRIORITIES),), set_priority),
    Form(
        "assign_stationary",
        (ChoiceStep(name="person", load=with_role(Role.STATIONARY_ENGINEER)),),
        assign_stationary,
    ),
)
