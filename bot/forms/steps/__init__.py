"""The kinds of questions."""

from bot.forms.steps.choice import ChoiceStep, Load
from bot.forms.steps.days import DayStep, IntervalStep, MomentStep
from bot.forms.steps.find import Find, FindStep
from bot.forms.steps.lines import LinesStep
from bot.forms.steps.photos import PhotosStep
from bot.forms.steps.step import Ask, Button, MisreadError, Rows, Step, Take, Told, Turn, numbered
from bot.forms.steps.typed import AmountStep, CountStep, PercentStep, PhonesStep, TextStep

__all__ = [
    "AmountStep",
    "Ask",
    "Button",
    "ChoiceStep",
    "CountStep",
    "DayStep",
    "Find",
    "FindStep",
    "IntervalStep",
    "LinesStep",
    "Load",
    "MisreadError",
    "MomentStep",
    "PercentStep",
    "PhonesStep",
    "PhotosStep",
    "Rows",
    "Step",
    "Take",
    "TextStep",
    "Told",
    "Turn",
    "numbered",
]
