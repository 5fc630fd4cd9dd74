// Small dialogs and menus: a question before something is done, a list of things to do.

import { el } from "./dom.js";
import { mrkdwn, plainText } from "./mrkdwn.js";

const words = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : plainText(object.text));

/** A dialog that is put on the page; keys pressed in it stay in it. */
export function dialog(kind, attributes, ...children) {
  const node = el(`dialog.${kind}`, attributes, ...children);
  node.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(node);
  return node;
}

/** Ask Slack's `confirm` question; promises whether the person goes on. */
export function askFirst({ title, text, confirm, deny, style }) {
  return new Promise((decided) => {
    const end = (yes) => () => {
      node.close();
      node.remove();
      decided(yes);
    };
    const go = el(style === "danger" ? "button.action.danger.full" : "button.action.primary", { type: "button", click: end(true) }, confirm.text);
    const stay = el("button.action", { type: "button", click: end(false) }, deny.text);
    const node = dialog(
      "ask",
      { "aria-labelledby": "ask-title", "aria-describedby": "ask-text", cancel: end(false) },
      el("h2", { id: "ask-title" }, ...words(title)),
      el("div.ask-text", { id: "ask-text" }, ...words(text)),
      el("div.ask-foot", {}, stay, go),
    );
    node.showModal();
    stay.focus();
  });
}

/** Open a menu at a button: `items` are `{label, about, run}`; arrows move, Enter runs, Esc goes back to the button. */
export function openMenu(button, label, items) {
  const menu = el("div.menu", { role: "menu", "aria-label": label, popover: "auto" });
  const close = () => {
    menu.hidePopover();
    button.focus();
  };
  const run = (item) => () => {
    close();
    item.run();
  };
  menu.append(...items.map((item) => el("button", { type: "button", role: "menuitem", tabindex: "-1", click: run(item) }, el("span", {}, item.label), item.about && el("small", {}, item.about))));
  menu.addEventListener("keydown", (event) => menuKey(event, menu, close));
  menu.addEventListener("toggle", (event) => {
    button.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "closed") menu.remove();
  });
  (button.closest("dialog, aside, main") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, button.getBoundingClientRect());
  menu.firstChild.focus();
}

function menuKey(event, menu, close) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items[(to + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + 4 + height <= window.innerHeight;
  menu.style.top = `${Math.max(8, below ? anchor.bottom + 4 : anchor.top - 4 - height)}px`;
  menu.style.left = `${Math.max(8, Math.min(anchor.left, window.innerWidth - width - 8))}px`;
}
