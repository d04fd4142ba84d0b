"""The rooms of the bot: menu, lists, settings. Each is a page without memory: a button says all it needs."""
