// Pulling proofs: the button says that the pages are being set, and is not pressed twice.
"use strict";

(() => {
  const told = document.querySelector("[data-progress]");
  for (const form of document.querySelectorAll("[data-pull], [data-pull-all]")) {
    form.addEventListener("submit", () => {
      if (told) told.textContent = form.dataset.doing;
      const button = form.querySelector("button");
      button.setAttribute("aria-disabled", "true");
      // after the form has gone its way, so that nothing of it is lost
      setTimeout(() => {
        for (const other of document.querySelectorAll("[data-pull] button, [data-pull-all] button")) other.disabled = true;
      });
    });
  }
  // coming back by the browser's own button finds the page as it was left
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
