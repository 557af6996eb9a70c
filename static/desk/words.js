// Keeps what is typed into the small boxes of a review (opinion, reason, comment, answer) in this tab until it has
// been sent, so that a session that ran out in between loses nothing. Another person logging in does not see it.
"use strict";

(() => {
  const own = `desk-words:${document.currentScript.dataset.person}:`;
  const boxes = () => document.querySelectorAll("textarea[name=words]:not([readonly])");
  const keyOf = (box) => `${own}${location.pathname}#${box.id}`;

  let kept;
  try {
    kept = window.sessionStorage;
    Object.keys(kept)
      .filter((key) => key.startsWith("desk-words:") && !key.startsWith(own))
      .forEach((key) => kept.removeItem(key));
  } catch {
    return; // a browser that keeps nothing
  }

  if (document.querySelector(".messagelist .success")) {
    Object.keys(kept)
      .filter((key) => key.startsWith(own))
      .forEach((key) => kept.removeItem(key));
  }
  boxes().forEach((box) => {
    const words = kept.getItem(keyOf(box));
    if (words && !box.value) {
      box.value = words;
      const fold = box.closest("details");
      if (fold) fold.open = true;
    }
    box.addEventListener("input", () => {
      if (box.value) kept.setItem(keyOf(box), box.value);
      else kept.removeItem(keyOf(box));
    });
  });
})();
