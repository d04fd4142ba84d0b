"""What texts and presses do to a draft, without Telegram."""

from datetime import timedelta

import pytest

from bot.forms.draft import PieceState
from bot.forms.form import Form, Request
from bot.forms.shown import Effect
from bot.forms.steps import (
    AmountStep,
    ChoiceStep,
    CountStep,
    DayStep,
    IntervalStep,
    LinesStep,
    MomentStep,
    PhotosStep,
    Step,
    TextStep,
)
from domain.money import Method
from domain.people import Language
from tests.bot.forms.conftest import NOW, Typist
from tests.bot.fuzz.strange import ACTIONS

WORDS = "form-decline-reason"
FORM = Form(
    "decline",
    (
        TextStep(name="text", words=WORDS),
        AmountStep(name="amount", words=WORDS, label="text"),
        ChoiceStep(name="method", options=tuple(Method), words=WORDS, label="text"),
        TextStep(name="reason", words=WORDS, optional=True, when=lambda a: a.text("method") == "cash"),
    ),
    lambda answers, _about: Request("/v1/orders", dict(answers)),
)


def one(step: object) -> Form:
    return Form("decline", (step,), lambda answers, _about: Request("/", dict(answers)))  # type: ignore[arg-type]  # any step


def test_a_form_asks_step_by_step_and_sends_once() -> None:
    typist = Typist(FORM)
    assert "Шаг 1 из 3" in typist.shown.text
    typist.type("Не берёт бумагу", "1 500")
    typist.press("Наличные")
    assert "Шаг 4 из 4" in typist.shown.text
    typist.press("Пропустить")
    assert "Не берёт бумагу" in typist.shown.text
    assert typist.sent() == {
        "text": "Не берёт бумагу",
        "amount": 150_000,
        "method": "cash",
        "reason": None,
    }


def test_06_a_mistyped_choice_is_asked_again_and_takes_no_other_value() -> None:
    typist = Typist(FORM)
    typist.type("текст", "100")
    shown = typist.type("наличка")
    assert typist.at == "method"
    assert "method" not in typist.draft.answers
    assert "«наличка» нет в списке" in shown
    typist.type("наличные")
    assert typist.draft.answers["method"] == "cash"


def test_10_free_text_is_kept_exactly() -> None:
    text = "Клиент СКАЗАЛ:  «Не  трогать <b>лоток</b> №2»\nи ещё — 🖨"
    typist = Typist(one(TextStep(name="text", words=WORDS)))
    shown = typist.type(text)
    assert typist.sent() == {"text": text}
    assert "&lt;b&gt;лоток" in shown


def test_a_form_that_left_a_branch_sends_nothing_of_it() -> None:
    typist = Typist(FORM)
    typist.type("текст", "100", "наличные", "причина")
    typist.press("Исправить", "Текст")
    typist.press("Дальше")
    typist.press("Исправить")
    labels = [row[0].label for row in typist.shown.rows]
    assert len(labels) == 5
    typist.filling.pressed("e2", typist.draft.turn)
    typist.press("Карта")
    assert "reason" not in typist.sent()


def test_back_goes_to_the_question_before_and_keeps_its_answer() -> None:
    typist = Typist(FORM)
    typist.type("первое", "200")
    typist.press("Назад")
    assert typist.at == "amount"
    assert "200" in typist.shown.text
    typist.press("Назад")
    typist.type("второе")
    assert typist.at == "method"
    assert typist.draft.answers["text"] == "второе"


def test_cancel_asks_before_anything_is_lost() -> None:
    typist = Typist(FORM)
    assert typist.press("Отмена").effect is Effect.DROP
    typist.type("текст")
    assert typist.press("Отмена").effect is Effect.SHOW
    typist.press("Нет, оставить")
    assert typist.at == "amount"
    assert typist.press("Отмена", "Да, удалить").effect is Effect.DROP


def test_menu_keeps_the_draft() -> None:
    typist = Typist(FORM)
    typist.type("текст")
    assert typist.press("Меню").effect is Effect.MENU
    assert typist.draft.answers == {"text": "текст"}


def test_a_message_that_is_handled_twice_answers_one_question() -> None:
    typist = Typist(FORM)
    typist.filling.typed("первое", 7, NOW + timedelta(minutes=1), 6)
    typist.filling.typed("первое", 7, NOW + timedelta(minutes=1), 6)
    assert (typist.at, typist.draft.answers) == ("amount", {"text": "первое"})


@pytest.mark.parametrize(("number", "seconds"), [(5, 60), (9, -60)])
def test_12_a_text_written_before_the_question_is_not_its_answer(number: int, seconds: int) -> None:
    typist = Typist(FORM)
    typist.type("первое")
    typist.draft.asked_at = NOW
    typist.filling.typed("1 500", number, NOW + timedelta(seconds=seconds), 8)
    assert typist.at == "amount"
    assert "раньше, чем увидели" in typist.shown.text
    typist.press("Взять ответом")
    assert typist.draft.answers["amount"] == 150_000


