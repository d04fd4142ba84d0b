"""What is needed now and then: the organization's rules, the language, the shift, help."""

from typing import Final

from bot.identity import texts_of
from bot.rooms.page import Page, Room, Row, Visit, bottom, button, way
from bot.rooms.views import View
from domain.calendar import Hours, WorkingCalendar
from domain.organizations import Verification
from domain.people import Role
from telegram.texts import Kopecks, Language

MORE: Final = way("more")


async def more(visit: Visit) -> Page:
    me, texts = visit.caller.me, visit.texts
    rows: list[Row] = [
        [button(texts.plain("more-language"), way("language").go)],
        [button(texts.plain("more-help"), way("help").go)],
    ]
    if me.organization_id:
        rows.insert(0, [button(texts.plain("more-rules"), way("rules").go)])
    if Role.CURATOR in me.roles:
        key, turned = ("more-shift-end", "off") if me.on_shift else ("more-shift-begin", "on")
        rows.insert(0, [button(texts.plain(key), way("shift", turned).go)])
    return Page(
        texts("more-title", name=me.name, roles=", ".join(map(texts.label, sorted(me.roles)))),
        (*rows, bottom(texts)),
    )


async def language(visit: Visit) -> Page:
    texts = visit.texts
    rows: list[Row] = [
        [button(texts.plain(f"language-{one.value}"), way("speak", one.value).go) for one in Language]
    ]
    return Page(texts("language-title"), (*rows, bottom(texts, MORE)))


async def help_page(visit: Visit) -> Page:
    me, texts = visit.caller.me, visit.texts
    parts = [texts("help-all"), *(texts(f"help-{role.value.replace('_', '-')}") for role in sorted(me.roles))]
    return Page("\n\n".join(parts), (bottom(texts, MORE),))


async def speak(visit: Visit) -> Page:
    """Choose it; what is said from now on, also by the worker, is in that language."""
    known = {one.value for one in Language}
    if visit.argument(0) not in known:
        return await language(visit)
    chosen, me = Language(visit.argument(0)), visit.caller.me
    await visit.caller.send("/v1/me/language", {"language": chosen.value}, f"speak-{chosen}", "PUT")
    visit.api.forget(visit.caller.telegram_id)
    texts = texts_of(chosen, me.zone, me.currency)
    return Page(texts("language-chosen"), (bottom(texts, MORE),))


class _Rules(View):
    name: str
    calendar: WorkingCalendar
    verification: Verification
    penalty_word: str
    cash_limit: int | None
    cash_remind_days: int
    thinking_days: int
    pause_days: int


async def rules(visit: Visit) -> Page:
    """What the person's organization has decided, as far as it concerns everybody's day."""
    texts = visit.texts
    kept = await visit.caller.read(f"/v1/organizations/{visit.caller.me.organization_id}/rules", _Rules)
    calendar = kept.calendar
    lines = [
        texts("rules-title", name=kept.name),
        *(
            texts("rules-day", day=day, hours=hours_of(open_))
            for day, open_ in enumerate(calendar.week)
            if open_
        ),
        texts("rules-quiet", hours=hours_of(calendar.quiet), zone=calendar.zone),
        texts("rules-agreement", mode=kept.verification.agreement.value),
        texts("rules-prepayment", mode=kept.verification.prepayment.value),
        texts("rules-receipt", mode=kept.verification.receipt.value),
        texts("rules-thinking", days=kept.thinking_days),
        texts("rules-pause", days=kept.pause_days),
    ]
    if kept.cash_limit is not None:
        lines.append(texts("rules-cash", limit=Kopecks(kept.cash_limit)))
    lines.append(texts("rules-cash-days", days=kept.cash_remind_days))
    lines.append(texts("rules-penalty", word=kept.penalty_word))
    return Page("\n".join(lines), (bottom(texts, MORE),))


def hours_of(hours: Hours) -> str:
    return f"{hours.since:%H:%M}–{hours.until:%H:%M}"


async def shift(visit: Visit) -> Page:
    """Begin or end it; the same again changes nothing."""
    begins = visit.argument(0) == "on"
    await visit.caller.send("/v1/me/shift", {"on_shift": begins}, f"shift-{begins}", "PUT")
    visit.api.forget(visit.caller.telegram_id)
    texts = visit.texts
    return Page(texts("shift-begun" if begins else "shift-ended"), (bottom(texts, MORE),))


ROOMS: Final[dict[str, Room]] = {
    "more": more,
    "language": language,
    "help": help_page,
    "shift": shift,
    "speak": speak,
    "rules": rules,
}
