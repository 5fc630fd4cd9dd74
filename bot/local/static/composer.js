// The message box: sends, completes commands, people and channels, recalls what was typed, says what is awaited.

import { el, icon } from "./dom.js";
import { language, t } from "./texts.js";

const SEND = "M3 10l14-6-5 13-3-5-6-2z";

export class Composer {
  /**
   * `send(text)` promises to deliver; when it fails the text comes back. `suggest` gives `{commands, people, channels}`;
   * without commands (a thread) only names are completed.
   */
  constructor(form, { id, send, suggest, recall = [] }) {
    this.send = send;
    this.suggest = suggest;
    this.recalled = { list: recall, at: recall.length };
    this.choices = [];
    this.chosen = 0;
    this.text = el("textarea", {
      id: `${id}-text`, rows: "1", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-controls": `${id}-choices`,
    });
    this.button = el("button.send", { type: "submit", disabled: true }, icon(SEND));
    this.list = el("ul.choices", { id: `${id}-choices`, role: "listbox", hidden: true });
    this.usage = el("p.usage", { hidden: true });
    this.status = el("p.status", { role: "status" });
    form.replaceChildren(this.list, this.usage, el("div.box", {}, this.text, this.button), this.status);
    form.addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("blur", () => this.close());
    this.waiting = 0;
  }

  /** Put the chrome's words in the present language. */
  label(label, placeholder) {
    this.text.setAttribute("aria-label", label);
    this.text.placeholder = placeholder;
    this.button.setAttribute("aria-label", t("send"));
    this.button.title = t("send");
    this.list.setAttribute("aria-label", t("choices"));
    if (!this.waiting) this.status.textContent = this.suggest().commands ? t("hint") : "";
    this.changed();
  }

  get value() {
    return this.text.value;
  }

  set value(text) {
    this.text.value = text;
    this.changed();
  }

  setRecall(list) {
    this.recalled = { list, at: list.length };
  }

  focus() {
    this.text.focus();
  }

  async submit(event) {
    event?.preventDefault();
    const text = this.value;
    if (!text.trim()) return;
    this.remember(text);
    this.value = "";
    this.close();
    const done = text.startsWith("/") && this.suggest().commands ? this.await(text.split(/\s/)[0]) : () => {};
    try {
      await this.send(text);
      done();
    } catch (error) {
      done();
      if (!this.value) this.value = text;
      this.complain(error.status === 413 ? t("tooLong") : t("notSent"));
    }
  }

  /** Say what went wrong, until something is typed. */
  complain(text) {
    this.status.textContent = text;
    this.status.classList.add("failed");
  }

  /** Show that a command's answer is awaited; returns what ends it. */
  await(command) {
    this.waiting += 1;
    this.status.replaceChildren(el("span.spinner", { "aria-hidden": "true" }), t("waiting", command));
    this.status.classList.remove("failed");
    return () => {
      this.waiting -= 1;
      if (!this.waiting) this.status.textContent = t("hint");
    };
  }

  remember(text) {
    const { list } = this.recalled;
    if (list.at(-1) !== text) list.push(text);
    this.recalled.at = list.length;
  }

  changed() {
    this.button.disabled = !this.text.value.trim();
    this.text.rows = Math.min(8, this.text.value.split("\n").length);
    if (this.status.classList.contains("failed") && this.text.value) {
      this.status.classList.remove("failed");
      this.status.textContent = t("hint");
    }
    this.showChoices();
    this.showUsage();
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is still choosing characters
    if (this.choices.length && this.choiceKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) this.submit(event);
    if (event.key === "ArrowUp") this.recall(event, -1);
    if (event.key === "ArrowDown") this.recall(event, 1);
  }

  choiceKey(event) {
    const count = this.choices.length;
    const chosen = this.choices[this.chosen];
    const takes = chosen && chosen.insert.trim() !== this.value;
    if (event.key === "ArrowDown") this.choose((this.chosen + 1) % count);
    else if (event.key === "ArrowUp") this.choose((Math.max(this.chosen, 0) + count - 1) % count);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey) this.take(Math.max(this.chosen, 0));
    else if (event.key === "Enter" && !event.shiftKey && takes) this.take(this.chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  recall(event, step) {
    const { list, at } = this.recalled;
    const typed = this.value && this.value !== list[at];
    if (typed || at + step < 0 || at + step > list.length) return;
    event.preventDefault();
    this.recalled.at = at + step;
    this.value = list[at + step] ?? "";
    this.close();
    this.text.setSelectionRange(this.value.length, this.value.length);
  }

  showChoices() {
    const typed = document.activeElement === this.text ? this.value.slice(0, this.text.selectionStart) : "";
    this.choices = matches(typed, this.suggest());
    this.list.hidden = !this.choices.length;
    this.list.replaceChildren(...this.choices.map((choice, index) => this.choice(choice, index)));
    this.choose(this.choices[0]?.offered ? -1 : 0);
  }

  choice(choice, index) {
    const take = (event) => {
      event.preventDefault();
      this.take(index);
    };
    return el(
      "li",
      { role: "option", id: `${this.list.id}-${index}`, mousedown: take },
      el("b", {}, choice.name),
      choice.hint && el("code", {}, choice.hint),
      el("span", {}, choice.about),
    );
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = this.list.children[index];
    if (item) {
      this.text.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.text.removeAttribute("aria-activedescendant");
  }

  take(index) {
    const choice = this.choices[index];
    const caret = this.text.selectionStart;
    const head = this.value.slice(0, caret - choice.typed) + choice.insert;
    this.value = head + this.value.slice(caret);
    this.text.setSelectionRange(head.length, head.length);
    this.changed();
  }

  close() {
    this.choices = [];
    this.list.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }

  /** Once a command is chosen, keep its usage in sight. */
  showUsage() {
    const [name] = this.value.split(/\s/, 1);
    const command = /^\/\S+\s/.test(this.value) && this.suggest().commands?.find((known) => known.name === name.toLowerCase());
    this.usage.hidden = !command;
    if (command) this.usage.replaceChildren(el("b", {}, command.name), el("code", {}, command.hint), command.description[language()]);
  }
}

function matches(typed, { commands, people, channels }) {
  const command = commands && typed.match(/^\/\S*$/);
  if (command) {
    return commands
      .filter((known) => known.name.startsWith(typed.toLowerCase()))
      .map((known) => ({
        name: known.name, hint: known.hint, about: known.description[language()], insert: `${known.name} `, typed: typed.length,
      }));
  }
  const verb = commands && typed.match(/^(\/\S+)[ ]+(\S*)$/);
  const verbs = verb ? commands.find((known) => known.name === verb[1].toLowerCase())?.verbs ?? [] : [];
  const offered = verbs.filter((known) => known.name.startsWith(verb[2].toLowerCase()) && known.name !== verb[2]);
  if (offered.length) return offered.map((known) => verbChoice(known, verb[2].length));
  const [, sign, part] = typed.match(/(?:^|\s)([@#])(\S*)$/) ?? [];
  const names = { "@": people, "#": channels }[sign] ?? [];
  return names
    .filter((known) => known.name.toLowerCase().startsWith(part.toLowerCase()))
    .map((known) => ({ name: sign + known.name, about: known.about, insert: `${sign}${known.name} `, typed: part.length + 1 }));
}

// Offered, not chosen: Enter sends what was typed, Tab or an arrow takes the word.
const verbChoice = ({ name, hint, about }, typed) => ({ name, hint, about: about[language()], insert: `${name} `, typed, offered: true });
