# Money: in hand, handed in, earned, paid out, penalties.
money-hand =
    💵 In hand: <b>{ $balance }</b>{ $waits ->
        [yes] , { $pending } of it is being handed in
       *[no] {""}
    }{ $over ->
        [yes] {" "}⚠️ more than is allowed: hand it in.
       *[no] .
    }
money-period = 📈 { $since } – { $until }: { $sums }
money-sum = { $kind } { $amount }
money-nothing = nothing yet
money-earnings = 📈 Earnings
money-earning = • { $at }: { $kind } { $amount } · { $number }
money-book = 📖 What the cash is made of
money-book-of = 📖 Cash in hand: <b>{ $name }</b>
money-line = • { $at }: { $kind } { $amount } · { $number }
money-line-payment = payment
money-line-expense = expense
money-line-refund = refund
money-line-hand-in = handed in
money-hand-in = 💵 Hand in cash
money-own = 🧾 My hand-ins
money-take = 💵 Take from an engineer
money-invoices = 🧾 Invoices: paid
money-debts = 📕 Debts
money-payable = 💳 To pay out
money-payable-how = 💳 To pay out: open the order, there is “Pay out”
money-to-pay = • { $name }: <b>{ $amount }</b> · { $number }, until { $until }
money-hands = 👛 Cash by person
money-of = • { $name }: <b>{ $balance }</b>{ $over ->
        [yes] {" "}⚠️ more than is allowed
       *[no] {""}
    }
money-over = ⚠️ Only above the limit
money-penalties = ⚖️ Penalties and appeals
money-penalties-own = ⚖️ Penalties: appeal
money-penalties-of = ⚖️ <b>{ $word }</b>: appeal and decide on the order's card
money-penalty =
    • { $at }: { $name }, <b>{ $amount }</b> · { $number } · { $state }{ $automatic ->
        [yes] {" "}(by rule)
       *[no] {""}
    }
money-confirm = ✅ I have { $amount }
money-dispute = ⚠️ Another amount
money-withdraw = ↩️ Take back
money-confirm-done = ✅ Confirmed.
money-withdraw-done = ↩️ Taken back: the cash is still in hand.
money-disputed = Disputed: “{ $reason }”

cash-hand-in = { $giver } → { $receiver }: <b>{ $amount }</b>, { $at } · { $state }
cash-free = In hand { $balance }, <b>{ $free }</b> may be handed in.

form-hand-in-title = 💵 Hand in cash
form-hand-in-receiver = To whom?
form-hand-in-amount = How much?
form-dispute-hand-in-title = ⚠️ Another amount
form-dispute-hand-in-reason = What did you really get? The cash stays in hand of whoever handed it in.
forms-label-receiver = To
