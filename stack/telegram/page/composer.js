// Where a person types, attaches and picks commands.
import { h, icon, iconButton } from "./dom.js";
import { preview } from "./text.js";
import { t } from "./words.js";

// `send`: write(text), edit(id, text), files(kind, files, caption); `last()`: the own last message.
export function composer(send, last) {
  let context = null; // { kind: "edit" | "reply", message }
  const input = h("textarea", { rows: 1, placeholder: t("write"), "aria-label": t("write"), enterkeyhint: "send" });
  const submit = iconButton("send", t("send"), () => go(), { class: "round send" });
  const picker = h("input", { type: "file", multiple: true, hidden: true, onchange: () => {
    attach([...picker.files]);
    picker.value = "";
  } });
  const clip = iconButton("clip", t("attach"), () => picker.click());
  const menu = h("button", { type: "button", class: "menu", hidden: true, "aria-expanded": "false", onclick: () => toggle(commands, menu) },
    icon("menu"), h("span", {}, t("menu")));
  const keys = iconButton("keys", t("keyboard"), () => toggle(board, keys), { hidden: true });
  const commands = h("div", { class: "commands", hidden: true, role: "menu", "aria-label": t("commands") });
  const board = h("div", { class: "board", hidden: true });
  const note = h("div", { class: "note", hidden: true });
  const row = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); go(); } },
    menu, clip, picker, input, keys, submit);
  const element = h("div", { class: "writing" }, commands, note, row, board);

  function toggle(panel, button) {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.querySelector("button")?.focus();
  }

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
    submit.classList.toggle("ready", input.value.trim() !== "");
  }

  async function go() {
    const text = input.value;
    if (!text.trim()) return;
    const now = context;
    input.value = "";
    relate(null);
    grow();
    const done = now?.kind === "edit" ? send.edit(now.message.message_id, text) : send.write(text, now?.message.message_id);
    if (!(await done)) { input.value = text; grow(); } // nothing typed is lost
  }

  function relate(next) {
    context = next;
    note.hidden = !next;
    if (!next) return;
    const { kind, message } = next;
    note.replaceChildren(icon("reply"),
      h("div", {}, h("b", {}, t(kind === "edit" ? "editing" : "replying")), h("span", {}, preview(message, t))),
      iconButton("close", t("cancel"), () => { relate(null); if (kind === "edit") input.value = ""; grow(); }, { class: "round small" }));
    if (kind === "edit") input.value = message.text ?? message.caption ?? "";
    grow();
    input.focus();
  }

  async function attach(files) {
    if (!files.length) return;
    const chosen = await ask(files, input.value);
    if (!chosen) return;
    input.value = "";
    grow();
    for (let at = 0; at < files.length; at += 10) {
      await send.files(chosen.kind, files.slice(at, at + 10), at === 0 ? chosen.caption : "");
    }
  }

  input.addEventListener("input", grow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); go(); }
    if (event.key === "Escape" && context) { relate(null); input.value = ""; grow(); }
    if (event.key === "ArrowUp" && !input.value && last()) { event.preventDefault(); relate({ kind: "edit", message: last() }); }
  });
  input.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) { event.preventDefault(); attach(files); }
  });

  return {
    element, attach,
    focus: () => input.focus(),
    edit: (message) => relate({ kind: "edit", message }),
    reply: (message) => relate({ kind: "reply", message }),
    show(list, markup) {
      menu.hidden = !list.length;
      commands.replaceChildren(...list.map((one) => h("button", { type: "button", role: "menuitem", onclick: () => {
        toggle(commands, menu);
        send.write(`/${one.command.replace(/^\//, "")}`);
      } }, h("b", {}, `/${one.command.replace(/^\//, "")}`), h("span", {}, one.description))));
      const rows = markup?.keyboard || [];
      const fresh = JSON.stringify(rows);
      if (board.dataset.rows !== fresh) {
        board.dataset.rows = fresh;
        board.replaceChildren(...rows.map((keysRow) => h("div", { class: "keys" }, keysRow.map((key) =>
          h("button", { type: "button", class: "key", onclick: () => send.key(key) }, key.text)))));
        board.hidden = !rows.length;
      }
      keys.hidden = !rows.length;
      input.placeholder = markup?.input_field_placeholder || t("write");
    },
  };
}

// Shows what is about to be sent; resolves to { kind, caption }, or null.
function ask(files, words) {
  const pictures = files.every((file) => /^image\//.test(file.type));
  return new Promise((resolve) => {
    const caption = h("textarea", { rows: 2, placeholder: t("caption"), "aria-label": t("caption") });
    caption.value = words;
    const urls = [];
    const faces = files.map((file) => {
      if (!/^image\/(jpeg|png|webp|gif)/.test(file.type)) return h("figure", {}, icon("file"), h("figcaption", {}, file.name));
      urls.push(URL.createObjectURL(file));
      return h("figure", {}, h("img", { src: urls.at(-1), alt: file.name }));
    });
    const answer = (kind) => { box.returnValue = kind; box.close(kind); };
    const box = h("dialog", { class: "sheet" },
      h("div", { class: "faces" }, faces), caption,
      h("div", { class: "choices" },
        pictures && h("button", { type: "button", class: "primary", onclick: () => answer("photo") }, t("asPhoto")),
        h("button", { type: "button", class: pictures ? "" : "primary", onclick: () => answer("document") }, t("asFile")),
        h("button", { type: "button", onclick: () => answer("") }, t("cancel"))));
    caption.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); answer(pictures ? "photo" : "document"); }
    });
    box.addEventListener("close", () => {
      urls.forEach((url) => URL.revokeObjectURL(url));
      box.remove();
      resolve(box.returnValue ? { kind: box.returnValue, caption: caption.value } : null);
    });
    document.body.append(box);
    box.showModal();
    caption.focus();
  });
}
