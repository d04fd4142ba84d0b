// One open chat.
import { chatApi } from "./api.js";
import { composer } from "./composer.js";
import { avatar, h, icon, iconButton, popup } from "./dom.js";
import { preview } from "./text.js";
import { thread } from "./thread.js";
import { t } from "./words.js";

const PATIENCE = 15000; // ms until a button stops waiting for the bot

export function conversation(person, chat, tools) {
  const api = chatApi(person.key, chat.peer);
  const messages = new Map();
  const pressed = new Map(); // buttons that wait, by query
  let complete = false;
  let typing = 0;

  const attempt = async (promise) => {
    try { return await promise; } catch (error) { tools.say(error.message); return null; }
  };
  const actions = {
    write: (text) => attempt(api.write(text)),
    follow: tools.follow,
    reply: (message) => writing.reply(message),
    edit: (message) => writing.edit(message),
    remove: (message) => attempt(api.remove(message.message_id)),
    async press(message, data, button) {
      button.classList.add("waiting");
      const result = await attempt(api.press(message.message_id, data));
      if (result) pressed.set(result.query, button);
      setTimeout(() => button.classList.remove("waiting"), result ? PATIENCE : 0);
    },
  };
  const view = thread(person.id, actions, older);
  const mine = () => [...messages.values()].filter((one) => one.from.id === person.id && (one.text || one.caption)).pop();
  const writing = composer({
    async write(text, replyTo) { const sent = await attempt(api.write(text, replyTo)); view.toEnd(); return sent; },
    edit: (id, text) => attempt(api.edit(id, text)),
    files: (kind, files, caption) => attempt(api.files(kind, files, caption)),
    key(key) {
      if (key.request_contact) return attempt(api.contact(card()));
      if (key.request_location) return attempt(api.location());
      return attempt(api.write(key.text));
    },
  }, mine);
  const card = () => ({ phone_number: person.phone || "+79120000000", first_name: person.first_name, user_id: person.id });

  const status = h("small");
  const pin = h("button", { type: "button", class: "pinned", hidden: true });
  const start = h("button", { type: "button", class: "primary start", onclick: () => attempt(api.write("/start")) });
  const about = h("div", { class: "welcome" });
  const element = h("div", { class: "conversation" },
    h("header", {}, iconButton("back", t("back"), tools.back, { class: "round back" }), avatar(chat.title, chat.peer),
      h("div", { class: "title" }, h("b", {}, chat.title), status),
      iconButton("more", t("more"), (event) => popup(event.currentTarget, [
        [t("contact"), () => attempt(api.contact(card()))],
        [t("place"), () => attempt(api.location())],
        [t("voice"), () => attempt(api.files("voice", [new File(["OggS"], "voice.ogg", { type: "audio/ogg" })], "", { duration: 3 }))],
        [t("sticker"), () => attempt(api.files("sticker", [new File(["RIFF"], "a.webp", { type: "image/webp" })], "", { emoji: "👍" }))],
        chat.peer > 0 && (chat.blocked ? [t("resume"), () => attempt(api.unblock())] : [t("stop"), () => attempt(api.block())]),
        [t("forget"), () => attempt(api.forget())],
      ].filter(Boolean)))),
    pin, about, view.element, start, writing.element,
    h("div", { class: "drop" }, t("drop")));

  let inside = 0;
  element.addEventListener("dragenter", (event) => { event.preventDefault(); inside += 1; element.classList.add("dropping"); });
  element.addEventListener("dragleave", () => { inside -= 1; if (!inside) element.classList.remove("dropping"); });
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    element.classList.remove("dropping");
    writing.attach([...event.dataTransfer.files]);
  });

  function draw(stay) {
    const fresh = !messages.size;
    view.draw([...messages.values()].sort((one, other) => one.message_id - other.message_id), stay);
    status.textContent = typing ? t(chat.action) || t("busy") : chat.blocked ? t("stopped") : t(chat.peer > 0 ? "bot" : "group");
    status.classList.toggle("live", typing > 0);
    start.hidden = !(fresh && chat.peer > 0) && !chat.blocked;
    start.textContent = t(chat.blocked ? "restart" : "begin");
    writing.element.hidden = !start.hidden;
    about.hidden = !fresh || !chat.description;
    about.replaceChildren(h("b", {}, t("what")), h("p", {}, chat.description || ""));
    writing.show(chat.commands || [], chat.keyboard);
    const pinned = messages.get(chat.pinned);
    pin.hidden = !pinned;
    if (pinned) {
      pin.replaceChildren(icon("pin"), h("span", {}, h("b", {}, t("pinned")), h("span", {}, preview(pinned, t))));
      pin.onclick = () => element.querySelector(`[data-id="${pinned.message_id}"]`)?.scrollIntoView({ block: "center" });
    }
  }

  async function load() {
    const all = await attempt(api.messages());
    if (!all) return;
    messages.clear();
    all.forEach((one) => messages.set(one.message_id, one));
    complete = all.length < 100;
    draw();
    if (chat.unread && tools.shown(chat.peer)) api.read();
  }

  async function older() {
    if (complete || !messages.size) return;
    complete = true; // until the answer is here
    const earlier = await attempt(api.messages(Math.min(...messages.keys())));
    complete = !earlier || earlier.length < 100;
    (earlier || []).forEach((one) => messages.set(one.message_id, one));
    draw(true);
  }

  function learn(event) {
    if (event.kind === "message" || event.kind === "edited") messages.set(event.message.message_id, event.message);
    if (event.kind === "message" && event.message.from.is_bot) { clearTimeout(typing); typing = 0; }
    if (event.kind === "deleted") messages.delete(event.message_id);
    if (event.kind === "action") {
      clearTimeout(typing);
      chat.action = event.action;
      typing = setTimeout(() => { typing = 0; draw(); }, 5000);
    }
    draw();
  }

  function answered(event) {
    pressed.get(event.query)?.classList.remove("waiting");
    pressed.delete(event.query);
  }

  draw();
  return { element, load, learn, answered, focus: () => { view.toEnd(); if (matchMedia("(pointer: fine)").matches) writing.focus(); } };
}
