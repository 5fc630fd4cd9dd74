// Moments as the workspace's people read them: always in its time zone, "today" by its own clock.

import { locale, t } from "./texts.js";

const ZONE = "Asia/Shanghai";
const UTC_OFFSET = "+08:00"; // without summer time
let offset = 0;

/** Set the workspace's clock (seconds since 1970), which may run apart from the machine's. */
export function setNow(seconds) {
  offset = seconds * 1000 - Date.now();
}

/** The moment it is by the workspace's clock, in seconds. */
export const now = () => (Date.now() + offset) / 1000;

/** Seconds as the workspace's wall clock shows them, `2026-07-15T09:30`, and back. */
export const localMoment = (seconds) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" }).format(moment(seconds)).replace(" ", "T");

export const secondsOf = (local) => Date.parse(`${local}${UTC_OFFSET}`) / 1000;

const moment = (ts) => new Date(Number(ts) * 1000);

const format = (date, options) => new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...options }).format(date);

const dayOf = (date) => new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(date);

export const day = (ts) => dayOf(moment(ts));

export const time = (ts) => format(moment(ts), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const isoTime = (ts) => moment(ts).toISOString();

export function fullTime(ts) {
  const date = { year: "numeric", month: "long", day: "numeric", weekday: "short" };
  return `${format(moment(ts), date)} ${format(moment(ts), { timeStyle: "medium", hourCycle: "h23" })}`;
}

/** "Today", "Yesterday" or the date with its weekday. */
export function dayName(ts) {
  const near = nearDay(ts);
  if (near) return near;
  const thisYear = day(ts).slice(0, 4) === dayOf(new Date(Date.now() + offset)).slice(0, 4);
  const year = thisYear ? {} : { year: "numeric" };
  return format(moment(ts), { ...year, month: "long", day: "numeric", weekday: "long" });
}

function nearDay(ts) {
  const now = Date.now() + offset;
  if (day(ts) === dayOf(new Date(now))) return t("today");
  if (day(ts) === dayOf(new Date(now - 86_400_000))) return t("yesterday");
  return null;
}

const TOKENS = {
  date_num: (date) => dayOf(date),
  date: (date) => format(date, { year: "numeric", month: "long", day: "numeric" }),
  date_short: (date) => format(date, { year: "numeric", month: "short", day: "numeric" }),
  date_long: (date) => format(date, { year: "numeric", month: "long", day: "numeric", weekday: "long" }),
  time: (date) => format(date, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  time_secs: (date) => format(date, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
};

/** Slack's `<!date^…>` format; null when it holds a token this page does not know, so that the fallback is shown. */
export function dateToken(seconds, pattern) {
  const date = moment(seconds);
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (_, name) => {
    const pretty = name.endsWith("_pretty");
    const plain = pretty ? name.slice(0, -"_pretty".length) : name;
    known &&= plain in TOKENS;
    return (pretty && nearDay(seconds)) || TOKENS[plain]?.(date) || "";
  });
  return known ? text : null;
}
