// Formatted text as nodes. Offsets of entities are counted as JavaScript counts.
import { h } from "./dom.js";

const PLAIN = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote" };
const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]);
const SAFE = /^(https?|tg|mailto|tel):/i;

export function rich(text, entities, actions) {
  const fragment = document.createDocumentFragment();
  place(fragment, text, 0, text.length, [...(entities || [])], actions);
  return fragment;
}

function place(parent, text, from, to, left, actions) {
  let at = from;
  while (left.length && left[0].offset < to) {
    const entity = left.shift();
    const begin = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= begin) continue;
    parent.append(text.slice(at, begin));
    const element = made(entity, text.slice(begin, end), actions);
    place(element, text, begin, end, left, actions);
    parent.append(element);
    at = BLOCKS.has(element.tagName) && text[end] === "\n" ? end + 1 : end; // a block ends its line by itself
  }
  parent.append(text.slice(at, to));
}

function made(entity, piece, actions) {
  if (PLAIN[entity.type]) return h(PLAIN[entity.type]);
  switch (entity.type) {
    case "text_link": return link(entity.url, actions);
    case "url": return link(SAFE.test(piece) ? piece : `http://${piece}`, actions);
    case "email": return link(`mailto:${piece}`, actions);
    case "phone_number": return link(`tel:${piece.replace(/[^+\d]/g, "")}`, actions);
    case "bot_command": return h("button", { type: "button", class: "link", onclick: () => actions.write(piece) });
    case "spoiler": return h("span", { class: "spoiler", tabindex: 0, role: "button",
      onclick: (event) => event.currentTarget.classList.add("shown") });
    default: return h("span", { class: "link" });
  }
}

function link(url, actions) {
  if (!SAFE.test(url)) return h("span");
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: (event) => {
    if (isBotLink(url)) { event.preventDefault(); actions.follow(url); }
  } });
}

export const isBotLink = (url) => /^(https?:\/\/)?(t|telegram)\.me\/\w+(\?start=|$)/i.test(url) || /^tg:(\/\/)?resolve/i.test(url);

export function preview(message, t) {
  if (!message) return "";
  const said = message.text ?? message.caption;
  const kind = ["photo", "document", "voice", "sticker", "location", "contact"].find((one) => message[one]);
  const label = kind === "document" ? message.document.file_name : kind && t(kind);
  return [message.media_group_id ? t("album") : label, said].filter(Boolean).join(": ").replace(/\s+/g, " ").slice(0, 90);
}
