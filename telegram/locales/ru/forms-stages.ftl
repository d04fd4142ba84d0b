### Формы: этапы, деньги, аппарат

form-submit-agreement-title = Согласование
form-submit-supplement-title = Доп. согласование
form-submit-prepayment-title = Предоплата
form-submit-prepayment-amount = Сколько клиент платит вперёд?

form-hand-over-title = Передача в стационар
form-hand-over-photos = Пришлите фото аппарата и акта передачи.
form-hand-over-description = Что с аппаратом и что нужно сделать?
form-hand-over-completeness = Что передаёте вместе с ним?
form-hand-over-serial = Серийный номер?
form-hand-over-due = К какому дню нужно?
form-finish-repair-title = Ремонт готов
form-finish-repair-done = Что сделано или найдено?
form-finish-repair-amount = Стоимость работы стационара?
form-finish-repair-photos = Пришлите фото.
form-set-priority-title = Приоритет
form-set-priority-priority = Какой приоритет?
form-assign-stationary-title = Назначить в стационаре
form-assign-stationary-person = Кто ремонтирует?

form-submit-receipt-title = Оприход
form-submit-receipt-document = Пришлите фото документа. Если на чеке есть QR, дата и сумма заполнятся сами.
form-submit-receipt-seller = Кто продавец?
form-submit-receipt-dated = Какого числа документ?
form-submit-receipt-total = Сумма документа?
form-submit-receipt-lines = Что куплено?
form-submit-receipt-paid-by = Чьими деньгами оплачено?

form-submit-report-title = Отчёт
form-submit-on-site-title = Сделано на месте
form-submit-on-site-lines = Что сделано и за сколько?

form-give-device-title = Передать аппарат
form-give-device-to = Кому передаёте?
form-return-device-title = Вернуть аппарат клиенту
form-recover-device-title = Забрать аппарат
form-recover-device-reason = Почему аппарат забирают у заблокированного?

form-record-payment-title = Оплата
form-record-payment-amount = Сколько заплатил клиент?
form-refund-title = Возврат денег
form-refund-amount = Сколько вернуть?
form-refund-reason = Почему возврат?
form-settle-money-title = Расчёт с клиентом
form-settle-money-refund = Сколько вернуть клиенту?
form-settle-money-kept-reason = Почему возвращается не всё?
form-pay-out-title = Выплата
form-pay-out-person = Кому?
form-pay-out-amount = Сколько?
form-write-off-title = Списать долг
form-write-off-amount = Сколько списать?
form-write-off-reason = Почему?

form-penalize-title = Удержание
form-penalize-person = С кого?
form-penalize-amount = Сколько?
form-penalize-reason = За что?
form-appeal-title = Обжаловать
form-appeal-reason = Почему вы не согласны?
form-decide-appeal-title = Решение по обжалованию
form-decide-appeal-verdict = Что решили?
form-decide-appeal-reason = Почему?
