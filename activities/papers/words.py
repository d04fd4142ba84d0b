"""The papers' Russian."""

from typing import Final

from domain.money import Method
from domain.orders.papers import PaperKind
from domain.orders.parts import DeviceKind, PaidBy, Purpose, RefusalCode, Stage

TITLES: Final[dict[PaperKind, str]] = {
    PaperKind.HANDOVER: "Акт приёма-передачи в мастерскую",
    PaperKind.RETURN: "Акт возврата",
    PaperKind.SUMMARY: "Сводка по наряду",
    PaperKind.EXPENSES: "Ведомость расходов",
}

STATEMENTS: Final[dict[PaperKind, str]] = {
    PaperKind.HANDOVER: "Аппарат передан в мастерскую в указанной ниже комплектности.",
    PaperKind.RETURN: "Аппарат возвращён владельцу в указанной ниже комплектности.",
    PaperKind.SUMMARY: "Итог работы по наряду. Суммы посчитаны по проводкам наряда.",
    PaperKind.EXPENSES: "Расходы, подтверждённые куратором, и работа мастерской по наряду.",
}

DEVICES: Final[dict[DeviceKind, str]] = {
    DeviceKind.PRINTER: "принтер",
    DeviceKind.MFP: "МФУ",
    DeviceKind.PLOTTER: "плоттер",
    DeviceKind.SCANNER: "сканер",
    DeviceKind.COMPUTER: "компьютер",
    DeviceKind.MONITOR: "монитор",
    DeviceKind.OTHER: "аппарат",
}

METHODS: Final[dict[Method, str]] = {
    Method.CASH: "наличные",
    Method.CARD: "карта",
    Method.SBP: "СБП",
    Method.INVOICE: "счёт",
}

PURPOSES: Final[dict[Purpose, str]] = {Purpose.DIAGNOSIS: "диагностика", Purpose.REPAIR: "ремонт"}

PAYERS: Final[dict[PaidBy, str]] = {
    PaidBy.CLIENT_CASH: "деньги клиента",
    PaidBy.OWN: "свои деньги",
    PaidBy.COMPANY: "деньги компании",
}

REFUSALS: Final[dict[RefusalCode, str]] = {
    RefusalCode.PRICE: "цена",
    RefusalCode.TERMS: "сроки и условия",
    RefusalCode.GOES_ELSEWHERE: "уходит к другим",
    RefusalCode.BEYOND_REPAIR: "ремонту не подлежит",
    RefusalCode.OTHER: "другое",
}

OUTCOMES: Final[dict[Stage, str]] = {
    Stage.COMPLETED: "выполнен",
    Stage.REFUSED: "отказ клиента",
    Stage.CANCELLED: "отменён",
}

ERASED: Final = "данные клиента удалены"
