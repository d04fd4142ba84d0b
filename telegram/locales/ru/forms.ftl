### Формы: общие слова

forms-title = <b>{ $number }</b> · { $title }
forms-title-new = <b>{ $title }</b>
forms-progress = Шаг { $at } из { $all }
forms-answered = Сейчас: { $told }
forms-told = <b>{ $label }:</b> { $told }
forms-left-out = —
forms-trouble = ⚠️ { $words }
forms-returned = ↩️ Вернули: «{ $reason }». Всё введённое сохранено.
forms-check-and-send = Проверьте и отправьте.
forms-late = Вы написали «{ $text }» раньше, чем увидели этот вопрос. Если это ответ на него, нажмите «Взять ответом».
forms-edit-what = Что исправить?
forms-kept = 🕓 Записал. Отправлю сам, как только сервер ответит; вводить заново не нужно.
forms-drop-really = Удалить черновик? Всё введённое пропадёт.
forms-gone = Этой формы уже нет: она отправлена или удалена.
forms-dropped = Черновик удалён.
forms-accepted = ✅ { $number } · { $title }: отправлено.
forms-accepted-new = ✅ { $title }: готово.
forms-open-subject = 👉 Открыть
forms-accepted-later = 🕓 { $number } · { $title }: записано, будет выполнено чуть позже.
forms-refused-later = ⚠️ { $title }: отправить не получилось. { $words }
    Всё введённое сохранено.
press-kept = 🕓 { $title }: записал. Выполню сам, как только сервер ответит; нажимать ещё раз не нужно.
press-refused-later = ⚠️ { $title }: выполнить не получилось. { $words }
form-press-title = Кнопка наряда
forms-money = { $amount }
forms-when = { $when }

## Кнопки

forms-take-late = Взять ответом
forms-keep = Дальше, оставить так
forms-skip = Пропустить
forms-back = ⬅ Назад
forms-cancel = ✖ Отмена
forms-menu = ☰ Меню
forms-send = ✅ Отправить
forms-send-now = Отправить сейчас
forms-change = Изменить
forms-edit = ✏️ Исправить
forms-drop-yes = Да, удалить
forms-drop-no = Нет, оставить
forms-open-order = Открыть наряд
forms-chosen = Готово ({ $count })

## Ответы на нажатия

forms-button-gone = Эта кнопка от прежнего вопроса. Ниже — текущий.
forms-something-missing = Ответьте ещё на этот вопрос.
forms-still-storing = Ещё сохраняю файлы ({ $count }). Нажмите чуть позже.
forms-album-waits = Отправляю, как только альбом дойдёт целиком.

## Что не подошло

forms-press-a-button = Выберите кнопкой.
forms-away = Нет связи с сервером: список появится, когда он ответит. Введённое сохранено.
forms-nothing-to-choose = Выбирать пока не из чего.
forms-text-empty = Напишите хотя бы одно слово.
forms-text-long = Не больше { $longest } знаков, а здесь { $length }.
forms-text-wanted = Здесь нужен ответ текстом или кнопкой.
forms-amount-unread = Не понял сумму. Напишите так: 1 500 или 1500,50.
forms-amount-low = Сумма должна быть больше нуля.
forms-count-unread = Напишите целое число от { $least } до { $most }.
forms-phone-unread = «{ $given }» — не номер телефона. Напишите так: +7 912 345-67-89.
forms-phones-many = Не больше { $most } номеров.
forms-choice-unread = «{ $given }» нет в списке. Выберите кнопкой.
forms-choice-many = Не больше { $most }.
forms-day-unread = Не понял дату. Выберите день или напишите так: 22.11 или «завтра».
forms-day-past = Этот день уже прошёл.
forms-day-future = Этот день ещё не наступил.
forms-moment-unread = Не понял, когда. Напишите так: 22.11 18:00.
forms-moment-past = Это время уже прошло.
forms-hour-unread = Не понял время. Напишите так: 18:00.
forms-hours-unread = Не понял время. Напишите так: 10–12.
forms-interval-unread = Не понял, когда. Выберите день или напишите так: завтра 10–12.

## Даты

forms-hour = <b>Во сколько?</b> { $day }
forms-hours = <b>С какого часа и до какого?</b> { $day }
forms-today = Сегодня
forms-tomorrow = Завтра
forms-yesterday = Вчера
forms-month = { $month ->
    [1] Январь
    [2] Февраль
    [3] Март
    [4] Апрель
    [5] Май
    [6] Июнь
    [7] Июль
    [8] Август
    [9] Сентябрь
    [10] Октябрь
    [11] Ноябрь
   *[12] Декабрь
    } { $year }

## Фото

forms-photos-done = Готово
forms-photos-drop-failed = Убрать незагруженные
forms-photos-drop-all = Убрать все
forms-photos-wanted = Пришлите фото или документ, затем нажмите «Готово».
forms-photos-kinds = Подходят фото (JPEG, PNG, HEIC, WebP) и PDF. Видео, голос и стикеры не подходят.
forms-photos-coming = Сохранено { $stored } из { $all }. Подождите остальные.
forms-photos-failed = Не все фото загрузились. Пришлите их ещё раз или уберите.
forms-photos-few = Нужно фото: не меньше { $least }. Сохранено: { $stored }.
forms-photos-many = Не больше { $most } файлов, а здесь { $stored }. Уберите лишние.
forms-photos-told = { $count }
forms-photos-counted = 📷 Сохранено { $stored } из { $all }
forms-photos-one-failed = ⚠️ Фото { $number } не загрузилось: пришлите его ещё раз.
forms-photos-one-refused = ⚠️ Файл { $number } ({ $name }) не подходит: нужны фото или PDF до 20 МБ.

