// Comfort only: every page works without this file.
// Keys: j and k walk through a list, Enter opens a row's first link, and a button's own key (data-key) presses it.
"use strict";
document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.ctrlKey || event.altKey || event.metaKey || at.closest("input, select, textarea")) return;
  const button = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  const focused = document.activeElement?.closest("[data-row]");
  const inRow = focused && [...focused.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (inRow || (button && !button.closest("[data-row]"))) {
    event.preventDefault();
    (inRow || button).click();
    return;
  }
  if (event.key !== "j" && event.key !== "k") return;
  const rows = [...document.querySelectorAll("[data-row], table.data tbody tr")];
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(here + (event.key === "j" ? 1 : -1), 0), rows.length - 1)];
  const target = next.matches("[data-row]") ? next : next.querySelector("a, button") || next;
  if (!target.hasAttribute("tabindex") && !target.matches("a, button")) target.tabIndex = -1;
  target.focus();
  next.scrollIntoView({ block: "nearest" });
  event.preventDefault();
});

// Who presses twice sends once; a page that is come back to may be sent again.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// A part of a page that changes by itself (data-live: its address) is fetched again while somebody looks at it.
const LIVE_MS = 10000;
const refresh = async (part, left) => {
  if (!document.hidden) {
    const answer = await fetch(part.dataset.live, { redirect: "error" }).catch(() => null);
    if (!answer || !answer.ok) return; // signed out, or the service restarts: the page's own link is there
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (!fresh) return;
    for (const piece of ["[role=status]", ".live-body"]) {
      const [was, now] = [part.querySelector(piece), fresh.querySelector(piece)];
      if (was.innerHTML !== now.innerHTML && !was.contains(document.activeElement)) was.replaceChildren(...now.childNodes);
      was.className = now.className;
    }
    if (!fresh.dataset.live) return;
  }
  if (left) setTimeout(refresh, LIVE_MS, part, left - 1);
};
for (const part of document.querySelectorAll("[data-live]")) setTimeout(refresh, LIVE_MS, part, 360);
