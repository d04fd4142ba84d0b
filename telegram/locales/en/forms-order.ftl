### Forms: about an order and its people

form-open-title = New order
form-open-client = Who is the client?
form-open-name = What is the client’s name?
form-open-company = What is the company called?
form-open-inn = The company’s INN?
form-open-contact = Whom to ask for at the company?
form-open-phones = The client’s phone? Up to three numbers, by commas.
form-open-address = Address?
form-open-floor = Floor?
form-open-entry = How to get in: pass, code, intercom?
form-open-sibling-title = Another device of the same client
form-open-repeat-title = Repeat under warranty
form-open-repeat-warranty-reason = Why is it repaired for nothing?

form-assign-title = Assign an engineer
form-assign-engineer = Who will go?
form-offer-title = Offer to several
form-offer-engineers = To whom? Choose at least two, then press “Done”.
form-decline-title = Decline the order
form-decline-reason = Why can you not take this order?

form-fail-visit-title = The visit failed
form-fail-visit-reason = Why?
form-fail-visit-text = Details, if any.
form-move-visit-title = Time of the visit
form-move-visit-visit = What time was agreed?
form-move-visit-reason = Why this time?
form-move-visit-text = Details, if any.

form-ask-title = Request to the curator
form-ask-what = What do you ask for?
form-ask-reason = Why?
form-deny-title = Deny the request
form-deny-reason = Why not?

form-pause-title = Pause
form-pause-reason = Why a pause?
form-cancel-title = Cancel the order
form-cancel-reason = Why is the order cancelled?
form-set-deadline-title = Deadline
form-set-deadline-until = Until which day and hour?
form-withdraw-title = Withdraw
form-withdraw-reason = Why is this not needed any more?
form-take-over-title = Hand the order over
form-take-over-to = To which curator?
form-take-over-reason = Why?
form-reopen-title = Reopen the order
form-reopen-reason = Why is the order reopened?
form-not-warranty-title = Not a case of warranty
form-not-warranty-reason = Why is it no case of warranty?

form-add-note-title = Note
form-add-note-text = What should be written down?
form-add-note-photos = Send photos, if there are any.

form-return-title = Return
form-return-whole = What should be returned?
form-return-lines = Which lines? The others will be accepted.
form-return-reason = What should be corrected? The author will see these words.
form-approve-title = Approve
form-approve-net-reason = If it is done at a loss, why is it accepted?
form-approve-debt-due = If the client still owes money, until which day?
form-approve-commission-split = How is the commission split? Write percents with spaces between; without an answer all of it is the report’s author’s.
forms-label-commission-split = Commission
forms-shares-of = In this order: { $people }
forms-shares-evenly = Evenly
forms-shares-unread = { $count } numbers are needed that make 100; these make { $given }. For example: 60 40
