# Menu, lists, board, settings.
menu-title = <b>{ $name }</b>
menu-waits =
    { $count ->
        [one] 🔔 Вас ждёт { $count } наряд.
        [few] 🔔 Вас ждут { $count } наряда.
       *[many] 🔔 Вас ждут { $count } нарядов.
    }
menu-nothing = Сейчас вас ничего не ждёт.
menu-overdue =
    { $count ->
        [one] 🔥 Просрочен { $count }.
       *[other] 🔥 Просрочено { $count }.
    }
menu-off-shift = 🌙 Вы не на смене.
menu-waiting = 🔔 Ждут меня
menu-visits = 📅 Визиты
menu-mine = 📋 Мои наряды
menu-drafts = 📝 Черновики
menu-money = 💰 Деньги
menu-find = 🔍 Найти
menu-more = ⚙️ Ещё
menu-free = 🆓 Свободные
menu-repairs = 🔧 Мои ремонты
menu-handing = 📦 Передача
menu-verify = ✅ Проверить
menu-new = ➕ Новый наряд
menu-burning = 🔥 Горит
menu-board = 📊 Доска
menu-workshop = 🏭 Стационар
menu-people = 👥 Люди
menu-appeals = ⚖️ Обжалования
menu-organizations = 🏢 Организации
menu-problems = 🚨 Проблемы
menu-curators = 👤 Кураторы
menu-overview = 📊 Обзор

new-how = ➕ <b>Новый наряд</b>
    Прежнего клиента и наряд по гарантии найду по номеру, имени, телефону, модели или серийному номеру.
new-client = 👤 Новый клиент
new-sibling = 🔁 Прежний клиент
new-repeat = 🛡 По гарантии

list-empty = Здесь сейчас пусто.
list-page = стр. { $page }
list-line =
    { $mark }<b>{ $number }</b> · { $device } · { $client }
    { $waits ->
        [none] { $stage }
       *[other] ⏳ { $who }: { $waits }, до { $until }
    }
list-organization = 🏢 { $name }
list-before = ◀ Новее
list-after = Старее ▶
list-narrow = Есть ещё: уточните поиск.
list-open = 📋 Открытые наряды
list-waiting = 🔔 Ждут меня
list-overdue = 🔥 Просроченные
list-overdue-short = Просроченные
list-closed = 📁 Закрытые
list-closed-short = 📁 Закрытые
list-engineer = 📋 Наряды инженера
list-of = 📋 { $what }
list-find = 🔍 «{ $text }»

find-how = 🔍 Напишите от трёх знаков: часть номера наряда, имени клиента, телефона, модели или серийного номера.
find-short = Для поиска напишите от 3 до 100 знаков: часть номера, имени, телефона, модели или серийного номера.
find-nothing = Искать вам здесь нечего. Всё, что можно сделать, есть в меню.

board-title = 📊 Открыто нарядов: <b>{ $open }</b>, просрочено: <b>{ $overdue }</b>.
board-rest = Не назначено: <b>{ $unassigned }</b>, на паузе: <b>{ $paused }</b>.
board-load = { $name }: { $count }, просрочено { $overdue }
board-waits = Ждём: { $role } ({ $count })

problems-title = 🚨 Нарядов, в которых что-то не так: <b>{ $count }</b>
problems-line =
    • <b>{ $name }</b>: просрочено { $overdue }, обжалований { $appeals }, не назначено { $unassigned } (открыто { $open })
problems-none = 🚨 Всё в порядке: ничего не просрочено, всё назначено, обжалований нет.

more-title = ⚙️ <b>{ $name }</b>: { $roles }
more-language = 🌐 Язык
more-help = ❓ Помощь
more-shift-begin = ☀️ Я на смене
more-shift-end = 🌙 Закончить смену
shift-begun = ☀️ Вы на смене: наряды снова ждут вас.
shift-ended = 🌙 Смена закончена. Если в организации включена взаимная замена, ваши наряды могут взять коллеги.
language-title = На каком языке говорить?
language-ru = Русский
language-en = English

help-all =
    <b>Как это работает</b>
    У каждого наряда одна карточка: что, кто, где стоит и кого ждём. Под ней кнопки того, что вы можете сделать сейчас.
    Форму можно бросить в любой момент: введённое остаётся в «Черновиках».
    Чтобы найти наряд, просто напишите часть номера, имени, телефона или серийного номера.
help-engineer = <b>Инженер</b>: примите наряд, отметьте визит, затем согласование, предоплата, работа, отчёт. Чеки сдавайте оприходом, фото можно слать альбомом.
help-stationary-engineer = <b>Стационарный инженер</b>: возьмите свободный ремонт, запишите диагностику, сдайте готовое. Приём и передачу аппарата подтверждайте кнопкой.
help-curator = <b>Куратор</b>: откройте наряд, назначьте инженера, проверяйте присланное: принять или вернуть с причиной. «Горит» показывает просроченное.
help-owner = <b>Руководитель</b>: доска, обжалования, деньги и люди вашей организации.
help-superuser = <b>Суперпользователь</b>: организации, их руководители и кураторы, проблемы.
help-buyer = <b>Закупщик</b>: ваша часть появится вместе с закупками.

drafts-empty = Черновиков нет: всё, что вы вводили, отправлено.
drafts-line = • { $title }: ответов { $answers }, { $at }
drafts-sending = • { $title }: отправляется сам, как только ответит сервер
drafts-discard = Удалить черновик «{ $title }»? Введённое пропадёт.
drafts-discard-yes = 🗑 Да, удалить
drafts-gone = Этого черновика уже нет.

language-chosen = Теперь говорим по-русски.
rules-agreement = Согласование: { $mode ->
        [before] дальше только после проверки куратором
       *[after] можно продолжать сразу, куратор проверит позже
    }.
rules-prepayment = Предоплата: { $mode ->
        [before] дальше только после проверки куратором
       *[after] можно продолжать сразу, куратор проверит позже
    }.
rules-receipt = Оприход: { $mode ->
        [before] отчёт только после проверки чеков
       *[after] отчёт можно отправить, пока чеки ещё проверяют
    }.
