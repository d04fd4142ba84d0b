### Forms: stages, money, the device

form-submit-agreement-title = Agreement
form-submit-supplement-title = Supplementary agreement
form-submit-prepayment-title = Prepayment
form-submit-prepayment-amount = What does the client pay ahead?

form-hand-over-title = To the workshop
form-hand-over-photos = Send photos of the device and of the act of hand-over.
form-hand-over-description = What is wrong and what should be done?
form-hand-over-completeness = What do you hand over with it?
form-hand-over-serial = Serial number?
form-hand-over-due = By which day is it needed?
form-finish-repair-title = Repair done
form-finish-repair-done = What was done or found?
form-finish-repair-amount = What does the workshop’s work cost?
form-finish-repair-photos = Send photos.
form-set-priority-title = Priority
form-set-priority-priority = Which priority?
form-assign-stationary-title = Assign in the workshop
form-assign-stationary-person = Who repairs it?

form-submit-receipt-title = Receipt
form-submit-receipt-document = Send a photo of the document. If it has a QR, date and total fill in by themselves.
form-submit-receipt-seller = Who is the seller?
form-submit-receipt-dated = Of which date is it?
form-submit-receipt-total = Total of the document?
form-submit-receipt-lines = What was bought?
form-submit-receipt-paid-by = Whose money paid it?

form-submit-report-title = Report
form-submit-on-site-title = Done on site
form-submit-on-site-lines = What was done and for how much?

form-give-device-title = Hand the device over
form-give-device-to = To whom?
form-return-device-title = Give the device back to the client
form-recover-device-title = Fetch the device
form-recover-device-reason = Why is it fetched from somebody who is blocked?

form-record-payment-title = Payment
form-record-payment-amount = What did the client pay?
form-refund-title = Refund
form-refund-amount = How much goes back?
form-refund-reason = Why?
form-settle-money-title = Settle with the client
form-settle-money-refund = How much goes back to the client?
form-settle-money-kept-reason = Why does not all go back?
form-pay-out-title = Payout
form-pay-out-person = To whom?
form-pay-out-amount = How much?
form-write-off-title = Write off a debt
form-write-off-amount = How much?
form-write-off-reason = Why?

form-penalize-title = Penalty
form-penalize-person = Who?
form-penalize-amount = How much?
form-penalize-reason = What for?
form-appeal-title = Appeal
form-appeal-reason = Why do you disagree?
form-decide-appeal-title = Decision of the appeal
form-decide-appeal-verdict = What is decided?
form-decide-appeal-reason = Why?
