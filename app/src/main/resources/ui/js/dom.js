// Elements are made here and nowhere else. Whatever comes from a device or a file becomes a text node or an attribute
// that holds no code; there is no way to markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (name === 'value' || name === 'checked' || name === 'disabled' || name === 'selected') {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Sets a text only where it differs: what a person selected, and what a screen reader reads, stays. */
export function text(node, value) {
  const wanted = value === null || value === undefined ? '' : String(value);
  if (node.textContent !== wanted) {
    node.textContent = wanted;
  }
  return node;
}

/** Sets or removes an attribute only where it differs. */
export function attribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) {
      node.removeAttribute(name);
    }
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, String(value));
  }
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * Keeps one child per item, in order: makes what is new, updates what stays, removes what is gone.
 * Elements stay the same objects, so focus and animations survive.
 */
export function keyed(parent, items, key, make) {
  const known = parent.keyed ?? (parent.keyed = new Map());
  const wanted = new Set(items.map(key));
  for (const [name, part] of known) {
    if (!wanted.has(name)) {
      part.node.remove();
      known.delete(name);
    }
  }
  let before = null;
  for (const item of items) {
    const name = key(item);
    let part = known.get(name);
    if (!part) {
      part = make(item);
      known.set(name, part);
    }
    const place = before ? before.nextSibling : parent.firstChild;
    if (place !== part.node) {
      parent.insertBefore(part.node, place);
    }
    part.update?.(item);
    before = part.node;
  }
  return known;
}

const ICONS = {
  ok: 'M5 12.5l4.5 4.5L19 7.5',
  warn: 'M12 7v6m0 4v.01M12 3l9.5 17h-19z',
  bad: 'M7 7l10 10M17 7L7 17',
  lost: 'M4 4l16 16M8.5 15a5 5 0 0 1 7 0M5 11.5a10 10 0 0 1 4-2.4M15 9.1a10 10 0 0 1 4 2.4M12 19v.01',
  into: 'M4 12h15m-6-6l6 6-6 6',
  out: 'M20 12H5m6-6l-6 6 6 6',
  still: 'M5 12h14',
  sun: 'M12 4V2m0 20v-2m8-8h2M2 12h2m13.7-5.7l1.4-1.4M4.9 19.1l1.4-1.4m0-11.4L4.9 4.9m14.2 14.2l-1.4-1.4M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9.5h-13z',
  open: 'M7 11V8a5 5 0 0 1 9.8-1.4M5.5 11h13v9.5h-13z',
  right: 'M9 5l7 7-7 7',
  left: 'M15 5l-7 7 7 7',
};

/** A small picture that says nothing on its own. */
export function icon(name, size = 20) {
  return s(
    'svg',
    { viewBox: '0 0 24 24', width: size, height: size, class: 'icon', 'aria-hidden': 'true' },
    s('path', { d: ICONS[name] }),
  );
}

/** Says something to who cannot see it happen. */
export function announce(message) {
  text(document.getElementById('announce'), message);
}
