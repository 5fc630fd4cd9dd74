// Block Kit as DOM nodes. What the page cannot show yet is named, never left out in silence.

import { control, initial, isControl, isGroup } from "./controls.js";
import { openMenu } from "./dialogs.js";
import { el } from "./dom.js";
import { addressOf } from "./files.js";
import { mrkdwn, plainText } from "./mrkdwn.js";
import { t } from "./texts.js";

const FILE_ID = /F[A-Z0-9]{8,}(?=\/)/;
const RENDER = { header, section, context, divider, image, actions, input };

/** A message's content; `hands` uses its elements. */
export function body(message, hands) {
  return message.blocks?.length ? blocks(message.blocks, hands) : mrkdwn(message.text);
}

export const blocks = (list, hands) => list.map((block) => (RENDER[block.type] ?? unsupported)(block, hands));

const text = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : plainText(object.text));

function header(block) {
  return el("div.block-header", { role: "heading", "aria-level": "3" }, ...plainText(block.text.text));
}

function section(block, hands) {
  const parts = [];
  if (block.text) parts.push(el("div.text", {}, ...text(block.text)));
  if (block.fields) parts.push(el("div.fields", {}, ...block.fields.map((field) => el("div", {}, ...text(field)))));
  if (!block.accessory) return el("div.block-section", {}, ...parts);
  const stacked = isControl(block.accessory) && isGroup(block.accessory);
  const name = block.text?.text ?? block.fields[0].text;
  const content = [el("div.said", {}, ...parts), element(block.accessory, block, hands, name)];
  return el(stacked ? "div.block-section.with-accessory.stacked" : "div.block-section.with-accessory", { "data-block": block.block_id }, ...content);
}

function context(block, hands) {
  const parts = block.elements.map((item) => el("div", {}, ...(item.type === "image" ? [picture(item, hands)] : text(item))));
  return el("div.block-context", {}, ...parts);
}

function divider() {
  return el("hr");
}

function image(block, hands) {
  const title = block.title && el("figcaption", {}, ...plainText(block.title.text));
  return el("figure.block-section", {}, title, picture(block, hands));
}

function picture(item, hands) {
  const caption = item.alt_text || t("image");
  const file = item.slack_file && (item.slack_file.id ?? FILE_ID.exec(item.slack_file.url)?.[0]);
  if (file) return el("img.picture", { src: addressOf(file, hands.store.me.id), alt: caption });
  if (!item.image_url) return el("span.note", {}, `${t("image")}: ${caption}`);
  return el("a", { href: item.image_url, target: "_blank", rel: "noreferrer noopener" }, `${t("image")}: ${caption}`);
}

function actions(block, hands) {
  return el("div.block-actions", { "data-block": block.block_id }, ...block.elements.map((item) => element(item, block, hands)));
}

function element(item, block, hands, name) {
  if (item.type === "image") return picture(item, hands);
  if (item.type === "button") return button(item, block, hands);
  if (item.type === "overflow") return overflow(item, block, hands);
  if (!isControl(item)) return unsupported(item);
  const label = item.placeholder?.text ?? name ?? t(`kind_${item.type}`);
  const held = hands.get(block.block_id, item.action_id) ?? initial(item);
  const tell = async (value) => {
    if (await hands.use(block, item, value, node)) return;
    hands.put(block.block_id, item.action_id, held);
    node.replaceWith(element(item, block, hands, name));
  };
  const node = control(item, {
    id: idOf(block, item, hands), value: held, people: hands.store.directory.people,
    changed: (value) => hands.put(block.block_id, item.action_id, value),
    settled: tell,
    attributes: { "aria-label": label },
  });
  return node;
}

function button(item, block, hands) {
  const classes = ["action", item.style].filter(Boolean).join(".");
  const press = (event) => hands.use(block, item, null, event.currentTarget);
  const attributes = { click: press, "aria-label": item.accessibility_label, "data-action": item.action_id };
  if (/^https?:/i.test(item.url ?? "")) {
    return el(`a.${classes}`, { ...attributes, href: item.url, target: "_blank", rel: "noreferrer noopener" }, ...plainText(item.text.text));
  }
  return el(`button.${classes}`, { ...attributes, type: "button" }, ...plainText(item.text.text));
}

function overflow(item, block, hands) {
  const open = (event) => {
    const opener = event.currentTarget;
    const pick = (option) => ({
      label: option.text.text, about: option.description?.text, run: () => hands.use(block, item, option.value, opener),
    });
    openMenu(opener, t("moreActions"), item.options.map(pick));
  };
  const attributes = { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": t("moreActions"), click: open };
  return el("button.action.overflow", { ...attributes, "data-action": item.action_id }, "⋯");
}

/** A field of a form: its label, its control, its hint, and room for what is wrong with it. */
function input(block, hands) {
  const { element: item } = block;
  if (!isControl(item)) return unsupported(item);
  const id = idOf(block, item, hands);
  const described = [block.hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const grouped = isGroup(item);
  const node = control(item, {
    id, value: hands.get(block.block_id, item.action_id) ?? initial(item), people: hands.store.directory.people,
    changed: (value) => hands.put(block.block_id, item.action_id, value),
    settled: (value) => block.dispatch_action && (hands.use(block, item, value, node), true),
    user: hands.store.me.id,
    during: (work) => hands.during(work),
    attributes: {
      "aria-describedby": described, ...(grouped ? { "aria-labelledby": `${id}-label` } : {}),
      "aria-required": block.optional || (grouped && item.type !== "radio_buttons") ? undefined : "true",
    },
  });
  const label = [...plainText(block.label.text), block.optional && el("small", {}, t("optional"))].filter(Boolean);
  return el(
    "div.field",
    { "data-block": block.block_id },
    grouped ? el("p.label", { id: `${id}-label` }, ...label) : el("label.label", { id: `${id}-label`, for: id }, ...label),
    node,
    block.hint && el("p.hint", { id: `${id}-hint` }, ...plainText(block.hint.text)),
    el("p.error", { id: `${id}-error`, "aria-live": "polite" }),
  );
}

const idOf = (block, item, hands) => `${hands.where.view_id ?? hands.where.ts}-${block.block_id}-${item.action_id}`.replace(/[^\w-]/g, "_");

const unsupported = (block) => el("p.note", {}, t("unsupported", block.type));
