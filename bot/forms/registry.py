"""All forms by name: that of the command each sends."""

from types import ModuleType

from bot.forms import (
    agreement,
    assignment,
    custody,
    lifecycle,
    notes,
    onsite,
    opening,
    payments,
    penalties,
    prepayment,
    receipt,
    report,
    request,
    stationary,
    supplement,
    verification,
    visit,
)
from bot.forms.form import Form

NOUNS: tuple[ModuleType, ...] = (
    agreement,
    assignment,
    custody,
    lifecycle,
    notes,
    onsite,
    opening,
    payments,
    penalties,
    prepayment,
    receipt,
    report,
    request,
    stationary,
    supplement,
    verification,
    visit,
)

FORMS: dict[str, Form] = {form.name: form for noun in NOUNS for form in noun.FORMS}
