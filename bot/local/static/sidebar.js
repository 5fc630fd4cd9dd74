// The sidebar: conversations with their unread marks, and the seat at its foot.

import { el, reconcile } from "./dom.js";
import { avatar, initial } from "./messages.js";
import { language, t } from "./texts.js";

const byId = (id) => document.getElementById(id);

export function drawConversations(store, current, open, join) {
  const all = [...store.conversations.values()];
  const joined = all.filter((one) => one.kind === "channel").map((one) => row(one, current, open));
  reconcile(byId("channels"), [...joined, ...store.openChannels.map((id) => joinRow(id, store.channelNames.get(id), join))]);
  reconcile(byId("directs"), all.filter((one) => one.kind === "direct").map((one) => row(one, current, open)));
  const elsewhere = all.filter((one) => one.id !== current).reduce((sum, one) => sum + one.unread, 0);
  byId("elsewhere").hidden = !elsewhere;
  byId("elsewhere").textContent = String(elsewhere);
}

function row(conversation, current, open) {
  const { id, kind, name, unread } = conversation;
  const sign = kind === "channel" ? el("span.sign", { "aria-hidden": "true" }, "#") : avatar({ initial: "值", tint: "bot" }, "small");
  const count = unread ? el("span.badge", {}, el("span", { "aria-hidden": "true" }, String(unread)), el("span.unseen", {}, t("unread", unread))) : null;
  const attributes = { type: "button", click: () => open(id), "aria-current": id === current ? "page" : undefined, "data-conversation": id };
  return el("li", {}, el(unread ? "button.row.unread" : "button.row", attributes, sign, el("span.name", {}, name), count));
}

function joinRow(id, name, join) {
  const label = t("join", `#${name}`);
  return el("li", {}, el("button.row.joinable", { type: "button", click: () => join(id) }, el("span.sign", { "aria-hidden": "true" }, "+"), el("span.name", {}, label)));
}

/** The seat switch: a button with the person in the seat, and a menu of everybody. */
export class SeatSwitch {
  constructor(store, sit) {
    this.store = store;
    this.people = store.directory.people;
    this.sit = sit;
    this.button = byId("seat");
    this.menu = byId("seats");
    this.button.addEventListener("click", () => (this.menu.hidden ? this.open() : this.close()));
    this.menu.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".seat")) this.close();
    });
  }

  draw(me) {
    this.me = me;
    this.button.setAttribute("aria-label", t("switchSeat", me.name));
    this.button.replaceChildren(...face(me, this.store.tint(me.id)), el("span.chevron", { "aria-hidden": "true" }));
    this.menu.setAttribute("aria-label", t("seats"));
    this.menu.replaceChildren(...this.people.map((person) => this.item(person)));
  }

  item(person) {
    const chosen = String(person.id === this.me.id);
    const pick = () => {
      this.close();
      this.button.focus();
      this.sit(person);
    };
    return el("button", { type: "button", role: "menuitemradio", "aria-checked": chosen, tabindex: "-1", "data-person": person.id, click: pick }, ...face(person, this.store.tint(person.id)));
  }

  open() {
    this.menu.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.menu.querySelector("[aria-checked=true]").focus();
  }

  close() {
    this.menu.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  key(event) {
    const items = [...this.menu.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length].focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
      this.button.focus();
    } else if (event.key === "Tab") this.close();
  }
}

const face = (person, tint) => [
  avatar({ initial: initial(person.name), tint }),
  el("span.who", {}, el("b", {}, person.name), el("small", {}, person.label[language()])),
];