def test_a_button_of_an_earlier_question_does_nothing() -> None:
    typist = Typist(FORM)
    typist.type("текст", "100")
    turn = typist.draft.turn
    typist.press("Наличные")
    done = typist.filling.pressed(".c1", turn)
    assert done.toast
    assert typist.draft.answers["method"] == "cash"


@pytest.mark.parametrize(
    "step",
    [
        AmountStep(name="text", words=WORDS, offers=(0,)),
        ChoiceStep(name="text", words=WORDS, options=tuple(Method), several=(0, 2)),
        CountStep(name="text", words=WORDS),
        DayStep(name="text", words=WORDS),
        IntervalStep(name="text", words=WORDS),
        LinesStep(name="text", words=WORDS, groups=3),
        MomentStep(name="text", words=WORDS),
        PhotosStep(name="text", words=WORDS),
    ],
    ids=lambda step: type(step).__name__,
)
def test_what_no_button_of_ours_carries_breaks_no_form(step: Step) -> None:
    typist = Typist(one(step))
    for action in ACTIONS:
        typist.filling.pressed(action, typist.draft.turn)
        assert typist.shown.text, action


def test_of_a_long_text_that_is_no_choice_its_beginning_is_told() -> None:
    typist = Typist(one(ChoiceStep(name="text", words=WORDS, options=tuple(Method))))
    assert "9999…» нет в списке" in typist.type("9" * 4000)


def test_the_same_draft_is_the_same_command_and_a_changed_one_another() -> None:
    typist = Typist(one(TextStep(name="text", words=WORDS)))
    typist.type("раз")
    key = typist.draft.key
    typist.press("Исправить", "Текст")
    typist.type("раз")
    assert typist.draft.key == key
    typist.press("Исправить", "Текст")
    typist.type("два")
    assert typist.draft.key != key


def test_done_waits_until_every_photo_is_stored() -> None:
    typist = Typist(one(PhotosStep(name="photos", words=WORDS)))
    typist.photo(PieceState.STORED, PieceState.COMING)
    assert "1 из 2" in typist.press("Готово").toast
    typist.draft.pieces["photos"].pop()
    typist.photo(PieceState.FAILED)
    assert "ещё раз" in typist.press("Готово").toast
    typist.press("Убрать незагруженные", "Готово")
    assert len(typist.sent()["photos"]) == 1


def test_nothing_is_sent_while_a_late_photo_is_on_its_way() -> None:
    typist = Typist(one(PhotosStep(name="photos", words=WORDS)))
    typist.photo()
    typist.press("Готово")
    typist.draft.at = "photos"
    typist.photo(PieceState.COMING)
    typist.draft.at = None
    done = typist.press("Отправить")
    assert done.effect is Effect.SHOW
    assert "сохраняю" in done.toast


def test_lines_are_added_and_summed_and_a_bad_one_takes_nothing() -> None:
    typist = Typist(one(LinesStep(name="lines", words=WORDS)))
    assert "1 500" in typist.type("Ролик; 2; 600\nРабота; 300").replace("\u00a0", " ")
    assert "Строка 2" in typist.type("Ремень; 5\nчто-то")
    assert "не понята" in typist.shown.text
    typist.press("Готово")
    assert typist.sent()["lines"] == [
        [
            {"name": "Ролик", "quantity": 2, "unit_price": 60_000},
            {"name": "Работа", "quantity": 1, "unit_price": 30_000},
        ]
    ]


def test_options_are_groups_of_lines() -> None:
    typist = Typist(one(LinesStep(name="lines", words=WORDS, groups=9)))
    typist.type("Новый; 900")
    typist.press("Вариант 2")
    typist.type("Б/у; 500")
    typist.press("Готово")
    assert [group[0]["name"] for group in typist.sent()["lines"]] == ["Новый", "Б/у"]


def test_the_calendar_speaks_the_persons_language_and_offers_no_past_day() -> None:
    form = one(DayStep(name="text", words=WORDS))
    shown = Typist(form).shown
    labels = [button.label for row in shown.rows for button in row]
    assert "Ноябрь 2026" in labels
    assert labels[labels.index("вс") + 1 : labels.index("вс") + 8][-1] == "·"
    english = [button.label for row in Typist(form, language=Language.EN).shown.rows for button in row]
    assert {"November 2026", "Mon", "Tomorrow"} <= set(english)


def test_a_day_is_pressed_or_typed() -> None:
    typist = Typist(one(DayStep(name="text", words=WORDS)))
    typist.press("›", "15")
    assert typist.draft.answers["text"] == "2026-12-15"
    typist.press("Исправить", "Текст")
    assert "прошёл" in typist.type("21.11.2026")
    typist.type("завтра")
    assert typist.sent() == {"text": "2026-11-23"}


def test_an_interval_is_pressed_or_typed_in_one_go() -> None:
    typist = Typist(one(IntervalStep(name="text", words=WORDS)))
    typist.press("Завтра", "10–12")
    expected = {"since": "2026-11-23T10:00:00+03:00", "until": "2026-11-23T12:00:00+03:00"}
    assert typist.draft.answers["text"] == expected
    typist.press("Исправить", "Текст")
    typist.type("завтра с 10 до 12")
    assert typist.sent() == {"text": expected}
