// Requests that carry what a learner did: JSON with the page's token, patient where nobody answers.

const FIRST_RETRY = 1_000;
const LAST_RETRY = 30_000;
// Browsers refuse longer bodies in a request that outlives its page (64 KiB, shared by all of them).
const KEEPALIVE_LIMIT = 30_000;

export const sleep = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** A name that nobody else gives: 96 random bits. */
export const newName = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export const tokenOf = (page) => page.querySelector("meta[name=csrf-token]")?.content ?? "";

export function postJson(url, values) {
  const body = JSON.stringify(values);
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": tokenOf(document) },
    body,
    keepalive: body.length < KEEPALIVE_LIMIT,
  });
}

/** After signing in again elsewhere the old token no longer holds; a fresh copy of this page carries the new one. */
export async function renewToken() {
  try {
    const response = await fetch(location.href, { headers: { "Accept": "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (response.ok && tokenOf(page)) document.querySelector("meta[name=csrf-token]").content = tokenOf(page);
  } catch {
    // Offline: the next try renews it.
  }
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = tokenOf(document);
}

/** How long to wait before the next try: twice as long each time, and never in step with other browsers. */
export class Patience {
  #next = FIRST_RETRY;

  renew() {
    this.#next = FIRST_RETRY;
  }

  /** Milliseconds; no less than the server asked for. */
  wait(response = null) {
    const wait = this.#next;
    this.#next = Math.min(2 * wait, LAST_RETRY);
    return Math.max(wait * (0.75 + Math.random() / 2), 1000 * (Number(response?.headers.get("Retry-After")) || 0));
  }
}