## Строки

forms-lines-how = По строке на позицию: <code>название; количество; цена</code>. Количество 1 можно не писать: <code>название; цена</code>.
forms-lines-how-orders = По строке на позицию: <code>название; количество; цена</code>. Если куплено для другого вашего наряда, добавьте его номер: <code>название; количество; цена; SVC-000124</code>.
forms-lines-unread = Строка { $row } («{ $given }») не понята. Ничего из сообщения не взято. Напишите так: Ролик захвата; 2; 600.
forms-lines-many = Не больше { $most } строк.
forms-lines-done = Готово
forms-lines-drop-last = Убрать последнюю строку
forms-lines-new-group = ➕ Вариант { $number }
forms-lines-group = <b>Вариант { $number }</b>
forms-lines-more = … и ещё { $count }
forms-lines-sum = Итого: { $sum }

## Вопросы, общие для нескольких форм

forms-amount-nothing = Ничего (0)
forms-option = Вариант { $number } — { $sum }
forms-order-unknown = Наряд { $number } не найден среди ваших.
forms-ask-options = Что предлагаем клиенту? Если вариантов несколько, введите строки первого, затем нажмите «Вариант 2».
forms-ask-answer = Что решил клиент?
forms-ask-option = Какой вариант выбрал клиент?
forms-ask-agreed-for = Если клиент согласился на меньшую сумму, напишите её. Если на полную, пропустите.
forms-ask-discount-reason = Почему сумма меньше?
forms-ask-thinking-until = До какого дня клиент думает? Не дольше 30 дней.
forms-ask-code = Почему клиент отказался?
forms-ask-refusal-text = Что сказал клиент?
forms-ask-ends-order = От чего клиент отказался?
forms-ask-fee = Сколько клиент платит за выезд и диагностику?
forms-ask-method = Как оплачено?
forms-ask-proof = Чем подтвердить оплату?
forms-ask-fiscal-number = Номер фискального чека?
forms-ask-fiscal-photo = Пришлите фото чека.
forms-ask-no-fiscal-reason = Почему чека нет?
forms-ask-photos = Пришлите фото, если они нужны.
forms-ask-contract = Есть подписанный акт или договор?
forms-ask-act = Пришлите фото или PDF подписанного акта.
forms-ask-no-act-reason = Почему нет подписанного акта?
forms-ask-no-contract-reason = Почему нет договора?
forms-ask-received = Сколько клиент заплатил сейчас, в конце работы?
forms-ask-received-all = Сколько клиент заплатил всего?
forms-ask-advance = Какой аванс вы просите из своей комиссии?
forms-ask-warranty-days = На сколько дней гарантия?
forms-ask-recipient = Кому отданы деньги? Имя и, если нужно, документ.
forms-ask-pause-until = До какого дня и часа пауза?
forms-ask-kind = Что за аппарат?
forms-ask-brand = Марка?
forms-ask-model = Модель?
forms-ask-serial = Серийный номер?
forms-ask-complaint = Что случилось с аппаратом, словами клиента?
forms-ask-completeness = Что вместе с аппаратом: кабели, лотки, картриджи?
forms-ask-walk-in = Куда: к клиенту или клиент принёс сам?
forms-ask-engineer = Какой инженер поедет? Можно назначить позже.
forms-ask-visit = Когда визит? Можно договориться позже.
forms-ask-note = Заметка для инженера, если нужна.
forms-ask-earlier = Какой наряд был раньше?
forms-find-how = Последние — кнопками ниже. Чтобы найти другой, напишите от трёх знаков: часть номера, имени клиента, телефона, модели или серийного номера.
forms-found = Нашлось по «{ $text }». Не то — напишите точнее.
forms-found-nothing = По «{ $text }» ничего не нашлось. Напишите иначе: часть номера, имени клиента, телефона, модели или серийного номера.
forms-earlier-open = Этот наряд снова открыт: повторять пока нечего. Выберите другой.
forms-if-skipped = Если пропустить — { $told }.
forms-as-there = как в наряде { $number }: { $what }
forms-as-there-visit = как в наряде { $number }: { $visit }

forms-note-agreed = Согласовано { $agreed }, ещё не оплачено { $open }.
forms-note-debt = Долг клиента: { $debt }.
forms-note-owed-back = Клиенту причитается { $amount }.
forms-note-sums = Согласовано { $price } · расходы { $costs } · чистыми { $net }
    Получено { $received } · остаток долга { $debt }

## Варианты ответов

forms-choice-agreed = Согласен
forms-choice-thinking = Думает
forms-choice-refused = Отказался
forms-choice-only-supplement = Только от дополнительных работ
forms-choice-whole-order = От всего ремонта
forms-choice-act-signed = Есть
forms-choice-act-none = Нет
forms-choice-proof-number = Номер чека
forms-choice-proof-photo = Фото чека
forms-choice-proof-none = Чека нет
forms-choice-client-person = Частное лицо
forms-choice-client-company = Организация
forms-choice-to-client = Едем к клиенту
forms-choice-walk-in = Клиент принёс сам
forms-choice-priority-1 = 1 — сначала это
forms-choice-priority-2 = 2
forms-choice-priority-3 = 3 — обычный
forms-choice-priority-4 = 4
forms-choice-priority-5 = 5 — подождёт
forms-choice-return-all = Весь документ
forms-choice-return-lines = Отдельные строки
