"""What the bot and the worker share of Telegram: texts, cards, the sender and its limits."""
