// Before anything is painted, so that nothing flashes: the colours a person chose, or the system's.
(() => {
  'use strict';
  let chosen = null;
  try {
    chosen = localStorage.getItem('polymeter.theme');
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
