# Что было с нарядом: в истории и там, где кнопка устарела.

event-opened = Наряд открыт
event-assigned = Назначен инженер: { $person }
event-offered = Предложен инженерам: { $people }
event-accepted = Наряд принят
event-declined = Отказ от наряда: «{ $reason }»
event-offer-declined = Отказ от предложения: «{ $reason }»
event-unassigned = Инженер снят: { $person }
event-departed = Инженер выехал
event-arrived = Инженер на месте
event-visit-failed = Визит не состоялся: { $reason }
event-visit-moved = Визит: { $to } ({ $reason })
event-agreement-submitted = Согласование отправлено: { $outcome ->
        [refused] клиент отказался, «{ $reason }»
       *[agreed] { $amount }
    }
event-agreement-postponed = Клиент думает, до: { $until }
event-agreement-approved = Согласование принято
event-agreement-returned = Согласование вернули: «{ $reason }»
event-prepayment-submitted = Предоплата отправлена: { $paid ->
        [0] без предоплаты
       *[other] { $amount }
    }
event-prepayment-approved = Предоплата принята
event-payment-confirmed = Счёт оплачен: { $amount }
event-prepayment-returned = Предоплату вернули: «{ $reason }»
event-handed-over = Передача в стационар: «{ $reason }», срок { $until }
event-handover-approved = Передача в стационар принята
event-handover-returned = Передачу в стационар вернули: «{ $reason }»
event-stationary-assigned = { $part }: ремонтирует { $person }
event-priority-set = { $part }: приоритет { $priority }
event-taken = { $part }: взято в ремонт
event-repair-finished = { $part }: ремонт закончен, { $amount } («{ $reason }»)
event-repair-approved = { $part }: ремонт принят
event-repair-returned = { $part }: ремонт вернули: «{ $reason }»
event-device-given = Аппарат отдан: { $person } ещё не подтверждает
event-device-received = Аппарат получен
event-device-recovered = Аппарат забрали: «{ $reason }»
event-device-returned = Аппарат вернули клиенту
event-receipt-submitted = { $part } отправлен: { $amount }
event-receipt-approved = { $part } принят
event-receipt-returned = { $part } вернули: «{ $reason }»
event-supplement-submitted = { $part } отправлено: { $outcome ->
        [refused] клиент отказался, «{ $reason }»
       *[agreed] { $amount }
    }
event-supplement-postponed = { $part }: клиент думает, до: { $until }
event-supplement-approved = { $part } принято
event-supplement-returned = { $part } вернули: «{ $reason }»
event-expense-shared = Расход по оприходу другого наряда
event-report-submitted = Отчёт отправлен, цена { $amount }
event-report-approved = Отчёт принят, цена { $amount }
event-report-returned = Отчёт вернули: «{ $reason }»
event-on-site-submitted = «Сделано на месте» отправлено: { $amount }
event-on-site-approved = «Сделано на месте» принято: { $amount }
event-on-site-returned = «Сделано на месте» вернули: «{ $reason }»
event-paused = Пауза до: { $until } («{ $reason }»)
event-resumed = Пауза закончена
event-cancellation-begun = Отмена начата: «{ $reason }»
event-deadline-set = Срок ({ $part }): { $until }
event-withdrawn = { $part }: отозвано («{ $reason }»)
event-noted = Заметка: «{ $reason }»
event-undone = { $part }: отправка отменена
event-taken-over = Куратор теперь { $person }: «{ $reason }»
event-asked = Просьба: { $what } («{ $reason }»)
event-request-granted = Просьба выполнена: { $what }
event-request-denied = В просьбе отказали: «{ $reason }»
event-payment-recorded = Оплата записана: { $amount }
event-refunded = Возврат клиенту: { $amount } («{ $reason }»)
event-client-settled = Расчёт с клиентом: возврат { $amount }
event-paid-out = Выплата: { $amount }, { $person }
event-written-off = Долг списан: { $amount } («{ $reason }»)
event-closed = Наряд закрыт: { $what }
event-penalized = { $part }: { $amount }, { $person }
event-appealed = { $part }: обжаловано («{ $reason }»)
event-appeal-decided = { $part }: решено { $what } («{ $reason }»)
event-reopened = Наряд возобновлён: «{ $reason }»
event-warranty-denied = Не гарантия: «{ $reason }»
event-reminded = Напоминание: { $what }

history-title = <b>{ $number }</b> · история, страница { $page } из { $pages }
history-line = { $at } · { $what }{ $who ->
        [none] {""}
       *[other] {" "}— { $who }
    }
history-somebody = коллега
history-empty = Пока ничего не произошло.
history-earlier = ⬅ Раньше
history-later = Позже ➡
