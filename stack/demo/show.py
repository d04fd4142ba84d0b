"""The whole demo: who plays, in which order the stories are told, and what becomes of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from domain.values import PersonId
from settings import Settings
from stack import demo_data, demo_people
from stack.demo import teller
from stack.demo.clients import Api, Client, NotRunningError
from stack.demo.proof import Proof, prove
from stack.demo.stories import STORIES, Story
from stack.demo.teller import Summary, Teller
from stack.demo.walk import Scene
from stack.part import StackError


def main() -> int:
    """Tell every story. The exit code: 0 when each ended as it should.

    Raises:
        StackError: the system does not run; the text says what to do.
    """
    try:
        with playing(Settings()) as scene:
            return 0 if told(scene) else 1
    except KeyboardInterrupt:
        return 130


@contextmanager
def playing(settings: Settings) -> Iterator[Scene]:
    """Set the scene on the running system that the settings lead to."""
    names = {PersonId(demo_people.demo_id(login)): name for login, name, _, _ in demo_people.PEOPLE}
    calendars = {
        organization.id: organization.settings.calendar for organization in demo_people.ORGANIZATIONS
    }
    api = Api(settings.api)
    try:
        api.require_ready()
        yield Scene(Teller(teller.console(), names, calendars), _log_in(api))
    finally:
        api.close()


def _log_in(api: Api) -> Callable[[str], Client]:
    """Log each person in once."""
    return cache(lambda login: api.log_in(login, demo_data.PASSWORD))


def told(scene: Scene) -> bool:
    """Tell all stories, whatever becomes of one; whether each ended as it should."""
    scene.teller.say("После стрелки: кого и до какого срока наряд теперь ждёт.")
    summaries: list[Summary] = []
    good = True
    for number, story in enumerate(STORIES, start=1):
        scene.teller.begin(number, story.title, story.tell.__doc__)
        try:
            proofs = _told(scene, story)
        except NotRunningError:
            raise
        except StackError as error:
            scene.teller.failure(str(error))
            good = False
            continue
        good = good and not any(proof.faults for proof in proofs)
        summaries.extend(_summary(story, proof) for proof in proofs)
    scene.teller.overview(summaries)
    if good:
        scene.teller.say(
            "[bold green]Все истории закончились как должны:[/] этап, суммы и цепочка записей сверены."
        )
    else:
        scene.teller.failure("Не все истории закончились как должны.")
    return good


def _told(scene: Scene, story: Story) -> list[Proof]:
    proofs = [prove(ending) for ending in story.tell(scene).all]
    for proof in proofs:
        _show(scene, proof)
    return proofs


def _show(scene: Scene, proof: Proof) -> None:
    scene.teller.ledger(proof.order.order.number, proof.ledger)
    scene.teller.link(proof.order.links.temporal)
    if not proof.order.stage.closed:
        scene.teller.say("Наряд оставлен открытым: по ссылке видно, кого он ждёт и какой таймер сработает.")
    for fault in proof.faults:
        scene.teller.failure(f"{proof.order.order.number}: {fault}")


def _summary(story: Story, proof: Proof) -> Summary:
    order, sums = proof.order, proof.order.sums
    return Summary(
        number=order.order.number,
        title=story.title,
        stage=order.stage,
        sums=(sums.price, sums.received, sums.costs, sums.commission),
        entries=proof.entries,
        good=not proof.faults,
    )
