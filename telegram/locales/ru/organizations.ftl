# Организации, настройки, правила, журнал, аппараты, входы.
organizations-line =
    • <b>{ $name }</b>: открыто { $open }, просрочено { $overdue }, не назначено { $unassigned }, на паузе { $paused }, обжалований { $appeals }
organizations-told = 🏢 <b>{ $name }</b> · номера { $prefix }-…
organizations-new = ➕ Новая организация
organizations-orders = 📋 Открытые
organizations-overdue = 🔥 Просроченные
organizations-rename = ✏️ Название и номера
organizations-none = Вы не входите в организацию: откройте «Организации» и выберите её.
organizations-ladder-falls = Каждый следующий срок должен быть больше предыдущего.

more-rules = 📘 Правила
more-devices = 📦 У кого какие аппараты
more-settings = 🛠 Настройки организации
more-audit = 📜 Кто что менял
more-log-ins = 🔑 Входы

settings-change = ✏️ Изменить настройки
settings-ladder = ⏰ Сроки напоминаний
settings-penalty = ⚖️ Правила удержаний
settings-rate = 📈 Ставка комиссии
settings-rates = Комиссия, если ставки нет: { $bp }
settings-rate-line = • { $bp } с { $since }, { $name }, { $kind }
settings-rate-everybody = все
settings-rate-any = любые аппараты

list-org = 📋 Открытые наряды
list-org-late = 🔥 Просроченные
list-org-appeals = ⚖️ Обжалования

settings-ask-penalty-word = Каким словом называть удержания?
settings-ask-pool = Могут ли кураторы на смене вести наряды тех, кто не на смене?
settings-ask-cash-limit = Сколько денег клиентов можно держать на руках? Пропустите, чтобы не ограничивать.
settings-ask-cash-remind-days = Через сколько рабочих дней напоминать сдать деньги?
settings-ask-thinking-days = Сколько дней клиент может думать, самое большее?
settings-ask-pause-days = На сколько дней можно поставить на паузу, самое большее?
settings-ask-reopen-days = Сколько дней закрытый наряд можно возобновить?
settings-ask-commission-bp = Комиссия инженера по умолчанию, в процентах?
settings-ask-agreement = Когда проверять согласование?
settings-ask-prepayment = Когда проверять предоплату?
settings-ask-receipt = Когда проверять оприход?
settings-ask-week = Рабочие часы? Напишите так: пн-пт 9-18, сб 10-15. Остальные дни выходные.
settings-ask-quiet = Тихие часы, когда напоминания молчат? Например: 21-8.
settings-ask-holidays = Праздники через запятую: 01.01.2027, 07.01.2027? Список заменит прежний; пропустите, чтобы убрать все.
settings-ask-zone = Часовой пояс, например Europe/Moscow или Asia/Yekaterinburg?
settings-ask-currency = Валюта тремя буквами, например RUB?
settings-ask-require-totp-for = Каким ролям на столе нужен второй фактор?

form-create-organization-title = ➕ Новая организация
form-create-organization-name = Название?
form-create-organization-prefix = С каких букв начинать номера нарядов? От 1 до 8 заглавных букв и цифр, например SVC.
form-change-organization-title = ✏️ Название и номера
form-change-organization-name = Новое название? Пропустите, чтобы не менять.
form-change-organization-prefix = Новое начало номеров? Пропустите, чтобы не менять; с первым нарядом оно уже не меняется.
form-change-settings-title = 🛠 Настройки организации
form-change-settings-what = Что изменить? Остальное останется как есть.
form-change-ladder-title = ⏰ Сроки напоминаний
form-change-ladder-kind = Для какого ожидания? Новые сроки действуют со следующего такого ожидания.
form-change-ladder-remind = Через сколько рабочих минут напомнить?
form-change-ladder-again = Через сколько минут напомнить ещё раз?
form-change-ladder-escalate = Через сколько минут сообщить выше?
form-change-ladder-escalate-again = Через сколько минут сообщить выше ещё раз?
form-change-penalty-rule-title = ⚖️ Правило удержания
form-change-penalty-rule-kind = За какое промедление?
form-change-penalty-rule-amount = Сколько удерживать? Пропустите, чтобы правила не было.
form-change-penalty-rule-after = Через сколько рабочих минут?
form-add-rate-title = 📈 Ставка комиссии
form-add-rate-bp = Сколько процентов?
form-add-rate-since = С какого дня?
form-add-rate-person = Для кого? Пропустите, если для всех.
form-add-rate-kind = Для какого вида аппаратов? Пропустите, если для любых.

