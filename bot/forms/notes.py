"""Заметка: a text with photos, by everybody who sees the order."""

from bot.forms.about import About
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, on_order
from bot.forms.steps import PhotosStep, TextStep


def add_note(answers: Answers, about: About) -> Request:
    """A note is about no part, so it names no version."""
    body = {"text": answers["text"], "photos": answers.several("photos")}
    request = on_order("notes", body, about)
    return Request(request.path, body)


FORMS = (
    Form("add_note", (TextStep(name="text"), PhotosStep(name="photos", least=0, optional=True)), add_note),
)
