// The stream of pictures, and what is known while it is gone. Silence is no news: without a picture for a moment
// nothing on the page counts as valid any more.

/** Milliseconds between two pictures; ten of them missing is silence. */
const EVERY = 250;
const SILENCE = 2500;
const AGAIN = 1500;
const HIDDEN = 60_000;
const MINUTES = 30;
const KEEP = MINUTES * 60;

/** @type {'connecting' | 'live' | 'lost'} */
let link = 'connecting';
let picture = null;
let arrived = 0;
let source = null;
let retry = 0;
let sleep = 0;
const listeners = new Set();

/** How everything is: the latest picture (null before the first), whether it counts, and since when it is held. */
export function now() {
  return { link, picture, held: picture ? performance.now() - arrived : 0 };
}

/** The first picture, once it is there. */
export function first() {
  return new Promise((resolve) => {
    const listener = () => {
      if (picture) {
        listeners.delete(listener);
        resolve(picture);
      }
    };
    listeners.add(listener);
    listener();
  });
}

/** Tells of every change; answers with what ends that. */
export function follow(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let drawing = false;
function tell() {
  if (!drawing) {
    drawing = true;
    // Not an animation frame: those stop in a window nobody sees, and the truth should not.
    setTimeout(() => {
      drawing = false;
      const state = now();
      listeners.forEach((listener) => listener(state));
    }, 0);
  }
}

function set(wanted) {
  if (link !== wanted) {
    link = wanted;
    tell();
  }
}

function took(event) {
  picture = JSON.parse(event.data);
  arrived = performance.now();
  link = 'live';
  remember();
  tell();
}

function open() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(`api/events?every=${EVERY}`);
  source.addEventListener('overview', took);
  source.addEventListener('error', () => {
    set(picture ? 'lost' : 'connecting');
    if (source.readyState === EventSource.CLOSED) {
      retry = setTimeout(open, AGAIN);
    }
  });
}

/** Begins to listen. */
export function start() {
  open();
  setInterval(() => {
    if (performance.now() - arrived > SILENCE && link === 'live') {
      set('lost');
      open();
    } else if (link === 'lost') {
      tell();
    }
  }, 250);
  document.addEventListener('visibilitychange', () => {
    clearTimeout(sleep);
    if (document.hidden) {
      sleep = setTimeout(() => source?.close(), HIDDEN);
    } else if (source?.readyState === EventSource.CLOSED) {
      set('lost');
      open();
    }
  });
  addEventListener('offline', () => set('lost'));
}

// What was seen since the page was opened, one value a second: the chart where no history is kept.
const seen = new Map();
let second = 0;

function remember() {
  const time = Math.floor(Date.now() / 1000);
  if (time === second) {
    return;
  }
  second = time;
  for (const meter of picture.meters) {
    for (const point of meter.points) {
      if (typeof point.value === 'number') {
        const key = `${meter.name} ${point.point}`;
        let line = seen.get(key);
        if (!line) {
          line = { times: [], values: [] };
          seen.set(key, line);
        }
        line.times.push(time);
        line.values.push(point.quality === 'fresh' ? point.value : null);
        if (line.times.length > KEEP) {
          line.times.shift();
          line.values.shift();
        }
      }
    }
  }
}

/** The seconds seen of a point: times in seconds since 1970, and values with null where there was none that counts. */
export function recent(meter, point) {
  return seen.get(`${meter} ${point}`) ?? { times: [], values: [] };
}
