// What was kept: values over time.

import { get, part } from './api.js';

const SECONDS = { second: 1, minute: 60, 'quarter-hour': 900 };

/** Whether any history is kept. */
export async function kept() {
  try {
    await get('history');
    return true;
  } catch (error) {
    if (error.status === 404) {
      return false;
    }
    throw error;
  }
}

/** Times in seconds since 1970 and values, with a null where something is missing, so that no line spans a gap; and whether any was derived. */
export async function series(meter, point, from, to) {
  const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  const json = await get(`history/${part(meter)}/points/${part(point)}?${query}`);
  const step = SECONDS[json.resolution] ?? 60;
  const times = [];
  const values = [];
  for (const slot of json.values) {
    const time = Date.parse(slot.time) / 1000;
    if (times.length > 0 && time - times.at(-1) > 2.5 * step) {
      times.push(times.at(-1) + step);
      values.push(null);
    }
    times.push(time);
    values.push(slot.mean ?? slot.value ?? null);
  }
  return { times, values, derived: (json.derived ?? []).length > 0 };
}

const QUARTER = 900_000;

/** The last minutes in seconds. */
export function lately(meter, point) {
  return series(meter, point, Date.now() - QUARTER, Date.now());
}

/** Everything since a moment: the last minutes in seconds, what was before in minutes. */
export async function today(meter, point, since) {
  const border = Math.floor((Date.now() - QUARTER) / 60_000) * 60_000;
  const late = await series(meter, point, Math.max(since, border), Date.now());
  if (since >= border - 60_000) {
    return late;
  }
  const early = await series(meter, point, since, border);
  return { times: [...early.times, ...late.times], values: [...early.values, ...late.values] };
}

/** One line after another: of the second, what the first has not. */
export function joined(before, after) {
  const from = after.times.findIndex((time) => time > (before.times.at(-1) ?? 0));
  const since = from < 0 ? after.times.length : from;
  return { times: [...before.times, ...after.times.slice(since)], values: [...before.values, ...after.values.slice(since)], derived: before.derived };
}
