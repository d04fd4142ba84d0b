### Forms: common words

forms-title = <b>{ $number }</b> · { $title }
forms-title-new = <b>{ $title }</b>
forms-progress = Step { $at } of { $all }
forms-answered = Now: { $told }
forms-told = <b>{ $label }:</b> { $told }
forms-left-out = —
forms-trouble = ⚠️ { $words }
forms-returned = ↩️ Returned: “{ $reason }”. Everything you entered is kept.
forms-check-and-send = Check it and send it.
forms-late = You wrote “{ $text }” before you saw this question. If it is the answer, press “Take as answer”.
forms-edit-what = What should be changed?
forms-kept = 🕓 Noted. I will send it myself as soon as the server answers; nothing has to be typed again.
forms-drop-really = Delete the draft? Everything entered will be lost.
forms-gone = This form is gone: it was sent or deleted.
forms-dropped = The draft is deleted.
forms-accepted = ✅ { $number } · { $title }: sent.
forms-accepted-new = ✅ { $title }: done.
forms-open-subject = 👉 Open
forms-accepted-later = 🕓 { $number } · { $title }: noted, it will be done a little later.
forms-refused-later = ⚠️ { $title }: it could not be sent. { $words }
    Everything you entered is kept.
press-kept = 🕓 { $title }: noted. I will do it as soon as the server answers; there is no need to press again.
press-refused-later = ⚠️ { $title }: it could not be done. { $words }
form-press-title = A button of an order
forms-money = { $amount }
forms-when = { $when }

## Buttons

forms-take-late = Take as answer
forms-keep = Next, keep it
forms-skip = Skip
forms-back = ⬅ Back
forms-cancel = ✖ Cancel
forms-menu = ☰ Menu
forms-send = ✅ Send
forms-send-now = Send now
forms-change = Change
forms-edit = ✏️ Correct
forms-drop-yes = Yes, delete
forms-drop-no = No, keep it
forms-open-order = Open the order
forms-chosen = Done ({ $count })

## Answers to presses

forms-button-gone = This button belongs to an earlier question. The current one is below.
forms-something-missing = Please answer this question too.
forms-still-storing = Still storing files ({ $count }). Press again in a moment.
forms-album-waits = I will send it as soon as the album is complete.

## What does not fit

forms-press-a-button = Choose with a button.
forms-away = The server does not answer: the list will appear when it does. What you entered is kept.
forms-nothing-to-choose = There is nothing to choose from yet.
forms-text-empty = Write at least one word.
forms-text-long = At most { $longest } characters; these are { $length }.
forms-text-wanted = This wants a text or a button.
forms-amount-unread = I do not understand the amount. Write it like 1 500 or 1500.50.
forms-amount-low = The amount must be more than zero.
forms-count-unread = Write a whole number from { $least } to { $most }.
forms-phone-unread = “{ $given }” is no phone number. Write it like +7 912 345-67-89.
forms-phones-many = At most { $most } numbers.
forms-choice-unread = “{ $given }” is not in the list. Choose with a button.
forms-choice-many = At most { $most }.
forms-day-unread = I do not understand the date. Choose a day or write it like 22.11 or “tomorrow”.
forms-day-past = That day is over.
forms-day-future = That day has not come yet.
forms-moment-unread = I do not understand when. Write it like 22.11 18:00.
forms-moment-past = That time is over.
forms-hour-unread = I do not understand the time. Write it like 18:00.
forms-hours-unread = I do not understand the time. Write it like 10–12.
forms-interval-unread = I do not understand when. Choose a day or write it like tomorrow 10–12.

## Dates

forms-hour = <b>At what time?</b> { $day }
forms-hours = <b>From when until when?</b> { $day }
forms-today = Today
forms-tomorrow = Tomorrow
forms-yesterday = Yesterday
forms-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
    } { $year }

## Photos

forms-photos-done = Done
forms-photos-drop-failed = Drop what failed
forms-photos-drop-all = Drop all
forms-photos-wanted = Send a photo or a document, then press “Done”.
forms-photos-kinds = Photos (JPEG, PNG, HEIC, WebP) and PDF will do. Videos, voice messages and stickers will not.
forms-photos-coming = { $stored } of { $all } stored. Wait for the others.
forms-photos-failed = Not all photos came through. Send them again or drop them.
forms-photos-few = Photos wanted: at least { $least }. Stored: { $stored }.
forms-photos-many = At most { $most } files; these are { $stored }. Drop some.
forms-photos-told = { $count }
forms-photos-counted = 📷 { $stored } of { $all } stored
forms-photos-one-failed = ⚠️ Photo { $number } did not come through: send it again.
forms-photos-one-refused = ⚠️ File { $number } ({ $name }) will not do: photos or PDF of up to 20 MB are wanted.

## Lines

