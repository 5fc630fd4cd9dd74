// The page: takes a seat, follows what happens there, and draws it.

import { ask, follow, tell } from "./client.js";
import { Composer } from "./composer.js";
import { setNow } from "./dates.js";
import { el } from "./dom.js";
import { failure } from "./hands.js";
import { Home } from "./home.js";
import { MessageList } from "./messages.js";
import { Modals } from "./modal.js";
import { setNames } from "./mrkdwn.js";
import { Rehearsal } from "./rehearsal.js";
import { SeatSwitch, drawConversations } from "./sidebar.js";
import { Store, inChannel } from "./store.js";
import { language, languageOf, locale, setLanguage, t } from "./texts.js";

const byId = (id) => document.getElementById(id);
const NEAR_END = 80;
const RETRY_MS = 2000;

class Page {
  constructor(directory) {
    this.store = new Store(directory);
    this.current = null;
    this.threadTs = null;
    this.unreadFrom = null;
    this.pinned = true;
    this.drafts = new Map();
    this.recalls = new Map();
    this.unfollow = () => {};
    const shortcut = (message, id) => this.shortcut(message, id);
    this.list = new MessageList(byId("messages"), this.store, (ts) => this.openThread(ts), shortcut);
    this.threadList = new MessageList(byId("thread-messages"), this.store, null, shortcut);
    this.modals = new Modals(this.store);
    this.home = new Home(this.store, () => this.turned());
    this.rehearsal = new Rehearsal(byId("rehearsal"), this.store);
    this.seats = new SeatSwitch(this.store, (person) => this.sit(person));
    this.composer = new Composer(byId("composer"), { id: "composer", send: (text) => this.send(text), suggest: () => this.suggest(true) });
    this.threadComposer = new Composer(byId("thread-composer"), {
      id: "thread-composer", send: (text) => this.send(text, this.threadTs), suggest: () => this.suggest(false),
    });
    setNames({
      person: (id) => this.store.name(id), channel: (id) => this.store.channelNames.get(id) ?? null, me: () => this.store.me?.id,
    });
    this.listen();
  }

