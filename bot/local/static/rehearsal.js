// The rehearsal's panel: how Slack is today, and what time it is.

import { tell } from "./client.js";
import { localMoment, now } from "./dates.js";
import { el } from "./dom.js";
import { t } from "./texts.js";

const MOODS = ["normal", "slow", "limited", "down"];
const TICK_MS = 15_000;

export class Rehearsal {
  constructor(panel, store) {
    this.panel = panel;
    this.store = store;
    this.mood = "normal";
    this.title = el("summary", {});
    panel.append(this.title);
    panel.addEventListener("toggle", () => this.draw());
    setInterval(() => this.tick(), TICK_MS);
  }

  draw(mood = this.mood) {
    this.mood = mood;
    this.panel.replaceChildren(this.title, ...(this.panel.open ? this.content() : []));
    this.panel.classList.toggle("troubled", mood !== "normal");
    this.tick();
  }

  content() {
    const choices = MOODS.map((one) => el("option", { value: one, selected: one === this.mood }, t(`mood_${one}`)));
    const select = el("select.choice", { id: "mood", change: (event) => this.send("rehearsal", { mood: event.target.value }) }, ...choices);
    this.said = el("p.hint", { role: "status" });
    return [el("label", { for: "mood" }, t("moodLabel")), select, ...this.clock(), this.said];
  }

  clock() {
    if (!this.store.directory.clock) return [];
    this.moment = el("input.choice", { type: "datetime-local", id: "clock", value: localMoment(now()) });
    const set = el("button.action", { type: "button", click: () => this.send("clock", { at: this.moment.value }) }, t("setClock"));
    return [el("label", { for: "clock" }, t("clockLabel")), el("div.clock-row", {}, this.moment, set)];
  }

  tick() {
    const time = localMoment(now()).replace("T", " ").slice(5);
    const trouble = this.mood === "normal" ? "" : ` · ${t(`mood_${this.mood}`)}`;
    this.title.textContent = `${t("rehearsal")} · ${time}${trouble}`;
  }

  async send(what, content) {
    try {
      await tell(what, { user: this.store.me.id, ...content });
    } catch (error) {
      this.said.textContent = t(error.status ? "noMoment" : "notReached");
    }
  }
}
