# What happened: lines above an order's card, and messages by themselves.

news-assigned = 🆕 <b>{ $number }</b> · an order is assigned to you
news-turn = 🔔 <b>{ $number }</b> · waiting for you: { $what }
news-turn-words =
    🔔 <b>{ $number }</b> · waiting for you: { $what }
    “{ $words }”
news-returned =
    ↩️ <b>{ $number }</b> · returned, please correct: { $what }
    “{ $words }”
    Everything you typed is kept.
news-reminder = ⏰ <b>{ $number }</b> · waiting for you: { $what }, until { $until }
news-escalation = 🔥 <b>{ $number }</b> · has waited long: { $what }, due { $until }
news-closed = 🏁 <b>{ $number }</b> · the order is closed: { $outcome }
news-reopened =
    🔓 <b>{ $number }</b> · the order is open again
    “{ $words }”
news-not-warranty =
    🧾 <b>{ $number }</b> · no warranty: an ordinary order from now on
    “{ $words }”
news-note =
    💬 <b>{ $number }</b> · a note
    “{ $words }”
news-granted = 👍 <b>{ $number }</b> · as you asked: { $what }
news-denied =
    🙅 <b>{ $number }</b> · the curator denied your request
    “{ $words }”
news-penalty =
    ⚖️ <b>{ $number }</b> · { $word }: { $amount }
    “{ $words }”
    You may appeal once, from the order's card.
news-penalty-back =
    ⚖️ <b>{ $number }</b> · { $word } taken back: { $amount }
    “{ $words }”
news-penalty-stays =
    ⚖️ <b>{ $number }</b> · { $word } stays: the appeal is rejected
    “{ $words }”
news-undone = ⏪ <b>{ $number }</b> · taken back by its author, nothing to verify
news-taken-over =
    🔁 <b>{ $number }</b> · the order has another curator
    “{ $words }”
news-recovered =
    📦 <b>{ $number }</b> · the device was fetched from whoever held it
    “{ $words }”
news-went-on = ➡️ <b>{ $number }</b> · now: { $stage }
news-gone = ➖ <b>{ $number }</b> · { $device }: the order is not yours any more
news-paid-out = 💸 <b>{ $number }</b> · you were paid { $amount }
news-written-off =
    ✂️ <b>{ $number }</b> · the client's debt is written off: { $amount }
    “{ $words }”
news-paper = 📄 <b>{ $number }</b> · { $paper }
news-cash-limit = 💰 { $name } has { $amount } in hand: more than is allowed
news-cash-reminder =
    💰 You have had { $amount } in hand for long.
    Hand it in: “Money” → “In hand”.
news-hand-in =
    💰 { $name } hands in { $amount } to you.
    Confirm or dispute it: “Money” → “Receive”.
news-hand-in-reminder =
    💰 { $name } has waited for long for you to confirm { $amount }.
    Confirm or dispute it: “Money” → “Receive”.
news-hand-in-confirmed = ✅ { $name }: { $amount } received
news-hand-in-disputed =
    ⚠️ { $name } does not confirm { $amount }
    “{ $words }”
news-hand-in-withdrawn = ↩️ { $name } takes back the hand-in of { $amount }
news-unreachable-blocked = 🔕 { $name }: the bot is blocked, messages do not arrive. Call them.
news-unreachable-deactivated = 🔕 { $name }: the Telegram account is gone. Call, and invite anew.
news-unreachable-never-started = 🔕 { $name }: the chat was not begun or is deleted, messages do not arrive. Call them.
