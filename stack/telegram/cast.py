"""Who is in the sandbox from the beginning."""

from pydantic import BaseModel

from stack.telegram.records import Bot, Person


class Cast(BaseModel):
    """Bots and people by their ids. Names are taken over at each start; what they did before is kept."""

    bots: list[Bot] = []
    people: list[Person] = []
