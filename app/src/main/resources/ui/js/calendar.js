// Days, months and years of the site, wherever its page is looked at.

import { locale } from './i18n.js';

const PARTS = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' };

function parts(ms, zone) {
  const found = {};
  new Intl.DateTimeFormat('en', { ...PARTS, timeZone: zone }).formatToParts(new Date(ms)).forEach(({ type, value }) => { found[type] = Number(value); });
  return found;
}

/** The day on which a moment is there: `[year, month from 0, day]`. */
export function dayOf(ms, zone) {
  const { year, month, day } = parts(ms, zone);
  return [year, month - 1, day];
}

/** When a day begins there, in milliseconds since 1970; months and days may be out of range. */
export function begin([year, month, day], zone) {
  const wanted = Date.UTC(year, month, day);
  let ms = wanted;
  for (let i = 0; i < 3; i++) {
    const at = parts(ms, zone);
    ms += wanted - Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
  }
  return ms;
}

/** The period of a day, as many periods on as wanted. */
export function shifted([year, month, day], period, by) {
  const date = new Date(Date.UTC(period === 'year' ? year + by : year, period === 'month' ? month + by : period === 'year' ? 0 : month, period === 'day' ? day + by : 1));
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
}

/** When a period begins and ends there. */
export function bounds(day, period, zone) {
  return [begin(shifted(day, period, 0), zone), begin(shifted(day, period, 1), zone)];
}

/** A moment in the words of the reader and the time of the site. */
export function said(ms, zone, options) {
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone }).format(new Date(ms));
}
