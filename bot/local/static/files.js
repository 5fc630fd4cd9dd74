// Files: chosen in a form they are uploaded at once, as in Slack; in a message they are links to save, pictures shown.

import { upload } from "./client.js";
import { el } from "./dom.js";
import { locale, t } from "./texts.js";

const MOST = 10;
const TOO_LARGE = 413;
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const UNITS = ["B", "kB", "MB"];

// What was uploaded from this page, by id, for a form that is drawn again.
const uploaded = new Map();

/** A `file_input`: holds the ids of what was uploaded; `during(work)` lets the form wait for an upload under way. */
export function fileInput(item, { id, value, user, changed, during, attributes }) {
  const most = item.max_files ?? MOST;
  let held = [...value];
  const list = el("ul.chosen", {});
  const state = el("p.note", { role: "status" });
  const accept = item.filetypes?.map((kind) => `.${kind}`).join(",");
  const hold = (ids) => {
    held = ids;
    changed(held);
    list.replaceChildren(...held.map((one) => el("li", {}, el("span", {}, said(uploaded.get(one))), remover(one))));
  };
  const remover = (one) => {
    const label = t("removeFile", uploaded.get(one).name);
    const remove = () => {
      hold(held.filter((other) => other !== one));
      input.focus();
    };
    return el("button.action", { type: "button", "aria-label": label, title: label, click: remove }, "✕");
  };
  const take = async (files) => {
    state.textContent = t("uploading");
    try {
      for (const file of files) {
        const kept = await upload(user, file);
        uploaded.set(kept.id, kept);
        hold([...held, kept.id].slice(-most));
      }
      state.textContent = "";
    } catch (error) {
      state.textContent = t({ [TOO_LARGE]: "fileTooLarge" }[error.status] ?? (error.status ? "fileNotTaken" : "notReached"));
    }
    input.value = "";
  };
  const change = () => during(take([...input.files]));
  const input = el("input.unseen", { id, type: "file", multiple: most > 1, accept, ...attributes, change });
  // The browser's own button speaks the browser's language and forgets what was chosen; the input behind takes the keyboard.
  const opener = el("span.action", { "aria-hidden": "true", click: () => input.click() }, t("chooseFile"));
  hold(held);
  return el("div.file-input", {}, input, opener, state, list);
}

/** The files of a message, for the person in the seat; null for none. */
export function attached(message, user) {
  return message.files?.length ? el("div.attached", {}, ...message.files.map((file) => shown(file, user))) : null;
}

/** Where the person finds a file, by its id. */
export const addressOf = (id, user) => `/workspace/file?${new URLSearchParams({ user, file: id })}`;

function shown(file, user) {
  const href = addressOf(file.id, user);
  const link = el("a.file", { href, download: file.name }, el("b", {}, file.title), el("small", {}, said(file)));
  if (!PICTURES.includes(file.mimetype)) return link;
  return el("figure", {}, el("img", { src: href, alt: file.alt_txt ?? file.title }), link);
}

const said = ({ name, size }) => `${name} · ${sizeOf(size)}`;

function sizeOf(bytes) {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return `${(bytes / 1000 ** step).toLocaleString(locale(), { maximumFractionDigits: step && 1 })} ${UNITS[step]}`;
}
