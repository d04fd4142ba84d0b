# What happened with an order, in its history and where a button is out of date.

event-opened = The order was opened
event-assigned = Engineer assigned: { $person }
event-offered = Offered to: { $people }
event-accepted = The order was accepted
event-declined = Declined: “{ $reason }”
event-offer-declined = The offer was declined: “{ $reason }”
event-unassigned = Engineer taken off: { $person }
event-departed = The engineer is on the way
event-arrived = The engineer is on site
event-visit-failed = The visit failed: { $reason }
event-visit-moved = Visit: { $to } ({ $reason })
event-agreement-submitted = Agreement sent in: { $outcome ->
        [refused] the client refused, “{ $reason }”
       *[agreed] { $amount }
    }
event-agreement-postponed = The client thinks it over, until { $until }
event-agreement-approved = Agreement approved
event-agreement-returned = Agreement returned: “{ $reason }”
event-prepayment-submitted = Prepayment sent in: { $paid ->
        [0] nothing ahead
       *[other] { $amount }
    }
event-prepayment-approved = Prepayment approved
event-payment-confirmed = The invoice is paid: { $amount }
event-prepayment-returned = Prepayment returned: “{ $reason }”
event-handed-over = Handed over to the workshop: “{ $reason }”, due { $until }
event-handover-approved = Hand-over to the workshop approved
event-handover-returned = Hand-over to the workshop returned: “{ $reason }”
event-stationary-assigned = { $part }: { $person } repairs it
event-priority-set = { $part }: priority { $priority }
event-taken = { $part }: taken
event-repair-finished = { $part }: repair finished, { $amount } (“{ $reason }”)
event-repair-approved = { $part }: repair approved
event-repair-returned = { $part }: repair returned: “{ $reason }”
event-device-given = Device given to { $person }, who has not confirmed yet
event-device-received = Device received
event-device-recovered = Device recovered: “{ $reason }”
event-device-returned = Device returned to the client
event-receipt-submitted = { $part } sent in: { $amount }
event-receipt-approved = { $part } approved
event-receipt-returned = { $part } returned: “{ $reason }”
event-supplement-submitted = { $part } sent in: { $outcome ->
        [refused] the client refused, “{ $reason }”
       *[agreed] { $amount }
    }
event-supplement-postponed = { $part }: the client thinks it over, until { $until }
event-supplement-approved = { $part } approved
event-supplement-returned = { $part } returned: “{ $reason }”
event-expense-shared = Expense in another order’s receipt
event-report-submitted = Report sent in, price { $amount }
event-report-approved = Report approved, price { $amount }
event-report-returned = Report returned: “{ $reason }”
event-on-site-submitted = “Done on site” sent in: { $amount }
event-on-site-approved = “Done on site” approved: { $amount }
event-on-site-returned = “Done on site” returned: “{ $reason }”
event-paused = Paused until { $until } (“{ $reason }”)
event-resumed = The pause ended
event-cancellation-begun = Cancellation begun: “{ $reason }”
event-deadline-set = Deadline ({ $part }): { $until }
event-withdrawn = { $part }: withdrawn (“{ $reason }”)
event-noted = Note: “{ $reason }”
event-undone = { $part }: taken back
event-taken-over = The curator is { $person } now: “{ $reason }”
event-asked = Request: { $what } (“{ $reason }”)
event-request-granted = Request granted: { $what }
event-request-denied = Request denied: “{ $reason }”
event-payment-recorded = Payment recorded: { $amount }
event-refunded = Refunded to the client: { $amount } (“{ $reason }”)
event-client-settled = Settled with the client: { $amount } refunded
event-paid-out = Paid out: { $amount } to { $person }
event-written-off = Debt written off: { $amount } (“{ $reason }”)
event-closed = The order was closed: { $what }
event-penalized = { $part }: { $amount }, { $person }
event-appealed = { $part }: appealed (“{ $reason }”)
event-appeal-decided = { $part }: decided to { $what } (“{ $reason }”)
event-reopened = The order was reopened: “{ $reason }”
event-warranty-denied = Not under warranty: “{ $reason }”
event-reminded = Reminder: { $what }

history-title = <b>{ $number }</b> · history, page { $page } of { $pages }
history-line = { $at } · { $what }{ $who ->
        [none] {""}
       *[other] {" "}— { $who }
    }
history-somebody = a colleague
history-empty = Nothing has happened yet.
history-earlier = ⬅ Earlier
history-later = Later ➡
