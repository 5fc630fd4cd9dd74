// A list of messages: days apart, one person's messages together, only what changed drawn anew.

import { body } from "./blocks.js";
import { day, dayName, fullTime, isoTime, time } from "./dates.js";
import { openMenu } from "./dialogs.js";
import { el, icon, reconcile } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { attached } from "./files.js";
import { Hands } from "./hands.js";
import { language, t } from "./texts.js";

const TOGETHER_SECONDS = 300;
const EYE = "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 110 4 2 2 0 010-4z";
const REPLY = "M17 9.5c0 3.3-3.1 6-7 6-.9 0-1.8-.1-2.6-.4L3.5 16.5l1-3A5.6 5.6 0 013 9.5c0-3.3 3.1-6 7-6s7 2.7 7 6z";
const MORE = "M4.5 10h.01M10 10h.01M15.5 10h.01";
const SLACKBOT = "USLACKBOT";

export class MessageList {
  /** `openThread(ts)` is called for a reply link; without it the list is a thread's own. `shortcut(message, id)` uses one. */
  constructor(container, store, openThread, shortcut) {
    this.shortcut = shortcut;
    this.container = container;
    this.store = store;
    this.openThread = openThread;
    this.drawn = new Map();
  }

  /** Draw messages; `unreadFrom` is the stamp behind which the line "new" stands, `before` a node above everything. */
  draw(messages, { unreadFrom = null, before = null } = {}) {
    const nodes = before ? [before] : [];
    const drawn = new Map();
    let last = null;
    let lineDrawn = unreadFrom === null;
    for (const message of messages) {
      const newDay = !last || day(last.ts) !== day(message.ts);
      if (newDay) nodes.push(this.once(drawn, `day ${day(message.ts)} ${dayName(message.ts)}`, () => dayLine(message.ts)));
      const startsUnread = !lineDrawn && message.ts > unreadFrom && message.user !== this.store.me.id;
      if (startsUnread) nodes.push(this.once(drawn, `unread ${language()}`, unreadLine));
      lineDrawn ||= startsUnread;
      const joined = !newDay && !startsUnread && together(last, message);
      const key = `${message.ts} ${message.rev} ${joined} ${language()} ${this.store.me.id}`;
      nodes.push(this.once(drawn, key, () => this.message(message, joined)));
      last = message;
    }
    this.drawn = drawn;
    reconcile(this.container, nodes);
  }

  once(drawn, key, make) {
    const node = this.drawn.get(key) ?? make();
    drawn.set(key, node);
    return node;
  }

  message(message, joined) {
    const author = this.author(message);
    const classes = ["message", joined && "joined", message.is_ephemeral && "ephemeral"].filter(Boolean).join(".");
    const stamp = el("time", { datetime: isoTime(message.ts), title: fullTime(message.ts) }, time(message.ts));
    const head = el("div.head", {}, el("strong", {}, author.name), author.badge && el("span.app-badge", {}, t("app")), stamp);
    const deleted = message.subtype === "tombstone";
    const content = el("div.body", {}, ...(deleted ? [el("p.note", {}, t("deleted"))] : body(message, this.hands(message))));
    if (message.edited) content.append(el("small.edited", {}, t("edited")));
    return el(
      `article.${classes}`,
      { "aria-label": `${author.name} ${time(message.ts)}`, "data-ts": message.ts },
      joined ? el("div.gutter", { "aria-hidden": "true" }, time(message.ts)) : avatar(author),
      el("div.main", {}, message.is_ephemeral && onlyYou(), !joined && head, content, attached(message, this.store.me.id), reactions(message), this.threadLink(message)),
      el("div.tools", {}, this.replyButton(message), this.moreButton(message)),
    );
  }

  hands(message) {
    return new Hands(this.store, { channel: message.channel, ts: message.ts });
  }

  author(message) {
    if (message.user === SLACKBOT) return { name: t("slackbot"), badge: false, initial: "S", tint: "none" };
    const name = this.store.name(message.user) ?? message.user;
    const bot = this.store.isBot(message.user);
    return { name, badge: bot, initial: bot ? "值" : initial(name), tint: bot ? "bot" : this.store.tint(message.user) };
  }

  threadLink(message) {
    if (!this.openThread || !message.reply_count) return null;
    const faces = message.reply_users.slice(0, 3).map((id) => avatar(this.author({ user: id }), "small"));
    return el(
      "button.replies",
      { type: "button", click: () => this.openThread(message.ts) },
      el("span.faces", { "aria-hidden": "true" }, ...faces),
      el("b", {}, t("replyCount", message.reply_count)),
      el("span.last", {}, t("lastReply", `${dayName(message.latest_reply)} ${time(message.latest_reply)}`)),
    );
  }

  replyButton(message) {
    if (!this.openThread || message.is_ephemeral) return null;
    const label = t("startThread");
    const open = () => this.openThread(message.thread_ts ?? message.ts);
    return el("button.icon.start-thread", { type: "button", "aria-label": label, title: label, click: open }, icon(REPLY));
  }

  moreButton(message) {
    const { shortcuts } = this.store.directory;
    if (!shortcuts.length || message.is_ephemeral || message.subtype === "tombstone") return null;
    const items = () => shortcuts.map((one) => ({ label: one.name[language()], about: this.store.directory.bot.name, run: () => this.shortcut(message, one.id) }));
    const open = (event) => openMenu(event.currentTarget, t("more"), items());
    const attributes = { type: "button", "aria-label": t("more"), title: t("more"), "aria-haspopup": "menu", "aria-expanded": "false", click: open };
    return el("button.icon.more", attributes, icon(MORE));
  }
}

/** A face: a letter on a tint; `tint` is `bot` or a number, by a person's place in the list. */
export function avatar({ initial: letter, tint }, size = "") {
  return el(["span", "avatar", `tint-${tint}`, size].filter(Boolean).join("."), { "aria-hidden": "true" }, letter);
}

export const initial = (name) => [...name][0].toUpperCase();

function together(last, message) {
  const near = Number(message.ts) - Number(last.ts) < TOGETHER_SECONDS;
  return near && last.user === message.user && Boolean(last.is_ephemeral) === Boolean(message.is_ephemeral) && !message.is_ephemeral;
}

const dayLine = (ts) => el("div.day", { role: "separator", "aria-label": dayName(ts) }, el("span", {}, dayName(ts)));

const unreadLine = () => el("div.unread-line", { role: "separator", "aria-label": t("unreadLine") }, el("span", {}, t("unreadLine")));

const onlyYou = () => el("p.only-you", {}, icon(EYE), t("onlyYou"));

function reactions(message) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map((reaction) => el("span.reaction", {}, ...withEmoji(`:${reaction.name}: ${reaction.count}`)));
  return el("div.reactions", {}, ...chips);
}
