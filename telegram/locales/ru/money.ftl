# Деньги: на руках, сдачи, заработок, выплаты, удержания.
money-hand =
    💵 На руках: <b>{ $balance }</b>{ $waits ->
        [yes] , из них сдаётся { $pending }
       *[no] {""}
    }{ $over ->
        [yes] {" "}⚠️ больше, чем разрешено: сдайте деньги.
       *[no] .
    }
money-period = 📈 { $since } – { $until }: { $sums }
money-sum = { $kind } { $amount }
money-nothing = пока ничего
money-earnings = 📈 Заработок
money-earning = • { $at }: { $kind } { $amount } · { $number }
money-book = 📖 Из чего деньги
money-book-of = 📖 Деньги на руках: <b>{ $name }</b>
money-line = • { $at }: { $kind } { $amount } · { $number }
money-line-payment = оплата
money-line-expense = расход
money-line-refund = возврат
money-line-hand-in = сдача
money-hand-in = 💵 Сдать деньги
money-own = 🧾 Мои сдачи
money-take = 💵 Принять у инженера
money-invoices = 🧾 Счета: оплачен
money-debts = 📕 Долги
money-payable = 💳 К выплате
money-payable-how = 💳 К выплате: откройте наряд, там «Выплатить»
money-to-pay = • { $name }: <b>{ $amount }</b> · { $number }, до { $until }
money-hands = 👛 Деньги у людей
money-of = • { $name }: <b>{ $balance }</b>{ $over ->
        [yes] {" "}⚠️ больше, чем разрешено
       *[no] {""}
    }
money-over = ⚠️ Только больше разрешённого
money-penalties = ⚖️ Удержания и обжалования
money-penalties-own = ⚖️ Удержания: обжаловать
money-penalties-of = ⚖️ <b>{ $word }</b>: обжаловать и решить можно в карточке наряда
money-penalty =
    • { $at }: { $name }, <b>{ $amount }</b> · { $number } · { $state }{ $automatic ->
        [yes] {" "}(по правилу)
       *[no] {""}
    }
money-confirm = ✅ Получил { $amount }
money-dispute = ⚠️ Сумма не та
money-withdraw = ↩️ Отозвать
money-confirm-done = ✅ Получение подтверждено.
money-withdraw-done = ↩️ Сдача отозвана: деньги по-прежнему на руках.
money-disputed = Оспорена: «{ $reason }»

cash-hand-in = { $giver } → { $receiver }: <b>{ $amount }</b>, { $at } · { $state }
cash-free = На руках { $balance }, можно сдать <b>{ $free }</b>.

form-hand-in-title = 💵 Сдать деньги
form-hand-in-receiver = Кому сдаёте?
form-hand-in-amount = Сколько?
form-dispute-hand-in-title = ⚠️ Сумма не та
form-dispute-hand-in-reason = Что получили на самом деле? Деньги останутся на руках у того, кто сдавал.
forms-label-receiver = Кому
