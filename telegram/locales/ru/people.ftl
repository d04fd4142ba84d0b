# Люди: списки, один человек, приглашения, формы о людях.
people-of-engineer = 🧰 Инженеры
people-of-stationary-engineer = 🏭 Стационар
people-of-buyer = 🛒 Закупщики
people-of-curator = 👤 Кураторы
people-of-owner = 👔 Руководители
people-of-superuser = ⭐ Суперпользователи
people-blocked-ones = 🚫 Заблокированные
people-invites = ✉️ Приглашения
people-unreachable = 📵 Бот заблокирован
people-new = ➕ Новый человек
people-how-to-find = Чтобы найти человека, напишите от трёх знаков имени, телефона или табельного номера.
people-search = 👥 Искать среди людей
people-found = 👥 «{ $text }»
people-line =
    • <b>{ $name }</b>: { $roles }{ $active ->
        [yes] {""}
       *[no] {" "}🚫
    }{ $telegram ->
        [yes] {""}
       *[no] {" "}· ещё не в Telegram
    }
people-account =
    { $active ->
        [yes] 👤
       *[no] 🚫
    } <b>{ $name }</b>: { $roles }
    ☎️ { $phone } · № { $number } · комиссия { $commission }
    { $telegram ->
        [yes] В Telegram
       *[no] Ещё не в Telegram
    } · доп. права: { $rights }
people-orders = 📋 Наряды
people-devices = 📦 Аппараты
people-changes = 📜 Кто что менял
people-change = ✏️ Изменить
people-rights = 🔐 Права
people-block = 🚫 Заблокировать
people-unblock = ✅ Разблокировать
people-unblocked = ✅ Доступ открыт. Наряды остались у тех, кому их передали.
people-hand-over = 📋 Передать оставшиеся наряды
people-invite = ✉️ Пригласить
people-relink = 🔁 Другой Telegram
people-relink-ask = По новой ссылке к этому человеку привяжется другой Telegram, а нынешний потеряет доступ. Продолжить?
people-relink-yes = ✉️ Да, дать ссылку
people-invited =
    ✉️ Приглашение для <b>{ $name }</b>, действует до { $until }:
    { $link }

    Перешлите его только этому человеку: второй раз ссылку не покажу. Прежнее приглашение больше не действует.
people-revoke = ✖ Отозвать приглашение
people-revoked = ✖ Приглашение отозвано.
people-open-invite = • { $name }, до { $until }
people-out-of-reach = • <b>{ $name }</b>: { $why }, { $since }
people-created = ✅ { $name }: записано. Теперь пришлите приглашение: откройте и нажмите «Пригласить».
people-blocked = 🚫 { $name }: доступ закрыт.
people-handed-over = Наряды переданы: { $numbers }.
people-left = ⚠️ { $number } пока не передан: { $why }

people-ask-roles = Какие роли? Можно несколько.
people-ask-phone = Телефон? Пропустите, если его нет или нужно убрать.
people-ask-number = Табельный номер? Пропустите, если его нет или нужно убрать.
people-ask-commission = Доля комиссии в процентах, например 40? Пропустите, и будет как у всех.
people-ask-engineer = Кому из инженеров отдать открытые наряды? Если их нет, пропустите.
people-ask-curator = Кому из кураторов отдать открытые наряды? Если их нет, пропустите.

form-create-person-title = ➕ Новый человек
form-create-person-name = Фамилия и имя?
form-create-person-organization-id = В какой организации?
form-change-person-title = ✏️ Изменить данные
form-change-person-what = Что изменить? Остальное останется как есть.
form-change-person-name = Фамилия и имя?
form-grant-rights-title = 🔐 Права
form-grant-rights-give = Какие права добавить?
form-grant-rights-take = Какие права забрать?
form-block-person-title = 🚫 Заблокировать
form-block-person-reason = Почему? Доступ закроется сразу.

forms-choice-person-name = Имя
forms-choice-person-roles = Роли
forms-choice-person-phone = Телефон
forms-choice-person-employee-number = Табельный номер
forms-choice-person-commission-bp = Комиссия
forms-label-roles = Роли
forms-label-phone = Телефон
forms-label-employee-number = Табельный номер
forms-label-commission-bp = Комиссия
forms-label-organization-id = Организация
forms-label-to-change = Изменить
forms-label-give = Добавить права
forms-label-take = Забрать права
forms-label-extra-permissions = Доп. права
forms-label-curator = Куратор
forms-label-active = Доступ
forms-percent-unread = Напишите процент от 0 до 100, например 40 или 12,5.

label-unreachable-blocked = бот остановлен
label-unreachable-deactivated = аккаунт Telegram удалён
label-unreachable-never-started = бот ещё не открыт
