# Что случилось: строки над карточкой наряда и отдельные сообщения.

news-assigned = 🆕 <b>{ $number }</b> · вам назначен наряд
news-turn = 🔔 <b>{ $number }</b> · ждём вас: { $what }
news-turn-words =
    🔔 <b>{ $number }</b> · ждём вас: { $what }
    «{ $words }»
news-returned =
    ↩️ <b>{ $number }</b> · вернули, нужно исправить: { $what }
    «{ $words }»
    Всё введённое сохранено.
news-reminder = ⏰ <b>{ $number }</b> · ждём вас: { $what }, до { $until }
news-escalation = 🔥 <b>{ $number }</b> · долго ждём: { $what }, срок { $until }
news-closed = 🏁 <b>{ $number }</b> · наряд закрыт: { $outcome }
news-reopened =
    🔓 <b>{ $number }</b> · наряд открыт снова
    «{ $words }»
news-not-warranty =
    🧾 <b>{ $number }</b> · не гарантия: дальше как обычный наряд
    «{ $words }»
news-note =
    💬 <b>{ $number }</b> · заметка
    «{ $words }»
news-granted = 👍 <b>{ $number }</b> · по вашей просьбе: { $what }
news-denied =
    🙅 <b>{ $number }</b> · куратор отказал в просьбе
    «{ $words }»
news-penalty =
    ⚖️ <b>{ $number }</b> · { $word }: { $amount }
    «{ $words }»
    Обжаловать можно один раз, из карточки наряда.
news-penalty-back =
    ⚖️ <b>{ $number }</b> · { $word } снято: { $amount }
    «{ $words }»
news-penalty-stays =
    ⚖️ <b>{ $number }</b> · { $word } остаётся: обжалование отклонено
    «{ $words }»
news-undone = ⏪ <b>{ $number }</b> · отправленное отозвано автором, проверять нечего
news-taken-over =
    🔁 <b>{ $number }</b> · у наряда другой куратор
    «{ $words }»
news-recovered =
    📦 <b>{ $number }</b> · аппарат забран у прежнего держателя
    «{ $words }»
news-went-on = ➡️ <b>{ $number }</b> · теперь: { $stage }
news-gone = ➖ <b>{ $number }</b> · { $device }: наряд больше не у вас
news-paid-out = 💸 <b>{ $number }</b> · вам выплачено { $amount }
news-written-off =
    ✂️ <b>{ $number }</b> · долг клиента списан: { $amount }
    «{ $words }»
news-paper = 📄 <b>{ $number }</b> · { $paper }
news-cash-limit = 💰 У { $name } на руках { $amount }: больше, чем разрешено
news-cash-reminder =
    💰 У вас на руках { $amount }, и уже давно.
    Сдайте деньги: «Деньги» → «На руках».
news-hand-in =
    💰 { $name } сдаёт вам { $amount }.
    Подтвердите или оспорьте: «Деньги» → «Принять».
news-hand-in-reminder =
    💰 { $name } давно ждёт, что вы подтвердите { $amount }.
    Подтвердите или оспорьте: «Деньги» → «Принять».
news-hand-in-confirmed = ✅ { $name }: получено { $amount }
news-hand-in-disputed =
    ⚠️ { $name } не подтверждает { $amount }
    «{ $words }»
news-hand-in-withdrawn = ↩️ { $name } отзывает сдачу { $amount }
news-unreachable-blocked = 🔕 { $name }: бот заблокирован, сообщения не доходят. Позвоните.
news-unreachable-deactivated = 🔕 { $name }: учётной записи в Telegram больше нет. Позвоните и пригласите заново.
news-unreachable-never-started = 🔕 { $name }: чат с ботом не начат или удалён, сообщения не доходят. Позвоните.
