"""All forms by name: that of the command each sends."""

from bot.forms import assignment, notes
from bot.forms.form import Form

FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        *assignment.FORMS,
        *notes.FORMS,
    )
}
