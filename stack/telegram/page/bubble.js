// One message, or one album, as people see it.
import { fileUrl } from "./api.js";
import { h, icon, iconButton, popup } from "./dom.js";
import { isBotLink, preview, rich } from "./text.js";
import { clock, size, t } from "./words.js";

// `messages`: one, or the parts of an album.
export function bubble(messages, me, actions) {
  const first = messages[0];
  const last = messages[messages.length - 1];
  const mine = first.from.id === me;
  const worded = messages.find((one) => one.text || one.caption);
  const photos = messages.filter((one) => one.photo);
  const body = h("div", { class: `bubble${photos.length ? " pictured" : ""}${first.sticker ? " bare" : ""}` },
    first.chat.type === "group" && !mine && h("div", { class: "author" }, first.from.first_name),
    first.reply_to_message && quote(first.reply_to_message),
    photos.length > 0 && gallery(photos),
    messages.filter((one) => one.document).map((one) => attachment(one.document)),
    special(first),
    worded && h("div", { class: "words" },
      rich(worded.text ?? worded.caption, worded.entities ?? worded.caption_entities, actions)),
    h("div", { class: "foot" },
      messages.some((one) => one.edit_date) && h("span", {}, t("edited")), h("time", {}, clock(last.date))));
  const row = h("div", { class: `message${mine ? " mine" : ""}`, "data-id": first.message_id },
    h("div", { class: "stack" }, h("div", { class: "line" }, body, handle(messages, mine, actions)), keyboard(last, actions)));
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img")) return;
    event.preventDefault();
    row.querySelector(".handle").click();
  });
  return row;
}

function handle(messages, mine, actions) {
  const message = messages[0];
  const said = message.text ?? message.caption;
  const items = () => [
    [t("reply"), () => actions.reply(message)],
    mine && (message.text || message.caption || message.photo || message.document) && [t("edit"), () => actions.edit(message)],
    said && navigator.clipboard && [t("copy"), () => navigator.clipboard.writeText(said)],
    [t("remove"), () => messages.forEach((one) => actions.remove(one))],
  ].filter(Boolean);
  return iconButton("more", t("options"), (event) => popup(event.currentTarget, items()), { class: "round small handle" });
}

function quote(message) {
  return h("div", { class: "quote" }, h("b", {}, message.from.first_name), h("span", {}, preview(message, t)));
}

function gallery(messages) {
  const grid = h("div", { class: `gallery of${Math.min(messages.length, 10)}` });
  for (const message of messages) {
    const sizes = message.photo;
    const whole = sizes[sizes.length - 1];
    const shown = sizes.find((one) => Math.max(one.width, one.height) >= 320) || whole;
    const image = h("img", { src: fileUrl(shown), width: shown.width, height: shown.height, alt: t("photo"), loading: "lazy" });
    grid.append(h("button", { type: "button", class: "picture", "aria-label": t("open"), onclick: () => enlarge(whole) }, image));
  }
  return grid;
}

function enlarge(photo) {
  const box = h("dialog", { class: "lightbox", onclick: () => box.close(), onclose: () => box.remove() },
    h("img", { src: fileUrl(photo), alt: t("photo") }));
  document.body.append(box);
  box.showModal();
}

function attachment(file) {
  const face = file.thumbnail ? h("img", { src: fileUrl(file.thumbnail), alt: "" }) : icon("file");
  return h("a", { class: "attachment", href: fileUrl(file), download: file.file_name, target: "_blank" },
    h("span", { class: "face" }, face),
    h("span", { class: "about" }, h("b", {}, file.file_name || t("document")), h("small", {}, size(file.file_size || 0))));
}

function special(message) {
  if (message.sticker) return h("span", { class: "sticker" }, message.sticker.emoji || "🙂");
  if (message.voice) return h("div", { class: "voice" }, h("span", { class: "face" }, "▶"), t("voice"), ` 0:${String(message.voice.duration).padStart(2, "0")}`);
  if (message.location) return h("div", { class: "voice" }, h("span", { class: "face" }, icon("place")),
    `${message.location.latitude.toFixed(5)}, ${message.location.longitude.toFixed(5)}`);
  if (message.contact) return h("div", { class: "voice" }, h("span", { class: "face" }, "☎"),
    h("span", {}, h("b", {}, message.contact.first_name), h("br"), message.contact.phone_number));
  return null;
}

function keyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return h("div", { class: "keyboard" }, rows.map((row) => h("div", { class: "keys" }, row.map((button) => {
    if (button.url) {
      return h("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer", onclick: (event) => {
        if (isBotLink(button.url)) { event.preventDefault(); actions.follow(button.url); }
      } }, button.text, h("small", { "aria-hidden": "true" }, "↗"));
    }
    return h("button", { type: "button", class: "key", onclick: (event) => {
      if (button.copy_text) navigator.clipboard?.writeText(button.copy_text.text);
      else if (button.callback_data) actions.press(message, button.callback_data, event.currentTarget);
    } }, button.text);
  }))));
}
