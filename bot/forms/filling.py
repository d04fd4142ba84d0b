"""Filling a form in: what is shown, and what a text or a press does to the draft; without Telegram."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.forms.draft import Draft, DraftState, PieceState, Trouble
from bot.forms.form import Form
from bot.forms.shown import Done, Effect, Shown, joined
from bot.forms.steps import Ask, Button, MisreadError, PhotosStep, Rows, Step, Take, Turn, numbered
from telegram.formats import shortened
from telegram.texts import Html, Texts

SLACK = timedelta(seconds=3)
"""By how much Telegram's clock and ours may differ."""


@dataclass
class Filling:
    form: Form
    draft: Draft
    texts: Texts

    @property
    def ask(self) -> Ask:
        return Ask(self.form.name, self.draft, self.texts)

    @property
    def step(self) -> Step | None:
        return self.form.step(self.draft.at)

    # What is shown

    def shown(self) -> Shown:
        if self.draft.page.get("dropping"):
            return self._dropping()
        if self.draft.state is DraftState.SENDING:
            return self._sending()
        return self._question(self.step) if self.step else self._summary()

    def _question(self, step: Step) -> Shown:
        steps = self.form.applying(self.draft)
        at = next((n for n, one in enumerate(steps, 1) if one.name == step.name), 1)
        parts = [
            self._title(),
            self.texts("forms-progress", at=at, all=max(len(steps), at)),
            step.question(self.ask),
            step.hint(self.ask),
            self._answered(step),
            self._trouble(step.name),
            self._late(),
        ]
        own = [[Button(label, f".{action}") for label, action in row] for row in step.rows(self.ask)]
        return Shown(joined(parts), [*own, *self._ways(step)])

    def _answered(self, step: Step) -> Html | None:
        """What was answered here before; lists and files show that themselves."""
        value = self.draft.answers.get(step.name)
        if value is None or self.draft.page or step.ends_itself:
            return None
        return self.texts("forms-answered", told=step.told(value, self.ask))

    def _ways(self, step: Step) -> Rows:
        say = self.texts.plain
        ways: Rows = []
        if self.draft.late:
            ways.append([Button(say("forms-take-late"), "t")])
        if self.draft.answers.get(step.name) is not None and not step.ends_itself:
            ways.append([Button(say("forms-keep"), "n")])
        elif step.optional:
            ways.append([Button(say("forms-skip"), "s")])
        ways.append([Button(say("forms-back"), "b"), Button(say("forms-cancel"), "x")])
        ways.append([Button(say("forms-menu"), "m")])
        return ways

    def _summary(self) -> Shown:
        if self.draft.page.get("editing"):
            return self._editing()
        answers = self.form.answers(self.draft)
        told = [
            self.texts("forms-told", label=step.title(self.texts), told=self._told(step))
            for step in self.form.applying(self.draft)
            if step.name in answers
        ]
        troubles = [self._trouble(step) for step in self.draft.troubles]
        parts = [
            self._title(),
            self._returned(),
            Html("\n".join(told)),
            *troubles,
            self.texts("forms-check-and-send"),
        ]
        say = self.texts.plain
        rows = [[Button(say("forms-send"), "go")]]
        if self.form.steps:
            rows.append([Button(say("forms-edit"), "e")])
        rows.append([Button(say("forms-back"), "b"), Button(say("forms-cancel"), "x")])
        rows.append([Button(say("forms-menu"), "m")])
        return Shown(joined(parts), rows)

    def _told(self, step: Step) -> Html:
        value = self.draft.answers.get(step.name)
        if value is None:
            return step.left_out(self.ask) or self.texts("forms-left-out")
        return step.told(value, self.ask)

    def _editing(self) -> Shown:
        rows = [
            [Button(step.title(self.texts), f"e{n}")] for n, step in enumerate(self.form.applying(self.draft))
        ]
        rows.append([Button(self.texts.plain("forms-back"), "E")])
        return Shown(joined([self._title(), self.texts("forms-edit-what")]), rows)

    def _sending(self) -> Shown:
        say = self.texts.plain
        rows = [[Button(say("forms-send-now"), "go"), Button(say("forms-change"), "w")]]
        rows.append([Button(say("forms-menu"), "m")])
        return Shown(joined([self._title(), self.texts("forms-kept")]), rows)

    def _dropping(self) -> Shown:
        say = self.texts.plain
        rows = [[Button(say("forms-drop-yes"), "X"), Button(say("forms-drop-no"), "k")]]
        return Shown(joined([self._title(), self.texts("forms-drop-really")]), rows)

    def _title(self) -> Html:
        order = self.draft.about.order
        title = self.texts(self.form.titled(self.draft.about))
        if order and order.number:
            return self.texts("forms-title", number=order.number, title=title)
        said = self.texts("forms-title-new", title=title)
        subject = self.form.subject
        return Html(f"{said}\n{subject.told(self.draft.about, self.texts)}") if subject else said

    def _returned(self) -> Html | None:
        reason = self.draft.returned
        return self.texts("forms-returned", reason=shortened(reason, 500)) if reason else None

    def _trouble(self, step: str) -> Html | None:
        trouble = self.draft.troubles.get(step)
        if trouble is None:
            return None
        words = Html(trouble.words) if trouble.words else self.texts(trouble.key, **trouble.values)
        label = self.form.step(step)
        if label and self.draft.at is None:
            words = self.texts("forms-told", label=label.title(self.texts), told=words)
        return self.texts("forms-trouble", words=words)

    def _late(self) -> Html | None:
        late = self.draft.late
        return self.texts("forms-late", text=shortened(late, 200)) if late else None

    # What people do

    def typed(self, text: str, message_id: int, written_at: datetime, question_id: int | None) -> Done:
        """A text came. One that was handled before, or was meant for an earlier question, is no answer."""
        if message_id <= self.draft.taken:
            return Done()
        self.draft.taken = message_id
        before_question = question_id is not None and message_id < question_id
        if before_question or written_at < self.draft.asked_at - SLACK:
            self.draft.late = text
            return Done()
        return self._read(text)

    def _read(self, text: str) -> Done:
        step = self.step
        if self.draft.state is DraftState.SENDING or step is None or self.draft.page.get("dropping"):
            self._misread("", MisreadError("forms-press-a-button"))
            return Done()
        try:
            self._take(step, step.read(text, self.ask))
        except MisreadError as error:
            self._misread(step.name, error)
        return Done()

    def pressed(self, action: str, turn: int) -> Done:
        """A button was pressed; one of an earlier question does nothing but show the one of now."""
        if turn != self.draft.turn:
            return Done(toast=self.texts.plain("forms-button-gone"))
        step = self.step
        if action.startswith("."):
            if step is None:
                return Done(toast=self.texts.plain("forms-button-gone"))
            try:
                self._take(step, step.press(action[1:], self.ask))
            except MisreadError as error:
                return Done(toast=self.texts.plain(error.key, **error.values))
            return Done()
        return self._way(action, step)

    def _way(self, action: str, step: Step | None) -> Done:
        draft = self.draft
        match action:
            case "go":
                return self._send()
            case "m":
                return Done(Effect.MENU)
            case "x" if draft.answers or draft.pieces:
                draft.page = {"dropping": True}
            case "x" | "X":
                return Done(Effect.DROP)
            case _ if action[:1] in "ekEw":
                self._look(action)
            case _:
                self._along(action, step)
        return Done()

    def _look(self, action: str) -> None:
        """Change what is shown of the summary."""
        draft = self.draft
        if action == "w":
            draft.state, draft.tries = DraftState.FILLING, 0
            draft.go(None)
        elif (number := numbered(action, "e")) is not None:
            steps = self.form.applying(draft)
            if number < len(steps):
                draft.go(steps[number].name)
        else:
            draft.page = {"editing": True} if action == "e" else {}

    def _along(self, action: str, step: Step | None) -> None:
        draft = self.draft
        if action == "b" and draft.page:
            draft.page = {}
        elif action == "b":
            self._back()
        elif step is None:
            return
        elif action == "s" and step.optional:
            draft.answer(step.name, None)
            self._next(step)
        elif action == "n" and draft.answers.get(step.name) is not None:
            self._next(step)
        elif action == "t" and draft.late:
            late, draft.late = draft.late, None
            self._read(late)

    def _send(self) -> Done:
        draft = self.draft
        if missing := self.form.missing(draft):
            draft.go(missing.name)
            return Done(toast=self.texts.plain("forms-something-missing"))
        applying = {step.name for step in self.form.applying(draft)}
        coming = [
            piece
            for step, pieces in draft.pieces.items()
            if step in applying
            for piece in pieces
            if piece.state is PieceState.COMING
        ]
        if coming:
            return Done(toast=self.texts.plain("forms-still-storing", count=len(coming)))
        draft.troubles.clear()
        draft.state = DraftState.SENDING
        return Done(Effect.SEND)

    def _take(self, step: Step, taken: Take | Turn) -> None:
        self.draft.troubles.pop(step.name, None)
        self.draft.troubles.pop("", None)
        if isinstance(taken, Turn):
            self.draft.page = taken.page
            return
        if isinstance(step, PhotosStep):
            if taken.stay:
                self.draft.revision += 1
                self.draft.answers.pop(step.name, None)
                return
            self.draft.revision += 1
        self.draft.answer(step.name, taken.value)
        if not taken.stay:
            self._next(step)

    def _next(self, step: Step) -> None:
        missing = self.form.missing(self.draft, after=step.name)
        self.draft.go(missing.name if missing else None)

    def _back(self) -> None:
        steps = self.form.applying(self.draft)
        at = next((n for n, one in enumerate(steps) if one.name == self.draft.at), len(steps))
        if at > 0:
            self.draft.go(steps[at - 1].name)

    def _misread(self, step: str, error: MisreadError) -> None:
        self.draft.troubles[step] = Trouble(key=error.key, values=dict(error.values))
