// One person's messenger: the list of chats and the open one.
import * as api from "./api.js";
import { conversation } from "./conversation.js";
import { avatar, h, iconButton } from "./dom.js";
import { preview } from "./text.js";
import { clock, t } from "./words.js";

// `choose(key)` changes who this is, `close()` takes the pane away (missing for the only one).
export function pane(person, everybody, { choose, close }) {
  const chats = new Map(); // by peer
  const open = new Map(); // conversations by peer
  let current = null;

  const who = h("select", { "aria-label": t("who"), onchange: () => choose(who.value) },
    everybody.map((one) => h("option", { value: one.key, selected: one.key === person.key }, named(one))));
  const list = h("nav", { class: "chats", "aria-label": t("chats") });
  const stage = h("div", { class: "stage" });
  const toasts = h("div", { class: "toasts", role: "status" });
  const element = h("section", { class: "pane", "aria-label": named(person) },
    h("header", { class: "person" }, avatar(`${person.first_name} ${person.last_name}`, person.id),
      h("label", {}, who, h("small", {}, person.role || " ")),
      close && iconButton("close", t("close"), close)),
    h("div", { class: "content" }, list, stage), toasts);

  function say(text) {
    const toast = h("div", { class: "toast" }, text);
    toasts.append(toast);
    setTimeout(() => toast.remove(), 4000);
  }

  function alert(text) {
    const box = h("dialog", { class: "alert", onclose: () => box.remove() }, h("p", {}, text),
      h("button", { type: "button", class: "primary", onclick: () => box.close() }, t("ok")));
    element.append(box);
    box.show();
    box.querySelector("button").focus();
  }

  const shown = (peer) => current === peer && document.visibilityState === "visible";

  async function show(peer) {
    current = peer;
    element.classList.toggle("inside", peer !== null);
    if (peer === null) { stage.replaceChildren(); drawList(); return; }
    if (!open.has(peer)) open.set(peer, conversation(person, chats.get(peer), tools));
    stage.replaceChildren(open.get(peer).element);
    drawList();
    await open.get(peer).load();
    open.get(peer).focus();
  }

  const tools = {
    say, alert, shown,
    back: () => show(null),
    async follow(url) {
      try { await show((await api.follow(person.key, url)).peer); } catch (error) { say(error.message); }
    },
  };

  function drawList() {
    const rows = [...chats.values()].sort((one, other) => other.date - one.date).map((chat) =>
      h("button", { type: "button", class: `chat${chat.peer === current ? " current" : ""}`, onclick: () => show(chat.peer) },
        avatar(chat.title, chat.peer),
        h("span", { class: "about" }, h("b", {}, chat.title), h("span", {}, preview(chat.last, t) || chat.description || t("empty"))),
        h("span", { class: "side" }, chat.last && h("time", {}, clock(chat.last.date)),
          chat.unread > 0 && h("span", { class: "badge" }, chat.unread))));
    list.replaceChildren(...rows);
  }

  async function load() {
    for (const chat of await api.chatsOf(person.key)) chats.set(chat.peer, Object.assign(chats.get(chat.peer) || {}, chat));
    drawList();
    if (current !== null) await open.get(current).load();
    else if (chats.size === 1) await show([...chats.keys()][0]);
  }

  async function learn(event) {
    if (event.kind === "answer") {
      for (const one of open.values()) one.answered(event);
      if (event.url) await tools.follow(event.url);
      if (event.text) (event.show_alert ? alert : say)(event.text);
      return;
    }
    if (event.kind === "bot" || !chats.has(event.peer)) return load();
    const chat = chats.get(event.peer);
    if (event.kind === "message") Object.assign(chat, { last: event.message, date: event.message.date, started: true });
    if (event.kind === "edited" && chat.last?.message_id === event.message.message_id) chat.last = event.message;
    if (event.kind === "chat") Object.assign(chat, { keyboard: event.keyboard, blocked: event.blocked, pinned: event.pinned });
    if (event.unread) chat.unread = event.unread[person.id] || 0;
    open.get(event.peer)?.learn(event);
    if (chat.unread && shown(event.peer)) api.chatApi(person.key, event.peer).read();
    drawList();
  }

  const unread = () => [...chats.values()].reduce((sum, chat) => sum + (chat.unread || 0), 0);
  const look = () => { if (current !== null && chats.get(current)?.unread) api.chatApi(person.key, current).read(); };
  return { element, person, load, learn, unread, look };
}

export const named = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");
