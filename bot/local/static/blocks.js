// Block Kit as DOM nodes. What the page cannot show yet is named, never left out in silence.

import { el } from "./dom.js";
import { mrkdwn, plainText } from "./mrkdwn.js";
import { t } from "./texts.js";

const RENDER = { header, section, context, divider, image, actions };

export function body(message) {
  if (!message.blocks?.length) return mrkdwn(message.text);
  return message.blocks.map((block) => (RENDER[block.type] ?? unsupported)(block));
}

const text = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : plainText(object.text));

function header(block) {
  return el("div.block-header", { role: "heading", "aria-level": "4" }, ...plainText(block.text.text));
}

function section(block) {
  const parts = [];
  if (block.text) parts.push(el("div.text", {}, ...text(block.text)));
  if (block.fields) parts.push(el("div.fields", {}, ...block.fields.map((field) => el("div", {}, ...text(field)))));
  if (block.accessory) parts.push(element(block.accessory));
  return el(block.accessory ? "div.block-section.with-accessory" : "div.block-section", {}, ...parts);
}

function context(block) {
  const parts = block.elements.map((item) => el("div", {}, ...(item.type === "image" ? [picture(item)] : text(item))));
  return el("div.block-context", {}, ...parts);
}

function divider() {
  return el("hr");
}

function image(block) {
  return el("div.block-section", {}, picture(block));
}

function picture(item) {
  const caption = item.alt_text || t("image");
  if (!item.image_url) return el("span.note", {}, `${t("image")}: ${caption}`);
  return el("a", { href: item.image_url, target: "_blank", rel: "noreferrer noopener" }, `${t("image")}: ${caption}`);
}

function actions(block) {
  return el("div.block-actions", {}, ...block.elements.map(element));
}

function element(item) {
  const label = item.text?.text ?? item.placeholder?.text;
  return label ? el("button.inert", { type: "button", disabled: true, title: t("inert") }, ...plainText(label)) : unsupported(item);
}

const unsupported = (block) => el("p.note", {}, t("unsupported", block.type));
