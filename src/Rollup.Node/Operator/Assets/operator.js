// Keeps a page current: asks for its sections again and replaces those that have changed.
'use strict';
const pause = 2000;
const live = document.getElementById('live');
const connection = document.getElementById('connection');
let last = Date.now();

// A button that is being pressed must not be exchanged under the pointer.
const isBusy = section => section.querySelector('button:active') !== null || (section.contains(document.activeElement) && document.activeElement.matches('input, select, textarea'));

function take(html) {
  const next = new DOMParser().parseFromString(html, 'text/html').body;
  const kept = new Map([...live.children].map(section => [section.id, section]));
  const wanted = [...next.children].map(section => {
    const present = kept.get(section.id);
    for (const details of section.querySelectorAll('details[id]')) {
      const before = document.getElementById(details.id);
      if (before) details.open = before.open; // What the reader has unfolded stays so.
    }
    return present && (present.outerHTML === section.outerHTML || isBusy(present)) ? present : section;
  });
  if (wanted.length !== live.children.length || wanted.some((section, i) => section !== live.children[i])) {
    const focused = document.activeElement?.id;
    live.replaceChildren(...wanted);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

async function refresh() {
  if (!document.hidden) {
    try {
      const response = await fetch(location.href, { headers: { 'X-Fragment': '1' }, signal: AbortSignal.timeout(10000) });
      if (response.status === 401) { location.reload(); return; } // Signed out: the page leads to the form.
      if (!response.ok) throw new Error(`the node answers ${response.status}`);
      take(await response.text());
      last = Date.now();
      connection.textContent = '';
    } catch (error) {
      connection.textContent = `no news for ${Math.round((Date.now() - last) / 1000)} s: ${error.message}`;
    }
    document.body.classList.toggle('stale', connection.textContent !== '');
  }
  setTimeout(refresh, pause);
}
setTimeout(refresh, pause);
