# Что отправлено, для того, кто проверяет.

review-title =
    🔍 <b>{ $number }</b> · проверка: { $part }
    { $author }, { $at }
review-option = <b>Вариант { $number }</b>: { $total }{ $chosen ->
        [0] {""}
       *[other] {" "}← выбран
    }
review-line = { $number }. { $name } · { $quantity } × { $price } = { $total }
review-agreed = Клиент согласен: <b>{ $amount }</b>
review-discount = Скидка: «{ $reason }»
review-refused = Клиент отказался ({ $code }): «{ $text }»
review-fee = Плата за отказ: { $fee }, { $method }
review-ends-order = Клиент отказывается от всего ремонта: наряд закроется.
review-nothing-paid = Денег не получено.
review-paid = Получено: <b>{ $amount }</b>, { $method }
review-fiscal-number = Чек № { $number }
review-fiscal-photo = Чек на фото.
review-no-fiscal = Чека нет: «{ $reason }»
review-job = { $purpose }: «{ $description }»
review-handed-over =
    Срок: { $due }
    Серийный номер: { $serial }
    Комплектность: { $completeness }
review-repaired =
    Сделано: «{ $done }»
    Работа: <b>{ $amount }</b>
review-receipt =
    { $seller }, { $dated }
    Итого <b>{ $total }</b>, платили: { $paid }
review-accepted = Принято раньше: { $total }
review-shared = Часть строк для нарядов: { $numbers }
review-similar = ⚠️ Такие же дата и сумма в нарядах: { $numbers }. Сверьте документы.
review-no-contract = Акта нет: «{ $reason }»
review-report = Аванс { $advance }, гарантия { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }
review-figures = Цена { $gross } · расходы { $costs } · остаётся { $net } · комиссия { $commission } · долг { $debt }
review-own = Это ваша отправка: проверять больше некому, отметим «самопроверка».
review-first = Сначала проверьте: { $parts }
review-nothing = { $part }: проверять уже нечего.
review-approved = ✅ { $number } · { $part }: принято
review-file-away = { $count ->
        [one] Не удалось показать { $count } файл
        [few] Не удалось показать { $count } файла
       *[other] Не удалось показать { $count } файлов
    }. Нажмите «Файлы» ещё раз.
