// Using an element of a message or a view: asks first where the bot wants it, tells the workspace, says kindly what failed.

import { tell } from "./client.js";
import { el } from "./dom.js";
import { askFirst } from "./dialogs.js";
import { t } from "./texts.js";

// Who types goes on typing while the bot is told of it.
const DISABLED_WHILE_BUSY = "button, select, input:not([type=text])";

export class Hands {
  /** `where` is `{channel, ts}` or `{view_id}`; `values` holds what was changed, by block and action, and may be shared. */
  constructor(store, where, values = {}) {
    this.store = store;
    this.where = where;
    this.values = values;
    this.work = new Set();
  }

  /** Something is under way that `done` waits for. */
  during(work) {
    this.work.add(work);
    work.finally(() => this.work.delete(work));
  }

  /** Promises that nothing is under way any more. */
  async done() {
    while (this.work.size) await Promise.allSettled([...this.work]);
  }

  get(block, action) {
    return this.values[block]?.[action];
  }

  put(block, action, value) {
    (this.values[block] ??= {})[action] = value;
  }

  /**
   * Press a button, or tell of a changed element; `control` is busy until the bot has answered. Promises whether the person went on
   * with it, where the bot wanted them to be asked.
   */
  async use(block, element, value, control) {
    if (element.confirm && !(await askFirst(element.confirm))) return false;
    if (value !== null) this.put(block.block_id, element.action_id, value);
    const free = busy(control);
    unsaid(control);
    const ids = { block_id: block.block_id, action_id: element.action_id };
    try {
      const { error } = await tell("press", { user: this.store.me.id, ...this.where, ...ids, value, values: this.values });
      if (error) say(control, failure(error, this.store));
    } catch (error) {
      say(control, t(error.status ? "gone" : "notReached"));
    }
    free();
    return true;
  }
}

/** Slack's word for a failure as a sentence. */
export function failure(error, store) {
  const name = store.directory.bot.name;
  if (error === "operation_timeout") return t("tooSlow", name);
  return error === "dispatch_failed" ? t("failed", name) : t("unusable", name, error);
}

function busy(control) {
  control.setAttribute("aria-busy", "true");
  const parts = [control, ...control.querySelectorAll("input")].filter((part) => part.matches(DISABLED_WHILE_BUSY));
  const hadFocus = parts.includes(document.activeElement) && document.activeElement;
  for (const part of parts) part.disabled = true;
  return () => {
    control.removeAttribute("aria-busy");
    for (const part of parts) part.disabled = false;
    if (hadFocus?.isConnected && document.activeElement === document.body) hadFocus.focus();
  };
}

const blockOf = (control) => control.closest("[data-block]") ?? control;

function say(control, text) {
  unsaid(control);
  blockOf(control).append(el("p.press-note", { role: "alert" }, text));
}

function unsaid(control) {
  blockOf(control).querySelector(".press-note")?.remove();
}
