"""People's way into the system: Telegram bots, a process of their own that speaks HTTP to the API."""
