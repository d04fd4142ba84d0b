# Words for the members of enumerations and for the parts of an order. Lower case: they stand within sentences.

label-stage-assignment = assignment
label-stage-agreement = agreement
label-stage-prepayment = prepayment
label-stage-work = in work
label-stage-report = report
label-stage-refusing = refusal: returning device and money
label-stage-cancelling = cancellation: returning device and money
label-stage-completed = completed
label-stage-refused = refused by the client
label-stage-cancelled = cancelled

label-wait-kind-assign = assign an engineer
label-wait-kind-accept = accept the order or decline
label-wait-kind-visit = visit the client
label-wait-kind-reschedule = agree on a new visit
label-wait-kind-submit-agreement = send in the agreement
label-wait-kind-client-decision = learn what the client decided
label-wait-kind-verify-agreement = verify the agreement
label-wait-kind-submit-prepayment = send in the prepayment
label-wait-kind-verify-prepayment = verify the prepayment
label-wait-kind-confirm-payment = confirm that the invoice is paid
label-wait-kind-correct-handover = correct the hand-over to the workshop
label-wait-kind-verify-handover = verify the hand-over to the workshop
label-wait-kind-take = take the repair in the workshop
label-wait-kind-repair = finish the repair in the workshop
label-wait-kind-verify-repair = verify the workshop repair
label-wait-kind-give-device = hand the device over
label-wait-kind-receive-device = confirm receiving the device
label-wait-kind-correct-receipt = correct the receipt
label-wait-kind-verify-receipt = verify the receipt
label-wait-kind-correct-supplement = correct the supplementary agreement
label-wait-kind-verify-supplement = verify the supplementary agreement
label-wait-kind-correct-shared = correct the receipt in the other order
label-wait-kind-verify-shared = verify the receipt in the other order
label-wait-kind-submit-report = send in the report
label-wait-kind-verify-report = verify the report
label-wait-kind-correct-on-site = correct “done on site”
label-wait-kind-verify-on-site = verify “done on site”
label-wait-kind-return-device = return the device to the client
label-wait-kind-settle-money = settle the client’s money
label-wait-kind-collect-debt = collect the client’s debt
label-wait-kind-decide-appeal = decide the appeal
label-wait-kind-resume = wait for the end of the pause
label-wait-kind-decide-request = decide the engineer’s request

label-method-cash = cash
label-method-card = card
label-method-sbp = SBP
label-method-invoice = invoice

label-refusal-code-price = price
label-refusal-code-terms = terms
label-refusal-code-goes-elsewhere = goes elsewhere
label-refusal-code-beyond-repair = beyond repair
label-refusal-code-other = other

label-device-kind-printer = printer
label-device-kind-mfp = all-in-one
label-device-kind-plotter = plotter
label-device-kind-scanner = scanner
label-device-kind-computer = computer
label-device-kind-monitor = monitor
label-device-kind-other = other

label-role-superuser = superuser
label-role-owner = owner
label-role-curator = curator
label-role-engineer = engineer
label-role-stationary-engineer = workshop engineer
label-role-buyer = buyer

label-permission-orders-read = see orders
label-permission-orders-create = open orders
label-permission-orders-manage = manage orders
label-permission-orders-verify = verify stages
label-permission-orders-work = work on orders
label-permission-stationary-work = repair in the workshop
label-permission-money-confirm = confirm payments
label-permission-money-read = see money
label-permission-money-pay = pay out
label-permission-money-write-off = write debts off
label-permission-media-upload = upload photos
label-permission-penalties-decide = decide appeals
label-permission-orders-reopen = reopen orders
label-permission-people-read = see people
label-permission-people-manage = manage engineers and buyers
label-permission-curators-manage = manage curators
label-permission-owners-manage = manage owners
label-permission-superusers-manage = manage superusers
label-permission-rights-grant = grant rights
label-permission-organizations-manage = manage organizations
label-permission-settings-manage = change settings
label-permission-audit-read = see the log of changes

