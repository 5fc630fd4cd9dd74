// The app's Home tab, beside its messages.

import { blocks } from "./blocks.js";
import { el } from "./dom.js";
import { Hands } from "./hands.js";
import { language, t } from "./texts.js";

const byId = (id) => document.getElementById(id);
const TABS = ["home", "messages"];

export class Home {
  /** `turned(tab)` is called when the person turns to a tab. */
  constructor(store, turned) {
    this.store = store;
    this.turned = turned;
    this.tab = "messages";
    for (const tab of TABS) byId(`tab-${tab}`).addEventListener("click", () => this.turn(tab));
    byId("tabs").addEventListener("keydown", (event) => this.key(event));
  }

  turn(tab) {
    this.tab = tab;
    this.turned(tab);
  }

  key(event) {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const other = TABS.find((tab) => tab !== this.tab);
    this.turn(other);
    byId(`tab-${other}`).focus();
  }

  /** Show the tabs in the app's direct message only, and the Home when it is turned to. */
  draw(direct) {
    const shown = direct && this.tab === "home";
    byId("tabs").hidden = !direct;
    for (const tab of TABS) {
      const chosen = this.tab === tab;
      byId(`tab-${tab}`).setAttribute("aria-selected", String(chosen));
      byId(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
    }
    byId("home").hidden = !shown;
    byId("scroll").hidden = shown;
    byId("composer").hidden = shown;
    if (shown) this.fill();
  }

  fill() {
    const view = this.store.home;
    const key = view ? `${view.id} ${view.hash} ${language()}` : `empty ${language()}`;
    if (this.filled === key) return;
    this.filled = key;
    const focused = byId("home").contains(document.activeElement) && document.activeElement.dataset.action;
    const content = view?.blocks.length
      ? blocks(view.blocks, new Hands(this.store, { view_id: view.id }))
      : [el("div.empty", {}, el("p", {}, t("emptyHome")), el("p", {}, t("emptyHomeHint")))];
    byId("home-content").replaceChildren(...content);
    if (focused) (byId("home").querySelector(`[data-action="${CSS.escape(focused)}"]`) ?? byId("home")).focus();
  }
}
