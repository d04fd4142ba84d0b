// Elements are only ever built from nodes and texts, never from HTML: nothing that people type can become markup.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

const PATHS = {
  back: "M15 5l-7 7 7 7", send: "M4 12l16-8-5 16-3-6z", clip: "M20 11l-8 8a5 5 0 0 1-7-7l9-9a3.5 3.5 0 0 1 5 5l-9 9a2 2 0 0 1-3-3l8-8",
  more: "M12 5v.01M12 12v.01M12 19v.01", close: "M6 6l12 12M18 6L6 18", menu: "M4 7h16M4 12h16M4 17h10", plus: "M12 5v14M5 12h14",
  keys: "M4 6h16v12H4zM8 10h.01M12 10h.01M16 10h.01M8 14h8", down: "M6 9l6 6 6-6", theme: "M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8z",
  file: "M7 3h7l5 5v13H7zM14 3v5h5", pin: "M9 4h6l-1 7 3 3H7l3-3zM12 14v6", reply: "M10 7L4 12l6 5v-3c5 0 8 1 10 4 0-6-4-9-10-9z",
  place: "M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11zM12 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
};
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  if (name === "more") path.setAttribute("stroke-width", "3");
  svg.append(path);
  return svg;
}

export const iconButton = (name, label, onclick, more = {}) =>
  h("button", { type: "button", class: "round", title: label, "aria-label": label, onclick, ...more }, icon(name));

export function avatar(name, number) {
  const letters = [...name.trim()].filter((_, at, all) => at === 0 || all[at - 1] === " ").slice(0, 2).join("");
  return h("span", { class: `avatar tint${Math.abs(number) % 7}`, "aria-hidden": "true" }, letters.toUpperCase() || "?");
}

export function popup(anchor, items) {
  document.querySelector(".popup")?.remove();
  const menu = h("div", { class: "popup", role: "menu" },
    items.map(([label, act]) => h("button", { type: "button", role: "menuitem", onclick: () => { leave(); act(); } }, label)));
  const leave = () => { menu.remove(); document.removeEventListener("pointerdown", outside, true); };
  const outside = (event) => { if (!menu.contains(event.target)) leave(); };
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { leave(); anchor.focus(); } });
  document.body.append(menu);
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  menu.style.top = `${at.bottom + height + 8 < innerHeight ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
  document.addEventListener("pointerdown", outside, true);
  menu.querySelector("button")?.focus();
}
