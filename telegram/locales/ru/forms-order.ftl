### Формы: о наряде и его людях

form-open-title = Новый наряд
form-open-client = Кто клиент?
form-open-name = Как зовут клиента?
form-open-company = Как называется организация?
form-open-inn = ИНН организации?
form-open-contact = Кого спросить в организации?
form-open-phones = Телефон клиента? До трёх номеров, через запятую.
form-open-address = Адрес?
form-open-floor = Этаж?
form-open-entry = Как пройти: пропуск, код, домофон?
form-open-sibling-title = Ещё устройство того же клиента
form-open-repeat-title = Повтор по гарантии
form-open-repeat-warranty-reason = Почему чиним бесплатно?

form-assign-title = Назначить инженера
form-assign-engineer = Кто поедет?
form-offer-title = Предложить нескольким
form-offer-engineers = Кому предложить? Выберите не меньше двух, затем нажмите «Готово».
form-decline-title = Отказ от наряда
form-decline-reason = Почему вы не можете взять этот наряд?

form-fail-visit-title = Визит не состоялся
form-fail-visit-reason = Почему?
form-fail-visit-text = Подробности, если есть.
form-move-visit-title = Время визита
form-move-visit-visit = Когда договорились приехать?
form-move-visit-reason = Почему это время?
form-move-visit-text = Подробности, если есть.

form-ask-title = Просьба куратору
form-ask-what = О чём вы просите?
form-ask-reason = Почему?
form-deny-title = Отказать в просьбе
form-deny-reason = Почему нет?

form-pause-title = Пауза
form-pause-reason = Почему пауза?
form-cancel-title = Отмена наряда
form-cancel-reason = Почему наряд отменяется?
form-set-deadline-title = Срок
form-set-deadline-until = До какого дня и часа?
form-withdraw-title = Отозвать
form-withdraw-reason = Почему это больше не нужно?
form-take-over-title = Передать наряд
form-take-over-to = Кому из кураторов?
form-take-over-reason = Почему?
form-reopen-title = Возобновить наряд
form-reopen-reason = Почему наряд возобновляется?
form-not-warranty-title = Не гарантия
form-not-warranty-reason = Почему это не гарантийный случай?

form-add-note-title = Заметка
form-add-note-text = Что записать?
form-add-note-photos = Пришлите фото, если они нужны.

form-return-title = Вернуть на исправление
form-return-whole = Что вернуть?
form-return-lines = Какие строки вернуть? Остальные будут приняты.
form-return-reason = Что исправить? Автор увидит это слово в слово.
form-approve-title = Принять
form-approve-net-reason = Если работа в убыток, почему принимаем?
form-approve-debt-due = Если клиент остался должен, до какого дня?
form-approve-commission-split = Как разделить комиссию? Напишите проценты через пробел; без ответа вся она автору отчёта.
forms-label-commission-split = Комиссия
forms-shares-of = В таком порядке: { $people }
forms-shares-evenly = Поровну
forms-shares-unread = Нужно чисел: { $count }, вместе 100. Получилось { $given }. Например: 60 40
