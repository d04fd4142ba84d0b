# The card of an order.

card-title = <b>{ $number }</b> · { $device } · “{ $complaint }”
card-client = 👤 { $client }, { $phones }
card-address = 📍 { $address }
card-floor = floor { $floor }
card-visit = 📅 { $interval } · { $state }
card-people = Curator { $curator } · engineer { $engineer }
card-people-nobody = Curator { $curator } · no engineer
card-people-offered = Curator { $curator } · offered to { $people }{ $more ->
        [0] {""}
       *[other] {" "}and { $more } more
    }
card-warranty = 🛡 Under the warranty of order { $number }
card-paused = ⏸ Paused until { $until } (“{ $reason }”)
card-closed = 🏁 Closed: { $stage }, { $at }
card-closing = 🛑 { $stage } (“{ $reason }”)
card-returned = ↩️ Returned ({ $part }): “{ $reason }”
card-receipt = 🧾 { $part } · { $state } · { $total }
card-supplement = ➕ { $part } · { $state }{ $priced ->
        [0] {""}
       *[other] {" "}· { $amount }
    }
card-shared = 🧾 { $part } · in order { $number } · { $amount }
card-job = 🏭 { $part } · { $purpose } · { $state }{ $who ->
        [none] {""}
       *[other] {" "}· { $who }
    } · due { $due } · priority { $priority } · “{ $description }”
card-branches-more = … and { $count } more
card-device = 📦 Device: { $holder }
card-device-on-its-way = 📦 Device: { $holder } hands it over, { $to } confirms
card-request = 🙋 Request: { $what } (“{ $reason }”)
card-money = 💰 Price { $price } · received { $received }{ $owed ->
        [0] {""}
       *[other] {" "}· owed { $debt }
    }
card-any = any { $role }
card-somebody = { $name } ({ $role })
card-wait = { $late ->
        [0] ⏳
       *[other] 🔥
    } { $who }: { $what }, until { $until }
card-wait-you = { $late ->
        [0] ⏳
       *[other] 🔥
    } <b>Your turn</b>: { $what }, until { $until }{ $otherwise ->
        [escalate] , else the { $role } hears of it
        [penalize] , else a penalty
       *[other] {""}
    }
card-waits-more = … and { $count } more waits
card-deed-of = { $deed }: { $part }
card-old-button = This button is out of date. Here is the order as it is now.
card-old-button-since = This button is out of date. Meanwhile:
card-gone = The order is gone, or not yours to see.
card-taken = Somebody was faster, or the order is not yours to see any more.
card-below = The card is below ↓
card-done = Done.
card-kept = Noted. It will be done as soon as the server answers.
card-done-already = Done already.
