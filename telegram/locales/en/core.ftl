# What the bot says around all rooms: ways on, errors, strangers, invites.
core-menu = ☰ Menu
core-back = ⬅ Back
core-again = 🔄 Try again
core-too-fast = Not so fast: press again in a couple of seconds.
core-api-away = ⚠️ The server does not answer right now. Everything you typed is kept. Try again in a minute.
core-broken =
    ⚠️ Something broke on our side, not on yours. What you typed is kept. Try again; if that does not help, tell your curator the number { $request }.
core-old-screen = This screen is out of date. What you typed is kept: open “Drafts” in the menu.
core-wrong-bot = { $name }, there is another bot for your work. Open it and press “Start”:

stranger-unknown =
    Hello! This bot is for the people of the service, and it does not know you yet.

    Ask a curator or the owner to send you an invite: it is a link that opens the bot for you.
stranger-blocked = Your access is closed. If that is a mistake, turn to your curator or owner.

invite-welcome = 👋 { $name }, welcome! This Telegram is your work account now.
invite-unknown = There is no such invite: maybe the link was not copied as a whole. Ask for it once more.
invite-expired = The invite has expired: it is good for 72 hours. Ask for another one.
invite-used = This invite was used already. Ask for another one.
invite-revoked = This invite was taken back. Ask for another one.
invite-taken =
    This Telegram belongs to somebody else here. Open the link in your own Telegram, or ask your curator to unlink this one first.
invite-too-many = Too many attempts. Try again in an hour.

command-menu = Menu
command-orders = What waits for me
command-find = Find an order
command-drafts = Drafts
command-lang = Language
command-help = Help

other-command = There is no such command. Everything you can do is in the menu.
other-file = There is nothing to attach this to: first open a form from an order's card, then send it there.
other-voice = I do not understand voice and video. Please write it as text.
other-anything = I do not understand such a message. Open the menu, or write a part of a number, name, phone or serial.
other-edited = Editing a message that was sent changes nothing. Send the corrected text as a new message.
other-press = This button is out of date.
