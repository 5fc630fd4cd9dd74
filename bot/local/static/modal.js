// The modals before the person in the seat, the top one shown, as one dialog.

import { blocks } from "./blocks.js";
import { tell } from "./client.js";
import { dialog } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { Hands, failure } from "./hands.js";
import { language, t } from "./texts.js";

const CROSS = "M5 5l10 10M15 5L5 15";
const FIELD = "input, select, textarea, .modal-body button";

export class Modals {
  constructor(store) {
    this.store = store;
    this.views = [];
    this.values = new Map();
    this.shown = null;
  }

  /** Show a stack of views, the last on top; an empty one closes the dialog. What was typed stays with its view. */
  show(views) {
    this.views = views;
    const ids = new Set(views.map((view) => view.id));
    for (const id of this.values.keys()) if (!ids.has(id)) this.values.delete(id);
    const top = views.at(-1);
    if (!top) this.hide();
    else if (this.shown !== `${top.id} ${top.hash} ${language()}`) this.draw(top);
  }

  /** Draw again in the present language. */
  speak() {
    this.show(this.views);
  }

  hide() {
    this.shown = null;
    this.node?.close();
    this.node?.remove();
    this.node = null;
  }

  draw(view) {
    const same = this.view?.id === view.id && this.node;
    const focused = same && document.activeElement?.id;
    const scrolled = same ? this.node.querySelector(".modal-body").scrollTop : 0;
    this.view = view;
    this.shown = `${view.id} ${view.hash} ${language()}`;
    if (!this.values.has(view.id)) this.values.set(view.id, {});
    this.hands = new Hands(this.store, { view_id: view.id }, this.values.get(view.id));
    this.node ??= dialog("modal", { "aria-labelledby": "modal-title", cancel: (event) => this.cancelled(event) });
    this.node.replaceChildren(this.form(view));
    if (!this.node.open) this.node.showModal();
    this.node.querySelector(".modal-body").scrollTop = scrolled;
    this.focusFirst(view, focused);
  }

  focusFirst(view, focused) {
    const wanted = view.blocks.find((block) => block.element?.focus_on_load);
    const places = [
      focused && document.getElementById(focused), wanted && this.field(wanted.block_id)?.querySelector(FIELD),
      this.node.querySelector(".modal-body input, .modal-body select, .modal-body textarea, .modal-body button"),
      this.node.querySelector("footer button:last-child"),
    ];
    places.find(Boolean)?.focus({ preventScroll: Boolean(focused) });
  }

  form(view) {
    const close = el("button.icon", { type: "button", "aria-label": t("close"), title: t("close"), click: () => this.close(true) }, icon(CROSS));
    this.failure = el("p.modal-failure", { role: "alert" });
    this.button = view.submit && el("button.action.primary", { type: "submit" }, view.submit.text);
    const leave = el("button.action", { type: "button", click: () => this.close(false) }, view.close?.text ?? t(view.submit ? "cancel" : "close"));
    return el(
      "form",
      { novalidate: true, submit: (event) => this.submit(event) },
      el("header", {}, el("h2", { id: "modal-title" }, view.title.text), close),
      el("div.modal-body.body", {}, ...blocks(view.blocks, this.hands)),
      this.failure,
      el("footer", {}, leave, this.button),
    );
  }

  cancelled(event) {
    event.preventDefault();
    this.close(true);
  }

  /** Close the top view, or all of them; the page does not wait for the workspace. */
  close(all) {
    const { id } = this.view;
    this.show(all ? [] : this.views.slice(0, -1));
    tell("close", { user: this.store.me.id, view_id: id, all }).catch(() => {});
  }

  async submit(event) {
    event.preventDefault();
    if (!this.button || this.button.disabled) return;
    const { view, button } = this;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    this.failure.textContent = "";
    try {
      await this.hands.done();
      const values = this.values.get(view.id);
      const answer = await tell("submit", { user: this.store.me.id, view_id: view.id, values, language: language() });
      if (this.view === view) this.answered(answer);
    } catch (error) {
      this.failure.textContent = t(error.status ? "goneForm" : "notReached");
    }
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }

  answered({ error, errors }) {
    if (error) this.failure.textContent = failure(error, this.store);
    for (const field of this.node?.querySelectorAll(".field") ?? []) this.mark(field, errors[field.dataset.block]);
    const first = this.node?.querySelector(".field.wrong");
    first?.querySelector(FIELD)?.focus();
  }

  mark(field, error) {
    field.classList.toggle("wrong", Boolean(error));
    field.querySelector(".error").textContent = error ?? "";
    for (const control of field.querySelectorAll(".choice, .ticks, [type=file]")) {
      if (error) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  field(block) {
    return this.node.querySelector(`.field[data-block="${CSS.escape(block)}"]`);
  }
}