forms-choice-yes = Да
forms-choice-no = Нет
forms-choice-settings-penalty-word = Слово для удержаний
forms-choice-settings-pool = Взаимная замена кураторов
forms-choice-settings-cash-limit = Лимит денег на руках
forms-choice-settings-cash-remind-days = Напоминание сдать деньги
forms-choice-settings-thinking-days = Клиент думает
forms-choice-settings-pause-days = Пауза
forms-choice-settings-reopen-days = Возобновление
forms-choice-settings-commission-bp = Комиссия
forms-choice-settings-agreement = Проверка согласования
forms-choice-settings-prepayment = Проверка предоплаты
forms-choice-settings-receipt = Проверка оприхода
forms-choice-settings-week = Рабочие часы
forms-choice-settings-quiet = Тихие часы
forms-choice-settings-holidays = Праздники
forms-choice-settings-zone = Часовой пояс
forms-choice-settings-currency = Валюта
forms-choice-settings-require-totp-for = Второй фактор
forms-label-penalty-word = Слово для удержаний
forms-label-pool = Взаимная замена кураторов
forms-label-cash-limit = Лимит денег на руках
forms-label-cash-remind-days = Напоминание сдать деньги, дней
forms-label-thinking-days = Клиент думает, дней
forms-label-pause-days = Пауза, дней
forms-label-reopen-days = Возобновление, дней
forms-label-verify-agreement = Проверка согласования
forms-label-verify-prepayment = Проверка предоплаты
forms-label-verify-receipt = Проверка оприхода
forms-label-week = Рабочие часы
forms-label-quiet = Тихие часы
forms-label-holidays = Праздники
forms-label-zone = Часовой пояс
forms-label-currency = Валюта
forms-label-require-totp-for = Второй фактор
forms-label-prefix = Начало номеров
forms-label-wait = Ожидание
forms-label-remind = Напомнить, мин
forms-label-again = Ещё раз, мин
forms-label-escalate = Сообщить выше, мин
forms-label-escalate-again = Ещё раз выше, мин
forms-label-after = Через, мин
forms-label-bp = Ставка
forms-label-since = С какого дня
forms-label-calendar = Календарь
forms-label-verification = Проверки
forms-label-ladders = Сроки напоминаний
forms-label-penalties = Правила удержаний
forms-label-rates = Ставки комиссии
forms-week-unread = Не понял часы. Напишите так: пн-пт 9-18, сб 10-15.
forms-days-unread = «{ $given }» — не день. Напишите так: 01.01.2027, 07.01.2027.

rules-title = 📘 <b>Правила: { $name }</b>
rules-calendar =
    🗓 Работаем: { $week } ({ $zone })
    🌙 Тихие часы: { $quiet }
    🎉 Праздники: { $holidays }
rules-deadlines = ⏰ <b>Сроки</b>, рабочее время:
rules-ladder = • { $waits }: напомним через { $remind } и { $again }, сообщим выше через { $escalate } и { $last }
rules-verified = ✅ <b>Проверки</b>
rules-always-verified = Отказ, счёт, передача в стационар и отчёт всегда проверяются сразу.
rules-limits =
    📏 <b>Лимиты</b>
    { $limited ->
        [yes] На руках не больше { $cash }.
       *[no] Деньги на руках не ограничены.
    } Сдать их напомним через { $remind } раб. дн.
    Клиент думает до { $thinking } дн., пауза до { $pause } дн., возобновить закрытый можно { $reopen } дн.
rules-pool = 🤝 Наряды куратора, который не на смене, ведут коллеги.
rules-no-pool = 👤 Наряды ведёт только их куратор; передать их можно кнопкой «Забрать наряд».
rules-penalties = ⚖️ <b>По правилам, { $word }</b> (обжаловать можно один раз):
rules-penalty = • { $wait } дольше { $after } своего рабочего времени: { $amount }
rules-no-penalties = • по правилам ничего не удерживают

audit-title = 📜 Кто что менял
audit-line = • { $at }: { $by } · { $action } { $whom }
audit-field = {"  "}{ $field }: { $before } → { $after }
audit-action-person-created = записано:
audit-action-person-changed = изменены данные:
audit-action-person-blocked = заблокировано:
audit-action-person-unblocked = разблокировано:
audit-action-person-linked = привязан Telegram:
audit-action-person-logged-in = вход с паролем:
audit-action-person-logged-in-by-telegram = вход через Telegram:
audit-action-password-set = задан пароль:
audit-action-password-changed = сменён пароль:
audit-action-totp-confirmed = включён второй фактор:
audit-action-totp-removed = выключен второй фактор:
audit-action-totp-reset = снят потерянный второй фактор:
audit-action-totp-codes-renewed = новые запасные коды:
audit-action-organization-created = создана организация
audit-action-organization-changed = изменена организация
audit-action-settings-changed = изменены настройки
audit-action-invite-created = дано приглашение:
audit-action-invite-revoked = отозвано приглашение:
custody-title = 📦 У кого какие аппараты
custody-line =
    • { $number } · { $device }: <b>{ $holder }</b>, { $since }{ $to ->
        [none] {""}
       *[other] {" "}→ { $to } ещё не подтвердил
    }

log-ins-title = 🔑 Где вы вошли
log-ins-line =
    { $number }. { $kind }, { $agent } · сеть { $network } · { $at }{ $current ->
        [yes] {" "}· этот бот
       *[no] {""}
    }
log-ins-more = И ещё { $count }: «Выйти везде» закончит и их.
log-ins-end = ✖ Закончить { $number }
log-ins-ended = ✖ Вход закончен.
log-ins-end-all = 🚪 Выйти везде
log-ins-end-all-ask = Выйти везде? На столе и в других программах придётся войти заново; здесь всё продолжит работать.
log-ins-end-all-yes = 🚪 Да, выйти
log-ins-all-ended = 🚪 Все входы закончены. Здесь вы по-прежнему на связи.

label-session-kind-password = пароль
label-session-kind-telegram = Telegram
