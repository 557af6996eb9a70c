/* Composing takes a few seconds: what was pressed says that it works, and is not pressed twice. */
(() => {
  "use strict";

  let pressed = null;

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.("[data-composes]");
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (pressed) event.preventDefault();
    else begin(control);
  });

  function begin(control) {
    pressed = { control, text: control.textContent };
    control.textContent = control.dataset.composes;
    control.setAttribute("aria-busy", "true");
    control.classList.add("is-working");
    const voice = document.querySelector("[data-composing], #board-says");
    if (voice) voice.textContent = control.dataset.composes;
  }

  // coming back by the browser's own button finds the page as it was left
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted || !pressed) return;
    pressed.control.textContent = pressed.text;
    pressed.control.removeAttribute("aria-busy");
    pressed.control.classList.remove("is-working");
    pressed = null;
  });
})();
