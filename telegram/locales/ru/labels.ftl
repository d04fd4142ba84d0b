# Слова для значений перечислений и частей наряда. Со строчной буквы: они стоят внутри фраз.

label-stage-assignment = назначение
label-stage-agreement = согласование
label-stage-prepayment = предоплата
label-stage-work = в работе
label-stage-report = отчёт
label-stage-refusing = отказ: возврат аппарата и денег
label-stage-cancelling = отмена: возврат аппарата и денег
label-stage-completed = выполнен
label-stage-refused = отказ клиента
label-stage-cancelled = отменён

label-wait-kind-assign = назначить инженера
label-wait-kind-accept = принять наряд или отказаться
label-wait-kind-visit = приехать к клиенту
label-wait-kind-reschedule = договориться о новом визите
label-wait-kind-submit-agreement = отправить согласование
label-wait-kind-client-decision = узнать решение клиента
label-wait-kind-verify-agreement = проверить согласование
label-wait-kind-submit-prepayment = отправить предоплату
label-wait-kind-verify-prepayment = проверить предоплату
label-wait-kind-confirm-payment = подтвердить оплату счёта
label-wait-kind-correct-handover = исправить передачу в стационар
label-wait-kind-verify-handover = проверить передачу в стационар
label-wait-kind-take = взять ремонт в стационаре
label-wait-kind-repair = закончить ремонт в стационаре
label-wait-kind-verify-repair = проверить ремонт в стационаре
label-wait-kind-give-device = передать аппарат
label-wait-kind-receive-device = подтвердить получение аппарата
label-wait-kind-correct-receipt = исправить оприход
label-wait-kind-verify-receipt = проверить оприход
label-wait-kind-correct-supplement = исправить доп. согласование
label-wait-kind-verify-supplement = проверить доп. согласование
label-wait-kind-correct-shared = исправить оприход в другом наряде
label-wait-kind-verify-shared = проверить оприход в другом наряде
label-wait-kind-submit-report = отправить отчёт
label-wait-kind-verify-report = проверить отчёт
label-wait-kind-correct-on-site = исправить «Сделано на месте»
label-wait-kind-verify-on-site = проверить «Сделано на месте»
label-wait-kind-return-device = вернуть аппарат клиенту
label-wait-kind-settle-money = рассчитаться с клиентом
label-wait-kind-collect-debt = получить долг клиента
label-wait-kind-decide-appeal = решить по обжалованию
label-wait-kind-resume = дождаться конца паузы
label-wait-kind-decide-request = решить по просьбе инженера

label-method-cash = наличные
label-method-card = карта
label-method-sbp = СБП
label-method-invoice = счёт

label-refusal-code-price = цена
label-refusal-code-terms = сроки и условия
label-refusal-code-goes-elsewhere = уходит к другим
label-refusal-code-beyond-repair = ремонту не подлежит
label-refusal-code-other = другое

label-device-kind-printer = принтер
label-device-kind-mfp = МФУ
label-device-kind-plotter = плоттер
label-device-kind-scanner = сканер
label-device-kind-computer = компьютер
label-device-kind-monitor = монитор
label-device-kind-other = другое

label-role-superuser = суперпользователь
label-role-owner = руководитель
label-role-curator = куратор
label-role-engineer = инженер
label-role-stationary-engineer = стационарный инженер
label-role-buyer = закупщик

label-permission-orders-read = видеть наряды
label-permission-orders-create = открывать наряды
label-permission-orders-manage = вести наряды
label-permission-orders-verify = проверять этапы
label-permission-orders-work = выполнять наряды
label-permission-stationary-work = ремонтировать в стационаре
label-permission-money-confirm = подтверждать оплату
label-permission-money-read = видеть деньги
label-permission-money-pay = выплачивать
label-permission-money-write-off = списывать долги
label-permission-media-upload = загружать фото
label-permission-penalties-decide = решать обжалования
label-permission-orders-reopen = возобновлять наряды
label-permission-people-read = видеть людей
label-permission-people-manage = вести инженеров и закупщиков
label-permission-curators-manage = вести кураторов
label-permission-owners-manage = вести руководителей
label-permission-superusers-manage = вести суперпользователей
label-permission-rights-grant = выдавать права
label-permission-organizations-manage = вести организации
label-permission-settings-manage = менять настройки
label-permission-audit-read = видеть журнал изменений