forms-lines-how = One line for each item: <code>name; quantity; price</code>. A quantity of 1 may be left out: <code>name; price</code>.
forms-lines-how-orders = One line for each item: <code>name; quantity; price</code>. What was bought for another order of yours gets its number: <code>name; quantity; price; SVC-000124</code>.
forms-lines-unread = Line { $row } (“{ $given }”) is not understood. Nothing of the message was taken. Write it like Pickup roller; 2; 600.
forms-lines-many = At most { $most } lines.
forms-lines-done = Done
forms-lines-drop-last = Drop the last line
forms-lines-new-group = ➕ Option { $number }
forms-lines-group = <b>Option { $number }</b>
forms-lines-more = … and { $count } more
forms-lines-sum = Total: { $sum }

## Questions that several forms ask

forms-amount-nothing = Nothing (0)
forms-option = Option { $number } — { $sum }
forms-order-unknown = Order { $number } is not among yours.
forms-ask-options = What do we offer the client? If there are several options, enter the lines of the first, then press “Option 2”.
forms-ask-answer = What did the client decide?
forms-ask-option = Which option did the client take?
forms-ask-agreed-for = If the client agreed to less, write the amount. If to all of it, skip this.
forms-ask-discount-reason = Why is the amount lower?
forms-ask-thinking-until = Until which day does the client think it over? At most 30 days.
forms-ask-code = Why did the client refuse?
forms-ask-refusal-text = What did the client say?
forms-ask-ends-order = What did the client refuse?
forms-ask-fee = What does the client pay for the visit and the diagnosis?
forms-ask-method = How was it paid?
forms-ask-proof = What proves the payment?
forms-ask-fiscal-number = Number of the fiscal receipt?
forms-ask-fiscal-photo = Send a photo of the receipt.
forms-ask-no-fiscal-reason = Why is there no receipt?
forms-ask-photos = Send photos, if there are any.
forms-ask-contract = Is there a signed act or contract?
forms-ask-act = Send a photo or a PDF of the signed act.
forms-ask-no-act-reason = Why is there no signed act?
forms-ask-no-contract-reason = Why is there no contract?
forms-ask-received = What did the client pay now, at the end?
forms-ask-received-all = What did the client pay in all?
forms-ask-advance = What advance on your commission do you ask for?
forms-ask-warranty-days = How many days of warranty?
forms-ask-recipient = Who got the money? The name and, if needed, a document.
forms-ask-pause-until = Until which day and hour is the pause?
forms-ask-kind = What kind of device is it?
forms-ask-brand = Brand?
forms-ask-model = Model?
forms-ask-serial = Serial number?
forms-ask-complaint = What is wrong with it, in the client’s words?
forms-ask-completeness = What came with it: cables, trays, cartridges?
forms-ask-walk-in = Where: at the client’s, or did the client bring it?
forms-ask-engineer = Which engineer will go? It can be decided later.
forms-ask-visit = When is the visit? It can be agreed later.
forms-ask-note = A note for the engineer, if needed.
forms-ask-earlier = Which order was it before?
forms-find-how = The latest are buttons below. To find another one, write three characters or more: part of the number, the client’s name, phone, model or serial number.
forms-found = Found by “{ $text }”. If it is none of these, write more of it.
forms-found-nothing = Nothing found by “{ $text }”. Write something else: part of the number, the client’s name, phone, model or serial number.
forms-earlier-open = This order is open again: there is nothing to repeat yet. Choose another one.
forms-if-skipped = If skipped: { $told }.
forms-as-there = as in order { $number }: { $what }
forms-as-there-visit = as in order { $number }: { $visit }

forms-note-agreed = { $agreed } agreed, { $open } not paid yet.
forms-note-debt = The client owes { $debt }.
forms-note-owed-back = { $amount } is the client’s.
forms-note-sums = Agreed { $price } · costs { $costs } · net { $net }
    Received { $received } · remaining debt { $debt }

## What can be chosen

forms-choice-agreed = Agrees
forms-choice-thinking = Thinks it over
forms-choice-refused = Refuses
forms-choice-only-supplement = Only the additional work
forms-choice-whole-order = The whole repair
forms-choice-act-signed = Yes
forms-choice-act-none = No
forms-choice-proof-number = Number of the receipt
forms-choice-proof-photo = Photo of the receipt
forms-choice-proof-none = No receipt
forms-choice-client-person = A person
forms-choice-client-company = A company
forms-choice-to-client = We go to the client
forms-choice-walk-in = The client brought it
forms-choice-priority-1 = 1 — this first
forms-choice-priority-2 = 2
forms-choice-priority-3 = 3 — usual
forms-choice-priority-4 = 4
forms-choice-priority-5 = 5 — can wait
forms-choice-return-all = The whole document
forms-choice-return-lines = Single lines
