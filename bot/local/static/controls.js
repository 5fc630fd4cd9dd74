// One control an element: what it holds is told as a raw value (a text, an option's value, an id, a date, a list of them).

import { localMoment, secondsOf } from "./dates.js";
import { el } from "./dom.js";
import { fileInput } from "./files.js";
import { plainText } from "./mrkdwn.js";
import { language, t } from "./texts.js";

const ENTER = "on_enter_pressed";
const CHARACTER = "on_character_entered";

const KINDS = {
  static_select: select, users_select: select, multi_static_select: several, multi_users_select: several, checkboxes: several,
  radio_buttons: radios, datepicker: dated, timepicker: dated, datetimepicker: dated, plain_text_input: typed, number_input: typed,
  email_text_input: typed, url_text_input: typed, file_input: fileInput,
};

export const isControl = (item) => item.type in KINDS;

/** Whether the control is several inputs, to be named by a group's legend. */
export const isGroup = (item) => [several, radios].includes(KINDS[item.type]);

/**
 * The control of an element. `id` names it, `value` is what it holds, `people` are those to choose from; `changed(raw)` is called
 * with every change, `settled(raw)` when the person is done with it. `attributes` go to the control itself. What takes a while, as
 * the upload of a file in the name of `user` does, is handed to `during(work)`.
 */
export function control(item, options) {
  return KINDS[item.type](item, options);
}

/** What an element holds before anybody changed it. */
export function initial(item) {
  if (item.initial_option) return item.initial_option.value;
  if (item.initial_options) return item.initial_options.map((option) => option.value);
  return (
    item.initial_value ?? item.initial_user ?? item.initial_users ?? item.initial_date ?? item.initial_time ?? item.initial_date_time ??
    ([several, fileInput].includes(KINDS[item.type]) ? [] : "")
  );
}

function groupsOf(item, people) {
  if (item.type.endsWith("users_select")) {
    return [{ options: people.map((person) => ({ value: person.id, text: { text: person.name }, description: { text: person.label[language()] } })) }];
  }
  return item.option_groups ?? [{ options: item.options }];
}

const optionsOf = (item, people) => groupsOf(item, people).flatMap((group) => group.options);

function select(item, { id, value, people, changed, settled, attributes }) {
  const choice = (option) => el("option", { value: option.value, selected: option.value === value }, option.text.text);
  const groups = groupsOf(item, people).map((group) =>
    group.label ? [el("optgroup", { label: group.label.text }, ...group.options.map(choice))] : group.options.map(choice),
  );
  const none = el("option", { value: "", selected: !value }, item.placeholder?.text ?? t("choose"));
  const tell = (event) => {
    changed(event.target.value);
    settled(event.target.value);
  };
  return el("select.choice", { id, ...attributes, change: tell }, none, ...groups.flat());
}

function several(item, options) {
  const held = new Set(options.value);
  const tell = (event) => {
    if (event.target.checked) held.add(event.target.value);
    else held.delete(event.target.value);
    const chosen = optionsOf(item, options.people).map((option) => option.value).filter((value) => held.has(value));
    options.changed(chosen);
    options.settled(chosen);
  };
  return ticks("checkbox", item, options, (value) => held.has(value), tell);
}

function radios(item, options) {
  const tell = (event) => {
    options.changed(event.target.value);
    options.settled(event.target.value);
  };
  return ticks("radio", item, options, (value) => value === options.value, tell);
}

function ticks(type, item, { id, people, attributes }, isHeld, tell) {
  const lines = optionsOf(item, people).map((option, index) => {
    const about = option.description && el("small", {}, ...plainText(option.description.text));
    const input = el("input", { type, id: `${id}-${index}`, name: id, value: option.value, checked: isHeld(option.value), change: tell });
    return el("label.tick", {}, input, el("span", {}, ...plainText(option.text.text), about));
  });
  return el(lines.length > 6 ? "div.ticks.long" : "div.ticks", { id, role: type === "radio" ? "radiogroup" : "group", ...attributes }, ...lines);
}

const DATED = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

/** A date counts once it is chosen with the pointer, or the person leaves the field or presses Enter after typing it. */
function dated(item, { id, value, changed, settled, attributes }) {
  const moment = item.type === "datetimepicker";
  const shown = moment && value ? localMoment(value) : value;
  const raw = () => (moment && input.value ? secondsOf(input.value) : input.value);
  let told = value;
  let byKey = false;
  const settle = () => {
    if (raw() !== told && input.value) settled((told = raw()));
  };
  const input = el("input.choice", {
    id, type: DATED[item.type], value: shown, ...attributes,
    keydown: (event) => {
      byKey = true;
      if (event.key === "Enter") settle();
    },
    pointerdown: () => (byKey = false),
    change: () => {
      changed(raw());
      if (!byKey) settle();
    },
    blur: settle,
  });
  return input;
}

function typed(item, { id, value, changed, settled, attributes }) {
  const triggers = item.dispatch_action_config?.trigger_actions_on ?? [ENTER];
  const common = {
    id, ...attributes, placeholder: item.placeholder?.text, autocomplete: "off",
    input: (event) => {
      changed(event.target.value);
      if (triggers.includes(CHARACTER)) settled(event.target.value);
    },
    keydown: (event) => {
      if (event.key !== "Enter" || event.isComposing || !triggers.includes(ENTER)) return;
      if (settled(event.target.value) && !item.multiline) event.preventDefault();
    },
  };
  if (!item.multiline) {
    const mode = { number_input: item.is_decimal_allowed ? "decimal" : "numeric", email_text_input: "email", url_text_input: "url" }[item.type];
    return el("input.choice", { ...common, type: "text", inputmode: mode, value });
  }
  return el("textarea.choice", { ...common, rows: "4" }, value);
}