label-purpose-diagnosis = диагностика
label-purpose-repair = ремонт

label-paid-by-client-cash = деньги клиента на руках
label-paid-by-own = свои деньги
label-paid-by-company = деньги компании

label-fail-reason-nobody-there = никого нет
label-fail-reason-no-answer = не отвечают
label-fail-reason-no-pass = нет пропуска
label-fail-reason-client-moved = клиент перенёс

label-move-reason-client-asked = просит клиент
label-move-reason-engineer-busy = инженер занят
label-move-reason-office = решение офиса

label-request-kind-pause = пауза
label-request-kind-reassignment = замена инженера
label-request-kind-cancellation = отмена наряда

label-clock-client = клиент
label-clock-engineer = инженер
label-clock-curator = куратор
label-clock-stationary = стационар

label-verdict-uphold = оставить в силе
label-verdict-reverse = отменить

label-posting-kind-agreed = согласовано
label-posting-kind-payment = оплата
label-posting-kind-refund = возврат
label-posting-kind-expense = расход
label-posting-kind-stationary-work = работа стационара
label-posting-kind-refusal-fee = плата за отказ
label-posting-kind-commission = комиссия
label-posting-kind-advance = аванс
label-posting-kind-payout = выплата
label-posting-kind-write-off = списание
label-posting-kind-penalty = удержание

label-paper-kind-handover = акт приёма-передачи
label-paper-kind-return = акт возврата
label-paper-kind-summary = сводка по наряду
label-paper-kind-expenses = ведомость расходов

label-visit-state-planned = запланирован
label-visit-state-on-my-way = инженер в пути
label-visit-state-on-site = инженер на месте
label-visit-state-failed = не состоялся

label-step-state-open = не отправлено
label-step-state-pending = на проверке
label-step-state-unpaid = ждёт оплаты
label-step-state-approved = принято

label-job-state-handover-pending = передача на проверке
label-job-state-handover-returned = передачу вернули
label-job-state-queued = в очереди
label-job-state-taken = в ремонте
label-job-state-repair-pending = ремонт на проверке
label-job-state-ready = готов к выдаче
label-job-state-collected = выдан
label-job-state-withdrawn = отозван

label-receipt-state-pending = на проверке
label-receipt-state-returned = вернули
label-receipt-state-approved = принят
label-receipt-state-withdrawn = отозван

label-supplement-state-thinking = клиент думает
label-supplement-state-pending = на проверке
label-supplement-state-returned = вернули
label-supplement-state-undone = отправка отменена
label-supplement-state-approved = принято
label-supplement-state-withdrawn = отозвано

label-penalty-state-charged = начислено
label-penalty-state-appealed = обжалуется
label-penalty-state-upheld = оставлено в силе
label-penalty-state-reversed = отменено

label-assignment-state-nobody = никому
label-assignment-state-offered = предложен
label-assignment-state-accepted = принят

label-mode-before = до следующего этапа
label-mode-after = после, не задерживая

label-action-remind = напомним
label-action-escalate = узнает
label-action-resume = пауза закончится
label-action-penalize = удержание

label-phase-active = идёт
label-phase-paused = на паузе
label-phase-closing = закрывается
label-phase-closed = закрыт

label-language-ru = русский
label-language-en = английский

label-hand-in-state-pending = ждёт подтверждения
label-hand-in-state-confirmed = подтверждена
label-hand-in-state-disputed = оспорена
label-hand-in-state-withdrawn = отозвана

part-assignment = назначение
part-visit = визит
part-agreement = согласование
part-prepayment = предоплата
part-report = отчёт
part-onsite = «Сделано на месте»
part-device = аппарат
part-money = деньги
part-order = наряд
part-request = просьба
part-notes = заметки
part-waits = ожидание
part-stationary =
    { $number ->
        [0] стационар
       *[other] стационар { $number }
    }
part-receipt =
    { $number ->
        [0] оприход
       *[other] оприход { $number }
    }
part-supplement =
    { $number ->
        [0] доп. согласование
       *[other] доп. согласование { $number }
    }
part-penalty =
    { $number ->
        [0] удержание
       *[other] удержание { $number }
    }
part-shared =
    { $number ->
        [0] общий расход
       *[other] общий расход { $number }
    }
