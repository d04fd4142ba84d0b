"""The Telegram sandbox: a Bot API server on this machine, and a messenger page for people without Telegram.

A bot is pointed at it instead of https://api.telegram.org and cannot tell the difference; no bot ever imports
anything of it. `bot_api.py` is what bots talk to, `people_api.py` what people's clients and the page use,
`control_api.py` what tests use to make trouble. `python -m stack.telegram --port 18081` starts it.
"""
