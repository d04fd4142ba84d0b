// Every text of the page, in both languages.
const RU = {
  title: "Песочница Telegram", beside: "Рядом", addPerson: "Показать ещё одного человека рядом", close: "Убрать",
  theme: "Светлая или тёмная", language: "English", who: "Кто вы", chats: "Чаты", empty: "Пока пусто",
  begin: "Начать", restart: "Запустить снова", bot: "бот", stopped: "бот остановлен", group: "группа",
  typing: "печатает…", upload_photo: "отправляет фото…", upload_document: "отправляет файл…", busy: "занят…",
  write: "Сообщение", send: "Отправить", attach: "Прикрепить фото или файл", menu: "Меню", commands: "Команды",
  keyboard: "Клавиатура бота", back: "К чатам", more: "Ещё", stop: "Остановить бота", resume: "Разрешить боту писать",
  forget: "Удалить чат", place: "Геопозиция", contact: "Мой контакт", voice: "Голосовое", sticker: "Стикер",
  edited: "изменено", edit: "Изменить", reply: "Ответить", remove: "Удалить", copy: "Копировать",
  editing: "Изменение сообщения", replying: "Ответ на сообщение", cancel: "Отмена", asPhoto: "Отправить как фото",
  asFile: "Отправить как файлы", caption: "Подпись", drop: "Отпустите, чтобы отправить", ok: "Понятно",
  photo: "Фото", album: "Альбом", document: "Файл", location: "Геопозиция", down: "К последним", pinned: "Закреплено",
  today: "Сегодня", yesterday: "Вчера", lost: "Нет связи с песочницей, пробую снова…", bytes: ["Б", "КБ", "МБ"],
  options: "Действия", what: "Что умеет этот бот?", noPeople: "Здесь ещё никого нет: людей даёт стек.", open: "Открыть",
};
const EN = {
  title: "Telegram sandbox", beside: "Beside", addPerson: "Show one more person beside", close: "Remove",
  theme: "Light or dark", language: "Русский", who: "Who you are", chats: "Chats", empty: "Nothing yet",
  begin: "Start", restart: "Restart", bot: "bot", stopped: "bot stopped", group: "group",
  typing: "typing…", upload_photo: "sending a photo…", upload_document: "sending a file…", busy: "busy…",
  write: "Message", send: "Send", attach: "Attach photos or files", menu: "Menu", commands: "Commands",
  keyboard: "Bot keyboard", back: "To the chats", more: "More", stop: "Stop bot", resume: "Let the bot write",
  forget: "Delete chat", place: "Location", contact: "My contact", voice: "Voice message", sticker: "Sticker",
  edited: "edited", edit: "Edit", reply: "Reply", remove: "Delete", copy: "Copy",
  editing: "Edit message", replying: "Reply to", cancel: "Cancel", asPhoto: "Send as photos",
  asFile: "Send as files", caption: "Caption", drop: "Drop to send", ok: "OK",
  photo: "Photo", album: "Album", document: "File", location: "Location", down: "To the latest", pinned: "Pinned",
  today: "Today", yesterday: "Yesterday", lost: "The sandbox does not answer, trying again…", bytes: ["B", "KB", "MB"],
  options: "Actions", what: "What can this bot do?", noPeople: "Nobody is here yet: the stack names people.", open: "Open",
};
let language = localStorage.getItem("language") || "ru";

export const t = (key) => (language === "ru" ? RU : EN)[key];
export const locale = () => (language === "ru" ? "ru-RU" : "en-GB");
export const isRussian = () => language === "ru";

export function switchLanguage() {
  language = language === "ru" ? "en" : "ru";
  localStorage.setItem("language", language);
}

export function size(bytes) {
  let step = 0;
  let value = bytes;
  while (value >= 1024 && step < 2) { value /= 1024; step += 1; }
  return `${value.toLocaleString(locale(), { maximumFractionDigits: value < 10 && step ? 1 : 0 })} ${t("bytes")[step]}`;
}

export const clock = (date) =>
  new Date(date * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });

export function day(date) {
  const then = new Date(date * 1000);
  const gone = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 86400000);
  if (gone === 0) return t("today");
  if (gone === 1) return t("yesterday");
  return then.toLocaleDateString(locale(), { day: "numeric", month: "long" });
}