label-purpose-diagnosis = diagnosis
label-purpose-repair = repair

label-paid-by-client-cash = the client’s cash in hand
label-paid-by-own = own money
label-paid-by-company = the company’s money

label-fail-reason-nobody-there = nobody there
label-fail-reason-no-answer = no answer
label-fail-reason-no-pass = no pass
label-fail-reason-client-moved = the client moved it

label-move-reason-client-asked = the client asks
label-move-reason-engineer-busy = the engineer is busy
label-move-reason-office = the office decided

label-request-kind-pause = a pause
label-request-kind-reassignment = another engineer
label-request-kind-cancellation = cancellation of the order

label-clock-client = client
label-clock-engineer = engineer
label-clock-curator = curator
label-clock-stationary = workshop

label-verdict-uphold = uphold
label-verdict-reverse = reverse

label-posting-kind-agreed = agreed
label-posting-kind-payment = payment
label-posting-kind-refund = refund
label-posting-kind-expense = expense
label-posting-kind-stationary-work = workshop work
label-posting-kind-refusal-fee = refusal fee
label-posting-kind-commission = commission
label-posting-kind-advance = advance
label-posting-kind-payout = payout
label-posting-kind-write-off = write-off
label-posting-kind-penalty = penalty

label-paper-kind-handover = hand-over act
label-paper-kind-return = return act
label-paper-kind-summary = summary of the order
label-paper-kind-expenses = list of expenses

label-visit-state-planned = planned
label-visit-state-on-my-way = engineer on the way
label-visit-state-on-site = engineer on site
label-visit-state-failed = failed

label-step-state-open = not sent in
label-step-state-pending = being verified
label-step-state-unpaid = waits for payment
label-step-state-approved = approved

label-job-state-handover-pending = hand-over being verified
label-job-state-handover-returned = hand-over returned
label-job-state-queued = queued
label-job-state-taken = being repaired
label-job-state-repair-pending = repair being verified
label-job-state-ready = ready to collect
label-job-state-collected = collected
label-job-state-withdrawn = withdrawn

label-receipt-state-pending = being verified
label-receipt-state-returned = returned
label-receipt-state-approved = approved
label-receipt-state-withdrawn = withdrawn

label-supplement-state-thinking = the client thinks
label-supplement-state-pending = being verified
label-supplement-state-returned = returned
label-supplement-state-undone = taken back
label-supplement-state-approved = approved
label-supplement-state-withdrawn = withdrawn

label-penalty-state-charged = charged
label-penalty-state-appealed = appealed
label-penalty-state-upheld = upheld
label-penalty-state-reversed = reversed

label-assignment-state-nobody = nobody
label-assignment-state-offered = offered
label-assignment-state-accepted = accepted

label-mode-before = before the next stage
label-mode-after = after, without holding up

label-action-remind = a reminder
label-action-escalate = it goes up to
label-action-resume = the pause ends
label-action-penalize = a penalty

label-phase-active = active
label-phase-paused = paused
label-phase-closing = closing
label-phase-closed = closed

label-language-ru = Russian
label-language-en = English

label-hand-in-state-pending = waits for confirmation
label-hand-in-state-confirmed = confirmed
label-hand-in-state-disputed = disputed
label-hand-in-state-withdrawn = withdrawn

part-assignment = assignment
part-visit = visit
part-agreement = agreement
part-prepayment = prepayment
part-report = report
part-onsite = “done on site”
part-device = device
part-money = money
part-order = order
part-request = request
part-notes = notes
part-waits = wait
part-stationary =
    { $number ->
        [0] workshop
       *[other] workshop { $number }
    }
part-receipt =
    { $number ->
        [0] receipt
       *[other] receipt { $number }
    }
part-supplement =
    { $number ->
        [0] supplementary agreement
       *[other] supplementary agreement { $number }
    }
part-penalty =
    { $number ->
        [0] penalty
       *[other] penalty { $number }
    }
part-shared =
    { $number ->
        [0] shared expense
       *[other] shared expense { $number }
    }
