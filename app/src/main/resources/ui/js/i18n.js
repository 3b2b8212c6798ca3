// The language of the page, and numbers and times as it writes them.

import { messages } from './messages-de.js';
import { german } from './words-de.js';
import { english } from './words-en.js';

const WORDS = { en: english, de: german };
const MESSAGES = { de: messages };
const KEY = 'polymeter.language';

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function preferred() {
  const chosen = stored();
  if (chosen in WORDS) {
    return chosen;
  }
  const first = navigator.languages?.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in WORDS);
  return first ?? 'en';
}

export const languages = Object.keys(WORDS);
export let language = preferred();

/** More words, of a page that is not always needed. */
export function learn(words) {
  for (const [tongue, more] of Object.entries(words)) {
    Object.assign(WORDS[tongue], more);
  }
}

/** Takes effect when the page is drawn anew. */
export function speak(wanted) {
  language = wanted;
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // It lasts as long as the page then.
  }
  formats.clear();
}

/** A text with `{places}` filled; `key.one` is used where `n` is 1. */
export function t(key, places = {}) {
  const words = WORDS[language];
  const form = places.n === 1 && `${key}.one` in words ? `${key}.one` : key;
  const pattern = words[form] ?? english[form] ?? key;
  return pattern.replace(/\{(\w+)\}/g, (_, name) => {
    const value = places[name] ?? '';
    return typeof value === 'number' ? number(value, 0) : String(value);
  });
}

/** What a place of a sentence holds; a measured number with the comma of the language. */
function held(name, value) {
  return language === 'de' && /^(seconds|watts|factor|share|volts)\d?$/.test(name) ? value.replace('.', ',') : value;
}

/** What the program says, in the language of the page where its code is known there; else as it came. */
export function told(sentence, coded) {
  const pattern = coded && MESSAGES[language]?.[coded.code];
  return pattern
    ? pattern.replace(/\{(\w+)\}/g, (_, name) => told(held(name, String(coded.values[name] ?? '')), coded.values[`${name}_message`]))
    : sentence;
}

/** A phrase of a data file, by its words. */
export function phrase(text) {
  const code = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return MESSAGES[language]?.[`phrase-${code}`] ?? text;
}

/** The language that a sentence of the program is in, for who reads it aloud. */
export function tongue(coded) {
  return language === 'en' || (coded && MESSAGES[language]?.[coded.code]) ? language : 'en';
}

/** A text if there is one, else what was given: for the closed vocabularies of the API. */
export function word(prefix, name) {
  const key = `${prefix}.${name}`;
  return WORDS[language][key] ?? english[key] ?? name;
}

const formats = new Map();

function format(options) {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.NumberFormat(locale(), options);
    formats.set(key, made);
  }
  return made;
}

/** The reader's own region where it speaks the chosen language: 1,000 and 1.000 are not the same everywhere. */
export function locale() {
  return navigator.languages?.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
}

/** One minus everywhere, the real one; and nothing is less than zero by rounding. */
function signed(written) {
  const plain = written.replace('-', '−');
  return /[1-9]/.test(plain) ? plain : plain.replace('−', '');
}

/** A number with so many decimals. */
export function number(value, decimals = 0) {
  return signed(format({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value));
}

/** A number with as many decimals as say something. */
export function figure(value, most = 3) {
  return signed(format({ maximumFractionDigits: most }).format(value));
}

/** A number with all the figures that a 32-bit register can hold. */
export function precise(value) {
  return signed(format({ maximumSignificantDigits: Number.isInteger(value) ? 21 : 7 }).format(value));
}

/** A moment, given in milliseconds since 1970. */
export function moment(ms, options = { dateStyle: 'medium', timeStyle: 'medium' }) {
  return new Intl.DateTimeFormat(locale(), options).format(new Date(ms));
}

/** A time span, given in milliseconds: `0.3 s`, `12 s`, `4 min`, `3 h`, `2 d`. */
export function span(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) {
    return `${number(seconds, 1)} s`;
  }
  if (seconds < 90) {
    return `${number(Math.round(seconds))} s`;
  }
  if (seconds < 5400) {
    return `${number(Math.round(seconds / 60))} min`;
  }
  if (seconds < 172800) {
    return `${number(Math.round(seconds / 3600))} h`;
  }
  return `${number(Math.round(seconds / 86400))} ${t('days')}`;
}

/** A short time, given in nanoseconds: `59 µs`, `1.2 ms`. */
export function brief(nanos) {
  if (nanos < 1000) {
    return `${number(nanos)} ns`;
  }
  if (nanos < 999_500) {
    return `${number(nanos / 1000, nanos < 9950 ? 1 : 0)} µs`;
  }
  if (nanos < 999_500_000) {
    return `${number(nanos / 1e6, nanos < 9_950_000 ? 1 : 0)} ms`;
  }
  return `${number(nanos / 1e9, 1)} s`;
}

const DECIMALS = { W: 0, var: 0, VA: 0, A: 2, V: 1, Hz: 2, '°C': 1, '%': 1, Wh: 0, varh: 0, VAh: 0, 'W/m²': 0 };

/** A measured value for people: the number and its unit, thousands as `k`. */
export function quantity(value, unit) {
  if (/^(W|var|VA)$/.test(unit)) {
    return Math.abs(value) >= 999.5 ? [number(value / 1000, 2), `k${unit}`] : [number(value, Math.abs(value) < 99.95 ? 1 : 0), unit];
  }
  if (/^(Wh|varh|VAh)$/.test(unit)) {
    return [number(value / 1000, Math.abs(value) < 1e6 ? 2 : 1), `k${unit}`];
  }
  return [unit in DECIMALS ? number(value, DECIMALS[unit]) : figure(value), unit];
}
