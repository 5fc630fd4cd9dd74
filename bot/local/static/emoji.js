// Slack's `:name:` codes and the same emoji typed as characters. The common ones are drawn from the page's own sprite, so that
// they look alike on machines without an emoji font; the others are left to the machine.

import { el } from "./dom.js";

const DRAWN = {
  white_check_mark: "✅", heavy_check_mark: "✔", x: "❌", warning: "⚠", information_source: "ℹ", question: "❓", red_circle: "🔴",
  large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪",
  bell: "🔔", alarm_clock: "⏰", hourglass: "⌛", rotating_light: "🚨", mag: "🔍", memo: "📝", calendar: "📅", eyes: "👀",
  wrench: "🔧", bulb: "💡", lock: "🔒", star: "⭐", tada: "🎉", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉",
  bar_chart: "📊", speech_balloon: "💬",
};
const SAME = { hourglass_flowing_sand: "hourglass", date: "calendar", spiral_calendar_pad: "calendar", clock9: "alarm_clock" };
const TYPED = {
  fire: "🔥", wave: "👋", "+1": "👍", point_right: "👉", computer: "💻", house: "🏠", raised_hands: "🙌", pray: "🙏",
  arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", sunny: "☀️", muscle: "💪", coffee: "☕",
};
const NAMES = Object.fromEntries(Object.entries(DRAWN).map(([name, character]) => [character, name]));
const PATTERN = new RegExp(`:([a-z0-9_+-]+):|(${Object.values(DRAWN).join("|")})\\uFE0F?`, "gu");

/** A text as nodes, with its emoji. An unknown code stays as it was typed. */
export function withEmoji(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(PATTERN)) {
    const node = emoji(found[1] ?? NAMES[found[2]]);
    if (!node) continue;
    if (found.index > end) nodes.push(text.slice(end, found.index));
    nodes.push(node);
    end = found.index + found[0].length;
  }
  if (end < text.length) nodes.push(text.slice(end));
  return nodes;
}

function emoji(code) {
  const name = SAME[code] ?? code;
  if (!(name in DRAWN) && !(name in TYPED)) return null;
  const label = { role: "img", "aria-label": name.replaceAll("_", " ") };
  return el("span.emoji", label, name in DRAWN ? drawing(name) : TYPED[name]);
}

function drawing(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/emoji.svg#${name}`);
  svg.append(use);
  return svg;
}
