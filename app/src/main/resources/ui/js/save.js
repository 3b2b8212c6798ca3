// Takes away what is shown: as a table for other programs, or as a picture.

/** Hands a file to the browser. */
function give(name, blob) {
  const link = document.createElement('a');
  link.download = name.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const field = (value) => {
  const written = value === null || value === undefined ? '' : String(value);
  // A name could be taken for a formula by a spreadsheet.
  const plain = typeof value === 'string' && /^[=+@-]/.test(written) ? `'${written}` : written;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

/** Rows as RFC 4180; what is not known is an empty field. */
export function saveTable(name, rows) {
  give(`${name}.csv`, new Blob([rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')], { type: 'text/csv;charset=utf-8' }));
}

/** A text as it is. */
export const saveText = (name, text, type) => give(name, new Blob([text], { type }));

/** A picture with its title, on the ground of the page. */
function framed(title, width, height, paint) {
  const canvas = document.createElement('canvas');
  const scale = Math.max(2, devicePixelRatio);
  const pen = canvas.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  canvas.width = (width + 32) * scale;
  canvas.height = (height + 64) * scale;
  pen.scale(scale, scale);
  pen.fillStyle = colour('--surface');
  pen.fillRect(0, 0, width + 32, height + 64);
  pen.fillStyle = colour('--ink');
  pen.font = `600 16px ${colour('--sans')}`;
  pen.fillText(title, 16, 30, width);
  paint(pen);
  return canvas;
}

const send = (name, canvas) => canvas.toBlob((blob) => give(`${name}.png`, blob), 'image/png');

/** A canvas that is shown. */
export function saveCanvas(name, title, shown) {
  const { clientWidth: width, clientHeight: height } = shown;
  send(name, framed(title, width, height, (pen) => pen.drawImage(shown, 16, 48, width, height)));
}

const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'fill-opacity', 'font-size', 'font-family', 'font-weight', 'display'];

/** An SVG that is shown, with the colours that its style sheet gives it. */
export function saveDrawing(name, title, shown) {
  const copy = shown.cloneNode(true);
  const originals = shown.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, i) => {
    const style = getComputedStyle(originals[i]);
    STYLES.forEach((key) => element.setAttribute(key, style.getPropertyValue(key)));
    element.removeAttribute('class');
  });
  const { width, height } = shown.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const image = new Image(width, height);
  image.addEventListener('load', () => send(name, framed(title, width, height, (pen) => pen.drawImage(image, 16, 48, width, height))));
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
}
