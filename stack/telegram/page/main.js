// The page: who is shown, in which language, light or dark.
import * as api from "./api.js";
import { h, iconButton } from "./dom.js";
import { named, pane } from "./pane.js";
import { isRussian, switchLanguage, t } from "./words.js";

const MOST = 4;
const top = document.getElementById("top");
const frame = document.getElementById("panes");
let everybody = [];
let panes = [];
let stop = () => {};

const asked = () => (new URLSearchParams(location.search).get("people") || "").split(",").filter(Boolean);

function show(keys) {
  const known = keys.map((key) => everybody.find((one) => one.key === key)).filter(Boolean).slice(0, MOST);
  const people = known.length ? known : everybody.slice(0, 1);
  const names = people.map((one) => one.key);
  history.replaceState(null, "", names.length ? `/?people=${names.join(",")}` : "/");
  panes = people.map((person, at) => panes.find((one) => one.person.key === person.key) || pane(person, everybody, {
    choose: (key) => show(swap(names, at, key)),
    close: () => show(panes.map((one) => one.person.key).filter((key) => key !== person.key)),
  }));
  frame.replaceChildren(...panes.map((one) => one.element));
  frame.dataset.count = String(panes.length);
  if (!panes.length) frame.append(h("p", { class: "nobody" }, t("noPeople")));
  header(names);
  connect(names);
}

// Whoever is chosen is there once: two panes change places.
function swap(names, at, key) {
  panes.splice(at, 1);
  const there = names.indexOf(key);
  const next = [...names];
  if (there >= 0) next[there] = names[at];
  next[at] = key;
  panes = [];
  return next;
}

function connect(names) {
  stop();
  if (!names.length) return;
  stop = api.listen(names, {
    onReady: () => { document.body.classList.remove("lost"); panes.forEach((one) => one.load().then(count)); },
    onEvent: async (event) => {
      await panes.find((one) => one.person.id === event.user)?.learn(event);
      count();
    },
    onLost: () => document.body.classList.add("lost"),
  });
}

function count() {
  const unread = panes.reduce((sum, one) => sum + one.unread(), 0);
  document.title = unread ? `(${unread}) ${t("title")}` : t("title");
}

function header(names) {
  const others = everybody.filter((one) => !names.includes(one.key));
  const add = h("select", { class: "beside", "aria-label": t("addPerson"), title: t("addPerson"),
    onchange: () => show([...names, add.value]) },
    h("option", { value: "" }, `+ ${t("beside")}`),
    others.map((one) => h("option", { value: one.key }, [named(one), one.role].filter(Boolean).join(" · "))));
  top.replaceChildren(
    h("img", { src: "/page/icon.svg", alt: "", width: 24, height: 24 }), h("h1", {}, t("title")),
    h("span", { class: "lostness", role: "status" }, t("lost")),
    ...(names.length < MOST && others.length ? [add] : []),
    h("button", { type: "button", class: "plain", onclick: () => { switchLanguage(); redraw(); } }, t("language")),
    iconButton("theme", t("theme"), darken));
}

function redraw() {
  document.documentElement.lang = isRussian() ? "ru" : "en";
  const names = panes.map((one) => one.person.key);
  panes = [];
  show(names);
  count();
}

function darken() {
  const dark = document.documentElement.dataset.theme === "dark"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") panes.forEach((one) => one.look());
});
if (localStorage.getItem("theme")) document.documentElement.dataset.theme = localStorage.getItem("theme");
document.documentElement.lang = isRussian() ? "ru" : "en";
everybody = await api.people();
show(asked());
