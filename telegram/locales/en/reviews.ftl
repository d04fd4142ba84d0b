# What was sent in, for whoever verifies it.

review-title =
    🔍 <b>{ $number }</b> · verify: { $part }
    { $author }, { $at }
review-option = <b>Option { $number }</b>: { $total }{ $chosen ->
        [0] {""}
       *[other] {" "}← chosen
    }
review-line = { $number }. { $name } · { $quantity } × { $price } = { $total }
review-agreed = The client agreed: <b>{ $amount }</b>
review-discount = Discount: “{ $reason }”
review-refused = The client refused ({ $code }): “{ $text }”
review-fee = Refusal fee: { $fee }, { $method }
review-ends-order = The client refuses the whole repair: the order will close.
review-nothing-paid = Nothing was received.
review-paid = Received: <b>{ $amount }</b>, { $method }
review-fiscal-number = Fiscal receipt No. { $number }
review-fiscal-photo = The fiscal receipt is on a photo.
review-no-fiscal = No fiscal receipt: “{ $reason }”
review-job = { $purpose }: “{ $description }”
review-handed-over =
    Due: { $due }
    Serial number: { $serial }
    Completeness: { $completeness }
review-repaired =
    Done: “{ $done }”
    Work: <b>{ $amount }</b>
review-receipt =
    { $seller }, { $dated }
    Total <b>{ $total }</b>, paid with: { $paid }
review-accepted = Accepted earlier: { $total }
review-shared = Some lines are for orders: { $numbers }
review-similar = ⚠️ The same date and total in orders: { $numbers }. Compare the documents.
review-no-contract = No contract: “{ $reason }”
review-report = Advance { $advance }, warranty { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
review-figures = Price { $gross } · costs { $costs } · net { $net } · commission { $commission } · debt { $debt }
review-own = You sent this in: nobody else can verify it, so it is marked as a self-check.
review-first = Verify first: { $parts }
review-nothing = { $part }: there is nothing to verify any more.
review-approved = ✅ { $number } · { $part }: approved
review-file-away = { $count ->
        [one] { $count } file could not be shown
       *[other] { $count } files could not be shown
    }. Press “Files” again.
