// Questions to the API. All of them go to where the page comes from.

import { t, told } from './i18n.js';

/** What the API refused, with its status and its own words. */
export class Refused extends Error {
  constructor(status, message, body, after) {
    super(message);
    this.status = status;
    this.body = body;
    this.after = after;
  }
}

/** Asks and answers with the JSON; throws {@link Refused} where the API says no, or cannot be reached (status 0). */
export async function ask(method, path, body, patience = 30_000) {
  let response;
  try {
    response = await fetch(`api/${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new Refused(0, t('offline'), null);
  }
  const text = await response.text();
  let json = null;
  try {
    json = text === '' ? null : JSON.parse(text);
  } catch {
    // A proxy's page, for example: the status says it.
  }
  if (!response.ok) {
    const error = json?.error;
    const message = error?.message ? told(error.message, error.code && { code: error.code, values: error.params }) : `${response.status} ${response.statusText}`;
    throw new Refused(response.status, message, json, Number(response.headers.get('Retry-After')) || 0);
  }
  return json;
}

export const get = (path) => ask('GET', path);

/** A name as one part of a path. */
export const part = encodeURIComponent;

/** Asks again and again until stopped, one question at a time. */
export function poll(path, every, took, failed = () => {}) {
  let stopped = false;
  let timer = 0;
  const again = async () => {
    try {
      const json = await get(path);
      if (!stopped) {
        took(json);
      }
    } catch (error) {
      if (!stopped) {
        failed(error);
      }
    }
    if (!stopped) {
      timer = setTimeout(again, every);
    }
  };
  again();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
