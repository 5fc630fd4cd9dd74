// Talking to the workspace: questions, things said, and the stream of what happens.

const RETRY_MS = 2000;

async function answer(response) {
  if (response.ok) return response.json();
  throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
}

export async function ask(what, params = {}) {
  return answer(await fetch(`/workspace/${what}?${new URLSearchParams(params)}`));
}

export async function tell(what, content) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(`/workspace/${what}`, { method: "POST", headers, body: JSON.stringify(content) }));
}

/** Upload a file in the person's name; promises its id, name and size. */
export async function upload(user, file) {
  const query = new URLSearchParams({ user, name: file.name });
  const { file: kept } = await answer(await fetch(`/workspace/upload?${query}`, { method: "POST", body: file }));
  return kept;
}

/**
 * Follow one person's events from a place on. The browser reconnects by itself and names the last event it saw; when that is
 * no longer known, or the server was away, `stale` is called and the stream ends. Returns a function that stops it.
 */
export function follow(user, place, { event, online, offline, stale }) {
  const source = new EventSource(`/workspace/events?${new URLSearchParams({ user, after: place })}`);
  let retry;
  const stop = () => {
    clearTimeout(retry);
    source.close();
  };
  source.onopen = online;
  source.onmessage = (message) => event(JSON.parse(message.data));
  source.onerror = () => {
    offline();
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(stale, RETRY_MS);
  };
  source.addEventListener("reset", () => {
    stop();
    stale();
  });
  return stop;
}
