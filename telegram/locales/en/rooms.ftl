# Menu, lists, board, settings.
menu-title = <b>{ $name }</b>
menu-waits =
    { $count ->
        [one] 🔔 { $count } order waits for you.
       *[other] 🔔 { $count } orders wait for you.
    }
menu-nothing = Nothing waits for you right now.
menu-overdue = 🔥 Overdue: { $count }.
menu-off-shift = 🌙 You are off shift.
menu-waiting = 🔔 Waits for me
menu-visits = 📅 Visits
menu-mine = 📋 My orders
menu-drafts = 📝 Drafts
menu-money = 💰 Money
menu-find = 🔍 Find
menu-more = ⚙️ More
menu-free = 🆓 Free jobs
menu-repairs = 🔧 My repairs
menu-handing = 📦 Handing over
menu-verify = ✅ To verify
menu-new = ➕ New order
menu-burning = 🔥 Burning
menu-board = 📊 Board
menu-workshop = 🏭 Workshop
menu-people = 👥 People
menu-appeals = ⚖️ Appeals
menu-organizations = 🏢 Organizations
menu-problems = 🚨 Problems
menu-curators = 👤 Curators
menu-overview = 📊 Overview

new-how = ➕ <b>New order</b>
    An earlier client, or the order whose warranty it is, is found by number, name, phone, model or serial number.
new-client = 👤 New client
new-sibling = 🔁 Earlier client
new-repeat = 🛡 Under warranty

list-empty = Nothing here right now.
list-page = page { $page }
list-line =
    { $mark }<b>{ $number }</b> · { $device } · { $client }
    { $waits ->
        [none] { $stage }
       *[other] ⏳ { $who }: { $waits }, until { $until }
    }
list-organization = 🏢 { $name }
list-before = ◀ Newer
list-after = Older ▶
list-narrow = There are more: make the search narrower.
list-open = 📋 Open orders
list-waiting = 🔔 Waits for me
list-overdue = 🔥 Overdue
list-overdue-short = Overdue
list-closed = 📁 Closed
list-closed-short = 📁 Closed
list-engineer = 📋 Orders of the engineer
list-of = 📋 { $what }
list-find = 🔍 “{ $text }”

find-how = 🔍 Write three characters or more: a part of the order's number, client's name, phone, model or serial.
find-short = To search, write 3 to 100 characters: a part of number, name, phone, model or serial.
find-nothing = There is nothing for you to search here. All that can be done is in the menu.

board-title = 📊 Open orders: <b>{ $open }</b>, overdue: <b>{ $overdue }</b>.
board-rest = Unassigned: <b>{ $unassigned }</b>, paused: <b>{ $paused }</b>.
board-load = { $name }: { $count }, overdue { $overdue }
board-waits = Waits: { $role } ({ $count })

problems-title = 🚨 Orders with something wrong: <b>{ $count }</b>
problems-line =
    • <b>{ $name }</b>: { $overdue } overdue, { $appeals } appeals, { $unassigned } unassigned ({ $open } open)
problems-none = 🚨 All is well: nothing is overdue or unassigned, and there are no appeals.

more-title = ⚙️ <b>{ $name }</b>: { $roles }
more-language = 🌐 Language
more-help = ❓ Help
more-shift-begin = ☀️ I am on shift
more-shift-end = 🌙 End the shift
shift-begun = ☀️ You are on shift: orders wait for you again.
shift-ended = 🌙 The shift has ended. Where your organization works as a pool, colleagues may act on your orders.
language-title = Which language shall we speak?
language-ru = Русский
language-en = English

help-all =
    <b>How it works</b>
    Each order has one card: what, who, where it stands and whose turn it is. Below it are buttons for what you may do now.
    You may leave a form at any moment: what you typed stays in “Drafts”.
    To find an order, just write a part of its number, name, phone or serial.
help-engineer = <b>Engineer</b>: accept the order, mark the visit, then agreement, prepayment, work, report. Send receipts as they come; photos may be an album.
help-stationary-engineer = <b>Stationary engineer</b>: take a free job, write the diagnosis down, hand in what is ready. Confirm each hand-over with a button.
help-curator = <b>Curator</b>: open an order, assign an engineer, verify what was sent: approve it, or return it with a reason. “Burning” shows what is overdue.
help-owner = <b>Owner</b>: board, appeals, money and people of your organization.
help-superuser = <b>Superuser</b>: organizations, their owners and curators, problems.
help-buyer = <b>Buyer</b>: your part comes with purchasing.

drafts-empty = There are no drafts: everything you typed was sent.
drafts-line = • { $title }: answers { $answers }, { $at }
drafts-sending = • { $title }: goes out by itself as soon as the server answers
drafts-discard = Delete the draft “{ $title }”? What you typed will be gone.
drafts-discard-yes = 🗑 Yes, delete
drafts-gone = This draft is not there any more.

language-chosen = We speak English now.
rules-agreement = Agreement: { $mode ->
        [before] go on only after the curator verified it
       *[after] go on at once, the curator verifies later
    }.
rules-prepayment = Prepayment: { $mode ->
        [before] go on only after the curator verified it
       *[after] go on at once, the curator verifies later
    }.
rules-receipt = Receipts: { $mode ->
        [before] the report only after the receipts were verified
       *[after] the report may be sent while receipts are being verified
    }.
