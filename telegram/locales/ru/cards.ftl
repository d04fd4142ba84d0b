# Карточка наряда.

card-title = <b>{ $number }</b> · { $device } · «{ $complaint }»
card-client = 👤 { $client }, { $phones }
card-address = 📍 { $address }
card-floor = { $floor } этаж
card-visit = 📅 { $interval } · { $state }
card-people = Куратор { $curator } · инженер { $engineer }
card-people-nobody = Куратор { $curator } · инженера нет
card-people-offered = Куратор { $curator } · предложен: { $people }{ $more ->
        [0] {""}
       *[other] {" "}и ещё { $more }
    }
card-warranty = 🛡 По гарантии наряда { $number }
card-paused = ⏸ Пауза до: { $until } («{ $reason }»)
card-closed = 🏁 Закрыт: { $stage }, { $at }
card-closing = 🛑 { $stage } («{ $reason }»)
card-returned = ↩️ Вернули ({ $part }): «{ $reason }»
card-receipt = 🧾 { $part } · { $state } · { $total }
card-supplement = ➕ { $part } · { $state }{ $priced ->
        [0] {""}
       *[other] {" "}· { $amount }
    }
card-shared = 🧾 { $part } · в наряде { $number } · { $amount }
card-job = 🏭 { $part } · { $purpose } · { $state }{ $who ->
        [none] {""}
       *[other] {" "}· { $who }
    } · срок { $due } · приоритет { $priority } · «{ $description }»
card-branches-more = … и ещё { $count }
card-device = 📦 Аппарат: { $holder }
card-device-on-its-way = 📦 Аппарат: { $holder } отдаёт, { $to } подтверждает
card-request = 🙋 Просьба: { $what } («{ $reason }»)
card-money = 💰 Цена { $price } · получено { $received }{ $owed ->
        [0] {""}
       *[other] {" "}· долг { $debt }
    }
card-any = любой { $role }
card-somebody = { $name } ({ $role })
card-wait = { $late ->
        [0] ⏳
       *[other] 🔥
    } { $who }: { $what }, до: { $until }
card-wait-you = { $late ->
        [0] ⏳
       *[other] 🔥
    } <b>Ждём вас</b>: { $what }, до: { $until }{ $otherwise ->
        [escalate] , иначе узнает { $role }
        [penalize] , иначе удержание
       *[other] {""}
    }
card-waits-more = … и ещё ждём: { $count }
card-deed-of = { $deed }: { $part }
card-old-button = Эта кнопка устарела. Вот наряд, каким он стал.
card-old-button-since = Эта кнопка устарела. Пока вас не было:
card-gone = Наряда больше нет, или он вам не виден.
card-taken = Кто-то успел раньше, или наряд вам больше не виден.
card-below = Карточка ниже ↓
card-done = Готово.
card-kept = Записал. Выполню, как только сервер ответит.
card-done-already = Уже сделано.
