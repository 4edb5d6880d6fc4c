/**
 * Runs in each page before its own scripts, so that times are the page's and not those of who drives it:
 * `watched.rowsAt` is when the first rows were there, since the navigation began, and `watched.actedAt` when the last
 * key or button was pressed.
 */
export const watchScript = `
globalThis.watched = {
  rowsAt: undefined,
  actedAt: 0,
  until(isDone) {
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const look = () => {
        const now = performance.now();
        if (isDone()) resolve(now);
        else if (now - startedAt > 20_000) reject(new Error('not shown within 20 seconds: ' + isDone));
        else requestAnimationFrame(look);
      };
      look();
    });
  },
  titles: () => [...document.querySelectorAll('table[aria-busy="false"] tbody tr[aria-rowindex] a')]
    .map((link) => link.textContent.toLowerCase()),
  async scroll(rows) {
    const frames = [];
    const loaded = () => Number(document.querySelector('table[aria-rowcount]').getAttribute('aria-rowcount'));
    const isAtEnd = () => scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    let last = await new Promise(requestAnimationFrame);
    while (loaded() < rows || !isAtEnd()) {
      scrollBy(0, 1200);
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
      if (loaded() >= rows && scrollY > rows * 50) break;
    }
    return frames;
  },
};
for (const kind of ['keydown', 'click'])
  addEventListener(kind, () => { watched.actedAt = performance.now(); }, { capture: true });
new MutationObserver((_, observer) => {
  if (!document.querySelector('tbody tr[aria-rowindex]')) return;
  requestAnimationFrame(() => { watched.rowsAt ??= performance.now(); });
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
`;
