# Organizations, settings, rules, audit, devices, log-ins.
organizations-line =
    • <b>{ $name }</b>: { $open } open, { $overdue } overdue, { $unassigned } unassigned, { $paused } paused, { $appeals } appeals
organizations-told = 🏢 <b>{ $name }</b> · numbers { $prefix }-…
organizations-new = ➕ New organization
organizations-orders = 📋 Open
organizations-overdue = 🔥 Overdue
organizations-rename = ✏️ Name and numbers
organizations-none = You are of no organization: open “Organizations” and choose one.
organizations-ladder-falls = Each deadline has to be later than the one before.

more-rules = 📘 Rules
more-devices = 📦 Who holds which device
more-settings = 🛠 Settings of the organization
more-audit = 📜 Who changed what
more-log-ins = 🔑 Log-ins

settings-change = ✏️ Change settings
settings-ladder = ⏰ Times of reminders
settings-penalty = ⚖️ Rules of penalties
settings-rate = 📈 Rate of commission
settings-rates = Commission where there is no rate: { $bp }
settings-rate-line = • { $bp } from { $since }, { $name }, { $kind }
settings-rate-everybody = everybody
settings-rate-any = any device

list-org = 📋 Open orders
list-org-late = 🔥 Overdue
list-org-appeals = ⚖️ Appeals

settings-ask-penalty-word = Which word are penalties called by?
settings-ask-pool = May curators on shift act on the orders of those who are not?
settings-ask-cash-limit = How much of the clients' cash may be in hand? Skip it for no limit.
settings-ask-cash-remind-days = After how many working days are people reminded to hand in cash?
settings-ask-thinking-days = How many days may a client think, at most?
settings-ask-pause-days = For how many days may an order be paused, at most?
settings-ask-reopen-days = For how many days may a closed order be opened again?
settings-ask-commission-bp = The usual commission of an engineer, in per cent?
settings-ask-agreement = When is an agreement verified?
settings-ask-prepayment = When is a prepayment verified?
settings-ask-receipt = When is a receipt verified?
settings-ask-week = Working hours? Write them so: Mon-Fri 9-18, Sat 10-15. The other days are off.
settings-ask-quiet = Quiet hours, without reminders? As: 21-8.
settings-ask-holidays = Holidays, separated by commas: 01.01.2027, 07.01.2027? They replace those before; skip it to have none.
settings-ask-zone = Time zone, as Europe/Moscow or Asia/Yekaterinburg?
settings-ask-currency = Currency in three letters, as RUB?
settings-ask-require-totp-for = Which roles need a second factor at the desk?

form-create-organization-title = ➕ New organization
form-create-organization-name = Name?
form-create-organization-prefix = What do the numbers of orders begin with? 1 to 8 capital letters and digits, as SVC.
form-change-organization-title = ✏️ Name and numbers
form-change-organization-name = New name? Skip it to leave it.
form-change-organization-prefix = New beginning of numbers? Skip it to leave it; with the first order it is fixed.
form-change-settings-title = 🛠 Settings of the organization
form-change-settings-what = What is to be changed? Everything else stays.
form-change-ladder-title = ⏰ Times of reminders
form-change-ladder-kind = Of which wait? It holds from the next such wait on.
form-change-ladder-remind = Remind after how many working minutes?
form-change-ladder-again = Once more after how many minutes?
form-change-ladder-escalate = Tell those above after how many minutes?
form-change-ladder-escalate-again = Tell them again after how many minutes?
form-change-penalty-rule-title = ⚖️ Rule of a penalty
form-change-penalty-rule-kind = For which delay?
form-change-penalty-rule-amount = How much? Skip it to have no rule.
form-change-penalty-rule-after = After how many working minutes?
form-add-rate-title = 📈 Rate of commission
form-add-rate-bp = How many per cent?
form-add-rate-since = From which day on?
form-add-rate-person = For whom? Skip it for everybody.
form-add-rate-kind = For which kind of device? Skip it for any.

