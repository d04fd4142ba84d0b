// The messages of one chat: only what changed is drawn again.
import { bubble } from "./bubble.js";
import { h, iconButton } from "./dom.js";
import { day, t } from "./words.js";

export function thread(me, actions, onTop) {
  const list = h("div", { class: "messages", role: "log", "aria-live": "polite", tabindex: 0 });
  const down = iconButton("down", t("down"), () => toEnd(), { class: "round down", hidden: true });
  const element = h("div", { class: "thread" }, list, down);
  let drawn = new Map();
  let follow = true; // stay with the latest message

  const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const toEnd = () => { follow = true; list.scrollTop = list.scrollHeight; };
  list.addEventListener("scroll", () => {
    follow = atEnd();
    down.hidden = follow;
    if (list.scrollTop < 60) onTop();
  });
  list.addEventListener("load", () => { if (follow) toEnd(); }, true); // a picture that grew
  new ResizeObserver(() => { if (follow) toEnd(); }).observe(list); // a keyboard or a menu opened below

  function draw(messages, stay) {
    const before = list.scrollHeight - list.scrollTop;
    const next = new Map();
    for (const [key, parts] of items(messages)) {
      const signature = JSON.stringify(parts);
      const known = drawn.get(key);
      const same = known?.signature === signature;
      next.set(key, same ? known : { signature, element: typeof parts === "string" ? divider(parts) : bubble(parts, me, actions) });
    }
    const wanted = [...next.values()].map((one) => one.element);
    wanted.forEach((one, at) => { if (list.children[at] !== one) list.insertBefore(one, list.children[at] || null); });
    while (list.children.length > wanted.length) list.lastElementChild.remove();
    drawn = next;
    if (stay) list.scrollTop = list.scrollHeight - before;
    else if (follow) toEnd();
    down.hidden = atEnd();
  }
  return { element, draw, toEnd };
}

const divider = (text) => h("div", { class: "divider" }, h("span", {}, text));

// Messages by key; an album is one item, a new day another.
function items(messages) {
  const result = new Map();
  let today = "";
  for (const message of messages) {
    const date = day(message.date);
    if (date !== today) { result.set(`day ${date}`, date); today = date; }
    const key = message.media_group_id ? `album ${message.media_group_id}` : `message ${message.message_id}`;
    if (result.has(key)) result.get(key).push(message);
    else result.set(key, [message]);
  }
  return result;
}
