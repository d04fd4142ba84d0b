# The card of an order.

card-title = <b>{ $number }</b> · { $device } · “{ $complaint }”
card-client = { $client }, { $phones }
card-address = 📍 { $address }
card-visit = 📅 { $interval } · { $state }
card-stage = Stage: { $stage }
card-you = <b>you</b>
card-any = any { $role }
card-wait = ⏳ { $who }: { $what }, until { $until }
card-deed-of = { $deed }: { $part }
