# Карточка наряда.

card-title = <b>{ $number }</b> · { $device } · «{ $complaint }»
card-client = { $client }, { $phones }
card-address = 📍 { $address }
card-visit = 📅 { $interval } · { $state }
card-stage = Этап: { $stage }
card-you = <b>вы</b>
card-any = любой { $role }
card-wait = ⏳ { $who }: { $what }, до { $until }
card-deed-of = { $deed }: { $part }