forms-choice-yes = Yes
forms-choice-no = No
forms-choice-settings-penalty-word = Word for penalties
forms-choice-settings-pool = Curators stand in for each other
forms-choice-settings-cash-limit = Limit of cash in hand
forms-choice-settings-cash-remind-days = Reminder to hand in cash
forms-choice-settings-thinking-days = Client thinks
forms-choice-settings-pause-days = Pause
forms-choice-settings-reopen-days = Reopening
forms-choice-settings-commission-bp = Commission
forms-choice-settings-agreement = Verifying agreements
forms-choice-settings-prepayment = Verifying prepayments
forms-choice-settings-receipt = Verifying receipts
forms-choice-settings-week = Working hours
forms-choice-settings-quiet = Quiet hours
forms-choice-settings-holidays = Holidays
forms-choice-settings-zone = Time zone
forms-choice-settings-currency = Currency
forms-choice-settings-require-totp-for = Second factor
forms-label-penalty-word = Word for penalties
forms-label-pool = Curators stand in for each other
forms-label-cash-limit = Limit of cash in hand
forms-label-cash-remind-days = Reminder to hand in cash, days
forms-label-thinking-days = Client thinks, days
forms-label-pause-days = Pause, days
forms-label-reopen-days = Reopening, days
forms-label-verify-agreement = Verifying agreements
forms-label-verify-prepayment = Verifying prepayments
forms-label-verify-receipt = Verifying receipts
forms-label-week = Working hours
forms-label-quiet = Quiet hours
forms-label-holidays = Holidays
forms-label-zone = Time zone
forms-label-currency = Currency
forms-label-require-totp-for = Second factor
forms-label-prefix = Beginning of numbers
forms-label-wait = Wait
forms-label-remind = Remind, min
forms-label-again = Once more, min
forms-label-escalate = Tell those above, min
forms-label-escalate-again = Tell them again, min
forms-label-after = After, min
forms-label-bp = Rate
forms-label-since = From
forms-label-calendar = Calendar
forms-label-verification = Verifying
forms-label-ladders = Times of reminders
forms-label-penalties = Rules of penalties
forms-label-rates = Rates of commission
forms-week-unread = I do not understand these hours. Write them so: Mon-Fri 9-18, Sat 10-15.
forms-days-unread = “{ $given }” is no day. Write them so: 01.01.2027, 07.01.2027.

rules-title = 📘 <b>Rules: { $name }</b>
rules-calendar =
    🗓 We work: { $week } ({ $zone })
    🌙 Quiet hours: { $quiet }
    🎉 Holidays: { $holidays }
rules-deadlines = ⏰ <b>Deadlines</b>, working time:
rules-ladder = • { $waits }: we remind after { $remind } and { $again }, and tell those above after { $escalate } and { $last }
rules-verified = ✅ <b>Verifying</b>
rules-always-verified = Refusals, invoices, hand-overs and reports are always verified at once.
rules-limits =
    📏 <b>Limits</b>
    { $limited ->
        [yes] No more than { $cash } in hand.
       *[no] Cash in hand has no limit.
    } We remind to hand it in after { $remind } working days.
    A client thinks up to { $thinking } days, a pause lasts up to { $pause } days, a closed order may be opened again for { $reopen } days.
rules-pool = 🤝 Colleagues act on the orders of a curator who is not on shift.
rules-no-pool = 👤 Only its curator acts on an order; it changes hands with “Take over”.
rules-penalties = ⚖️ <b>By rule, { $word }</b> (may be appealed once):
rules-penalty = • { $wait } for longer than { $after } of the own working time: { $amount }
rules-no-penalties = • nothing is charged by rule

audit-title = 📜 Who changed what
audit-line = • { $at }: { $by } · { $action } { $whom }
audit-field = {"  "}{ $field }: { $before } → { $after }
audit-action-person-created = written down:
audit-action-person-changed = changed:
audit-action-person-blocked = blocked:
audit-action-person-unblocked = unblocked:
audit-action-person-linked = Telegram tied:
audit-action-person-logged-in = logged in with a password:
audit-action-person-logged-in-by-telegram = logged in by Telegram:
audit-action-password-set = password set:
audit-action-password-changed = password changed:
audit-action-totp-confirmed = second factor turned on:
audit-action-totp-removed = second factor turned off:
audit-action-totp-reset = lost second factor taken off:
audit-action-totp-codes-renewed = new recovery codes:
audit-action-organization-created = organization founded
audit-action-organization-changed = organization changed
audit-action-settings-changed = settings changed
audit-action-invite-created = invited:
audit-action-invite-revoked = invite revoked:
custody-title = 📦 Who holds which device
custody-line =
    • { $number } · { $device }: <b>{ $holder }</b>, { $since }{ $to ->
        [none] {""}
       *[other] {" "}→ { $to } has not confirmed yet
    }

log-ins-title = 🔑 Where you are logged in
log-ins-line =
    { $number }. { $kind }, { $agent } · network { $network } · { $at }{ $current ->
        [yes] {" "}· this bot
       *[no] {""}
    }
log-ins-more = And { $count } more: “Log out everywhere” ends them too.
log-ins-end = ✖ End { $number }
log-ins-ended = ✖ The log-in has ended.
log-ins-end-all = 🚪 Log out everywhere
log-ins-end-all-ask = Log out everywhere? At the desk and in other programs you will have to log in again; here everything goes on.
log-ins-end-all-yes = 🚪 Yes, log out
log-ins-all-ended = 🚪 All log-ins have ended. Here you are still with us.

label-session-kind-password = password
label-session-kind-telegram = Telegram
