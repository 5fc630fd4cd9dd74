// Slack's mrkdwn as DOM nodes: *bold*, _italic_, ~strike~, `code`, ```blocks```, > quotes, <…> references, :emoji:.

import { dateToken } from "./dates.js";
import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
// Slack opens and closes a style only at a word's edge, and a Chinese character is part of a word.
const EDGE = "[\\p{L}\\p{N}]";
const TOKEN = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<reference>[^<>\\n]+)>",
    `(?<!${EDGE})(?<mark>[*_~])(?<styled>(?!\\s)[^\\n]*?[^\\s])\\k<mark>(?!${EDGE})`,
  ].join("|"),
  "gu",
);

let names = { person: () => null, channel: () => null, me: () => null };

/** Tell how ids become names: functions from an id to a name or null. */
export function setNames(lookup) {
  names = lookup;
}

export function mrkdwn(text) {
  const pieces = text.split(/```\n?([\s\S]*?)\n?```/);
  return pieces.flatMap((piece, index) => (index % 2 ? [el("pre", {}, el("code", {}, plain(piece)))] : paragraphs(piece)));
}

export const plainText = (text) => [el("span.lines", {}, ...withEmoji(text))];

const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

function paragraphs(text) {
  if (!text.trim()) return [];
  const nodes = [];
  let quote = null;
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (quoted) {
      quote ??= el("blockquote");
      if (!quote.parentNode && !nodes.includes(quote)) nodes.push(quote);
      quote.append(paragraph(quoted[1]));
    } else {
      quote = null;
      nodes.push(paragraph(line));
    }
  }
  return nodes;
}

function paragraph(line) {
  const bullet = line.match(/^(\s*)([•◦▪]|\d+\.)\s+(.*)$/);
  if (!bullet) return el(line.trim() ? "p" : "p.gap", {}, ...inline(line));
  const content = el("span", {}, ...inline(bullet[3]));
  return el(bullet[1].length ? "p.bullet.deeper" : "p.bullet", {}, el("span.dot", {}, bullet[2]), content);
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > end) nodes.push(...withEmoji(plain(text.slice(end, found.index))));
    nodes.push(token(found));
    end = found.index + found[0].length;
  }
  if (end < text.length) nodes.push(...withEmoji(plain(text.slice(end))));
  return nodes;
}

function token(found) {
  const { code, reference, mark, styled } = found.groups;
  if (code !== undefined) return el("code", {}, plain(code));
  if (reference !== undefined) return referenceNode(reference);
  return el(STYLES[mark], {}, ...inline(styled));
}

function referenceNode(reference) {
  const [target, label] = splitOnce(reference, "|");
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return el("span.mention", {}, `#${names.channel(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return el("span.mention.me", {}, `@${target.slice(1)}`);
  if (!/^(https?:|mailto:)/i.test(target)) return `<${plain(reference)}>`;
  return el("a", { href: plain(target), target: "_blank", rel: "noreferrer noopener" }, plain(label ?? target));
}

function mention(id, label) {
  const name = names.person(id) ?? (label && plain(label)) ?? id;
  return el(id === names.me() ? "span.mention.me" : "span.mention", {}, `@${name}`);
}

function date(target, label) {
  const [, seconds, pattern] = target.split("^");
  const known = seconds && Number.isFinite(new Date(Number(seconds) * 1000).getTime());
  if (!known) return plain(label ?? target);
  const text = dateToken(seconds, pattern ?? "") ?? plain(label ?? "");
  return el("time", { datetime: new Date(Number(seconds) * 1000).toISOString() }, text);
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
