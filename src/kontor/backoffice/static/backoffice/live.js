// A part of the page that is fetched again every so often, while somebody can see it. Only what has become other is
// touched; a link that has the focus keeps it, wherever it has moved, and nothing moves while text is marked.
"use strict";

(() => {
  const part = document.querySelector("[data-live]");
  if (!part) return;
  const every = Number(part.dataset.seconds) * 1000;
  const shows = (name, isShown) => { document.querySelector(name).hidden = !isShown; };
  let seen = "", asked = Date.now(), timer = 0;

  const isMarked = () => { const marked = getSelection(); return !marked.isCollapsed && part.contains(marked.anchorNode); };

  function become(old, next) {
    if (old.isEqualNode(next)) return;
    if (old.nodeType === Node.TEXT_NODE && next.nodeType === Node.TEXT_NODE) { old.data = next.data; return; }
    if (!(old instanceof Element) || old.nodeName !== next.nodeName || old.childNodes.length !== next.childNodes.length) {
      const fresh = document.importNode(next, true);
      if (fresh instanceof Element) fresh.classList.add("arrives");
      old.replaceWith(fresh);
      return;
    }
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of [...next.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const pairs = [...old.childNodes].map((child, index) => [child, next.childNodes[index]]);
    for (const [one, other] of pairs) become(one, other);
  }

  function show(text) {
    const focused = part.contains(document.activeElement) ? document.activeElement : null, path = focused?.getAttribute("href");
    const next = new DOMParser().parseFromString("<div></div>", "text/html").querySelector("div");
    next.append(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    const now = [...part.childNodes].filter((node) => node.nodeType === Node.ELEMENT_NODE), then = [...next.children];
    if (now.length === then.length) now.forEach((one, index) => become(one, then[index]));
    else part.replaceChildren(...then.map((one) => document.importNode(one, true)));
    if (!focused || focused === part || (focused.isConnected && focused.getAttribute("href") === path)) return;
    const same = path && [...part.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === path);
    (same || part).focus({ preventScroll: true });
  }

  async function ask() {
    asked = Date.now();
    try {
      const answer = await fetch(part.dataset.live, { headers: { "If-None-Match": seen }, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(10000) });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { shows("[data-live-over]", true); return false; }
      if (answer.status === 200) {
        const text = await answer.text();
        if (!isMarked()) { show(text); seen = answer.headers.get("ETag") ?? ""; }
      }
      shows("[data-live-lost]", answer.status !== 200 && answer.status !== 304);
    } catch { shows("[data-live-lost]", true); }
    return true;
  }

  async function round() {
    timer = -1;
    timer = await ask() && !document.hidden ? setTimeout(round, every) : 0;
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { if (timer > 0) clearTimeout(timer); if (timer !== -1) timer = 0; }
    else if (timer === 0) timer = setTimeout(round, Math.max(0, asked + every - Date.now()));
  });
  if (!document.hidden) timer = setTimeout(round, every);
})();
