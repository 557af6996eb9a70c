// Two settings of a page in one place, one after the other, so that what changed catches the eye.
"use strict";

(() => {
  const pair = document.querySelector("[data-pair]");
  const button = document.querySelector("[data-blink]");
  if (!pair || !button) return;
  const pages = [...pair.querySelectorAll(".proof-pair__page")];
  const EVERY = 900; // milliseconds; well below three flashes a second
  let timer = 0;
  let up = 0;
  button.hidden = false;

  function turn() {
    up = 1 - up;
    pages.forEach((page, number) => page.classList.toggle("is-up", number === up));
  }

  button.addEventListener("click", () => {
    const on = !timer;
    button.setAttribute("aria-pressed", String(on));
    pair.classList.toggle("is-blinking", on);
    clearInterval(timer);
    timer = 0;
    if (!on) return;
    turn();
    timer = setInterval(turn, EVERY);
  });
})();
