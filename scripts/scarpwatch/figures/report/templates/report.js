"use strict";
// Folded parts open when a link or the address leads to them, and for printing; tables that scroll take the keyboard.
(() => {
  const all = () => [...document.querySelectorAll("main details")];
  const reveal = (id) => {
    const target = document.getElementById(id);
    const part = target && (target.closest("details") || target.querySelector("details"));
    if (part) part.open = true;
  };
  const follow = () => {
    const id = location.hash.slice(1);
    if (!id) return;
    reveal(id);
    const target = document.getElementById(id);
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) reveal(link.getAttribute("href").slice(1));
  });
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all().filter((part) => !part.open);
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });
  const button = document.getElementById("unfold");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = all().some((part) => !part.open);
      for (const part of all()) part.open = open;
    });
  }
  const reachable = () => {
    for (const box of document.querySelectorAll(".table, .scroll")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  const say = () => {
    if (button) button.textContent = all().some((part) => !part.open) ? "Unfold all parts" : "Fold all parts";
  };
  document.addEventListener("toggle", () => { reachable(); say(); }, true);
  addEventListener("resize", reachable);
  reachable();
  say();
  follow();
})();
