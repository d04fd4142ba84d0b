"""All forms by name: that of the command each sends."""

from types import ModuleType

from bot.forms import (
    accounts,
    agreement,
    assignment,
    cash,
    custody,
    lifecycle,
    notes,
    onsite,
    opening,
    organizations,
    payments,
    penalties,
    prepayment,
    press,
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
    accounts,
    agreement,
    assignment,
    cash,
    custody,
    lifecycle,
    notes,
    onsite,
    opening,
    organizations,
    payments,
    penalties,
    prepayment,
    press,
    receipt,
    report,
    request,
    stationary,
    supplement,
    verification,
    visit,
)

FORMS: dict[str, Form] = {form.name: form for noun in NOUNS for form in noun.FORMS}