  listen() {
    byId("language").addEventListener("click", () => this.speak(language() === "zh" ? "en" : "zh"));
    byId("open-sidebar").addEventListener("click", () => this.showSidebar(true));
    byId("veil").addEventListener("click", () => this.showSidebar(false));
    byId("close-thread").addEventListener("click", () => this.closeThread());
    byId("leave").addEventListener("click", () => this.move("leave", this.current));
    byId("newer").addEventListener("click", () => this.toEnd());
    byId("scroll").addEventListener("scroll", () => this.scrolled());
    const resized = new ResizeObserver(() => this.pinned && this.toEnd());
    resized.observe(byId("scroll"));
    resized.observe(byId("messages"));
    window.addEventListener("hashchange", () => this.followHash());
    document.addEventListener("visibilitychange", () => this.markRead());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.escape();
    });
  }

  /** Take a person's seat, or load everything of the present one afresh. */
  async sit(person, fresh = false) {
    this.unfollow();
    const attempt = Symbol("attempt");
    this.attempt = attempt;
    try {
      const state = await ask("state", { user: person.id });
      if (this.attempt !== attempt) return;
      this.take(person, state, fresh);
      await this.open(this.homeOf(person));
      if (this.threadTs) await this.openThread(this.threadTs);
      this.followHash();
    } catch {
      this.offline(true);
      setTimeout(() => this.attempt === attempt && this.sit(person, fresh), RETRY_MS);
    }
  }

  /** The conversation to show a person first: the one shown before, their own direct message in place of another's. */
  homeOf(person) {
    const { conversations } = this.store;
    if (conversations.has(this.current)) return this.current;
    return this.current?.startsWith("D") ? person.direct : conversations.keys().next().value;
  }

  take(person, state, fresh) {
    if (!fresh) this.closeThread();
    if (this.store.me) this.keepDraft();
    setNow(state.now);
    this.store.sit(person, state, fresh);
    this.modals.show(state.modals);
    this.rehearsal.draw(state.mood);
    sessionStorage.setItem("seat", person.id);
    localStorage.setItem("seat", person.id);
    if (!this.recalls.has(person.id)) this.recalls.set(person.id, []);
    this.composer.setRecall(this.recalls.get(person.id));
    if (!localStorage.getItem("language")) setLanguage(languageOf(person.locale));
    this.unfollow = follow(person.id, state.place, {
      event: (event) => this.happened(event),
      online: () => this.offline(false),
      offline: () => this.offline(true),
      stale: () => this.sit(person, true),
    });
  }

  /** Show a conversation. */
  async open(id) {
    const moved = id !== this.current;
    if (moved) {
      this.keepDraft();
      this.closeThread();
      this.current = id;
    }
    this.showSidebar(false);
    const conversation = this.conversation();
    this.unreadFrom = conversation.unread ? conversation.read_until : null;
    this.composer.value = this.drafts.get(this.draftKey()) ?? "";
    if (!conversation.loaded) await this.load(conversation);
    this.speakPage();
    this.toEnd();
    this.markRead();
    if (moved) this.openedApp();
    if (window.matchMedia("(pointer: fine)").matches) this.composer.focus();
  }

  /** The bot learns that its Home or its messages are looked at. */
  openedApp() {
    if (this.conversation().kind !== "direct") return;
    tell("open", { user: this.store.me.id, tab: this.home.tab }).catch(() => this.offline(true));
  }

  turned() {
    this.home.draw(true);
    this.openedApp();
    if (this.home.tab === "home") return;
    this.toEnd();
    this.markRead();
  }

  conversation() {
    return this.store.conversations.get(this.current);
  }

  async load(conversation, before = "") {
    const { me } = this.store;
    const answer = await ask("history", { user: me.id, channel: conversation.id, before });
    for (const message of answer.messages) this.store.put(conversation.id, message);
    conversation.loaded = true;
    conversation.hasMore = answer.has_more;
  }

  async older() {
    const conversation = this.conversation();
    const scroll = byId("scroll");
    const below = scroll.scrollHeight - scroll.scrollTop;
    await this.load(conversation, this.store.shown(conversation)[0]?.ts);
    this.drawMessages();
    scroll.scrollTop = scroll.scrollHeight - below;
  }

  happened(event) {
    const special = {
      modal: () => this.modals.show(event.views),
      home: () => this.published(event.view),
      member: () => this.sit(this.store.me, true),
      rehearsal: () => this.clockSet(event),
    }[event.type];
    if (special) special();
    else this.said(event);
  }

  published(view) {
    this.store.home = view;
    this.home.draw(this.conversation().kind === "direct");
  }

  clockSet({ now, mood }) {
    setNow(now);
    this.rehearsal.draw(mood);
    this.drawMessages();
  }

  said(event) {
    if (event.type === "read") this.store.markRead(event.channel, event.ts);
    else if (event.type === "deleted") this.store.remove(event.channel, event.ts, event.rev);
    else this.arrived(event.message.channel, { ...event.message, rev: event.rev }, event.fresh);
    this.draw(event.channel ?? event.message.channel, event.message);
  }

  arrived(channel, message, fresh) {
    if (this.store.put(channel, message) && fresh) this.store.countNew(channel, message);
  }

  draw(channel, message) {
    if (channel === this.current) {
      const atEnd = this.atEnd();
      this.drawMessages();
      const mine = message?.user === this.store.me.id || message?.is_ephemeral;
      if (atEnd || mine) this.toEnd();
      else if (message && inChannel(message)) byId("newer").hidden = false;
      this.markRead();
      if (this.threadTs) this.drawThread();
    }
    this.drawSidebar();
  }

  drawMessages() {
    const conversation = this.conversation();
    const messages = this.store.shown(conversation);
    this.list.draw(messages, { unreadFrom: this.unreadFrom, before: this.above(conversation, messages) });
  }

  above(conversation, messages) {
    if (conversation.hasMore) return el("button.older", { type: "button", click: () => this.older() }, t("older"));
    if (messages.length) return null;
    return el("div.empty", {}, el("p", {}, t("emptyChannel", this.store.place(conversation))), el("p", {}, t("emptyHint")));
  }

  drawSidebar() {
    drawConversations(this.store, this.current, (id) => this.open(id), (id) => this.move("join", id));
    const unread = this.store.unread();
    document.title = `${unread ? `(${unread}) ` : ""}${this.store.place(this.conversation())} · ${this.store.directory.team}`;
  }

  async openThread(ts) {
    this.threadTs = ts;
    const { me } = this.store;
    const answer = await ask("thread", { user: me.id, channel: this.current, ts });
    for (const message of answer.messages) this.store.put(this.current, message);
    byId("thread").hidden = false;
    byId("app").classList.add("with-thread");
    this.threadComposer.value = "";
    this.speakPage();
    this.drawThread();
    byId("thread-scroll").scrollTop = byId("thread-scroll").scrollHeight;
    this.threadComposer.focus();
  }

  drawThread() {
    const scroll = byId("thread-scroll");
    const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
    this.threadList.draw(this.store.thread(this.conversation(), this.threadTs));
    if (atEnd) scroll.scrollTop = scroll.scrollHeight;
  }

  closeThread() {
    if (!this.threadTs) return;
    this.threadTs = null;
    byId("thread").hidden = true;
    byId("app").classList.remove("with-thread");
    this.composer.focus();
  }

  send(text, threadTs = null) {
    return tell("send", { user: this.store.me.id, channel: this.current, text, ...(threadTs && { thread_ts: threadTs }) });
  }

  async shortcut(message, id) {
    const what = { user: this.store.me.id, channel: message.channel, ts: message.ts, callback_id: id };
    await this.attempted(tell("shortcut", what));
  }

  /** Join or leave a channel. */
  async move(way, channel) {
    await this.attempted(tell(way, { user: this.store.me.id, channel }));
  }

  /** Say at the message box what came of something that has no place of its own. */
  async attempted(work) {
    try {
      const { error } = await work;
      if (error) this.composer.complain(failure(error, this.store));
    } catch (error) {
      this.composer.complain(t(error.status ? "gone" : "notReached"));
    }
  }

  /** What the person sees now has been read. */
  markRead() {
    const conversation = this.conversation();
    const atHome = conversation?.kind === "direct" && this.home.tab === "home";
    if (!conversation?.loaded || atHome || document.hidden || !this.atEnd()) return;
    const kept = this.store.shown(conversation).filter((message) => !message.is_ephemeral);
    const ts = kept.at(-1)?.ts;
    if (!ts || ts <= conversation.read_until) return;
    this.store.markRead(conversation.id, ts);
    this.drawSidebar();
    tell("read", { user: this.store.me.id, channel: conversation.id, ts }).catch(() => this.offline(true));
  }

  suggest(withCommands) {
    const { people, commands, channels, bot } = this.store.directory;
    const names = people.map((person) => ({ name: person.name, about: person.label[language()] }));
    return {
      commands: withCommands ? commands : undefined,
      people: [...names, { name: bot.handle, about: t("app") }],
      channels: channels.map((channel) => ({ name: channel.name, about: "" })),
    };
  }

  draftKey() {
    return `${this.store.me.id} ${this.current}`;
  }

  keepDraft() {
    if (this.current) this.drafts.set(this.draftKey(), this.composer.value);
  }

  /** Switch the page's language, and remember the choice. */
  speak(name) {
    localStorage.setItem("language", name);
    setLanguage(name);
    this.speakPage();
  }

  /** Put every word of the chrome in the present language and draw all. */
  speakPage() {
    document.documentElement.lang = locale();
    for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
    for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
    const conversation = this.conversation();
    const place = this.store.place(conversation);
    byId("team").textContent = this.store.directory.team;
    byId("language").textContent = t("language");
    byId("language").setAttribute("aria-label", t("languageLabel"));
    byId("language").lang = language() === "zh" ? "en" : "zh-CN";
    byId("title").textContent = place;
    byId("topic").textContent = conversation.topic?.[language()] || conversation.topic?.zh || "";
    byId("members").textContent = conversation.kind === "channel" ? t("members", conversation.members) : "";
    byId("thread-place").textContent = place;
    byId("leave").hidden = !conversation.can_leave;
    byId("leave").title = t("leave", place);
    byId("leave").setAttribute("aria-label", t("leave", place));
    this.home.draw(conversation.kind === "direct");
    this.modals.speak();
    this.rehearsal.draw();
    byId("newer").textContent = `${t("newer")} ↓`;
    byId("offline").textContent = t("offline");
    this.composer.label(t("writeLabel", place), t("write", place));
    this.threadComposer.label(t("reply"), t("reply"));
    this.seats.draw(this.store.me);
    this.drawMessages();
    if (this.threadTs) this.drawThread();
    this.drawSidebar();
  }

  showSidebar(shown) {
    byId("app").classList.toggle("with-sidebar", shown);
    byId("open-sidebar").setAttribute("aria-expanded", String(shown));
    if (shown) byId("sidebar").querySelector("[aria-current]")?.focus();
  }

  escape() {
    if (byId("app").classList.contains("with-sidebar")) this.showSidebar(false);
    else this.closeThread();
  }

  atEnd() {
    const scroll = byId("scroll");
    return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
  }

  toEnd() {
    const scroll = byId("scroll");
    scroll.scrollTop = scroll.scrollHeight;
    byId("newer").hidden = true;
    this.pinned = true;
  }

  scrolled() {
    this.pinned = this.atEnd();
    if (!this.pinned) return;
    byId("newer").hidden = true;
    this.markRead();
  }

  offline(is) {
    byId("offline").textContent = t("offline");
    byId("offline").hidden = !is;
  }

  /** A permalink, `#CHANNEL/TS`: open the conversation and bring the message into sight. */
  async followHash() {
    const [channel, ts] = location.hash.slice(1).split("/");
    if (!this.store.conversations.has(channel)) return;
    if (channel !== this.current) await this.open(channel);
    while (ts && !this.conversation().messages.has(ts) && this.conversation().hasMore) await this.older();
    const message = byId("messages").querySelector(`[data-ts="${CSS.escape(ts ?? "")}"]`);
    message?.scrollIntoView({ block: "center" });
    message?.classList.add("pointed-at");
  }
}

async function start() {
  const directory = await ask("people");
  const seat = sessionStorage.getItem("seat") ?? localStorage.getItem("seat");
  const person = directory.people.find((one) => one.id === seat) ?? directory.people[0];
  setLanguage(localStorage.getItem("language") ?? languageOf(person.locale));
  await new Page(directory).sit(person);
}

start();
