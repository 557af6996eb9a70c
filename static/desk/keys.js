// Shortcuts of the desk: an element with data-key="x" is pressed by that letter, unless the person types in a field.
// A fold (details) opens and gives the focus to what is marked data-first; a link or button is clicked. Without this
// script everything is still there, to be reached by pointer and Tab.
"use strict";

(() => {
  const dialog = document.getElementById("keys");
  const STORED = "desk-keys";
  const fields = "input, textarea, select, [contenteditable=true], [contenteditable='']";

  const stored = () => {
    try {
      return localStorage.getItem(STORED);
    } catch {
      return null; // a browser that keeps nothing: the shortcuts are on
    }
  };
  const areOn = () => stored() !== "off";
  const show = () => document.documentElement.classList.toggle("keys-on", areOn());

  const isSeen = (element) => element.getClientRects().length > 0;
  const first = (selector) => [...document.querySelectorAll(selector)].find(isSeen);

  function press(element) {
    if (element.tagName !== "SUMMARY") {
      element.focus();
      element.click();
      return;
    }
    const fold = element.parentElement;
    document.dispatchEvent(new CustomEvent("desk:opening", { detail: fold })); // while the selection still stands
    fold.open = true;
    const wanted = fold.querySelector("[data-first]") ?? element;
    wanted.focus({ preventScroll: true }); // the text stays where it is
    const panel = wanted.closest("form, .act-fold__panel");
    if (panel) panel.scrollTop = panel.scrollHeight;
  }

  function closeOne() {
    const fold = document.querySelector("details.act-fold[open], details.reply[open]");
    if (!fold) return false;
    fold.open = false;
    fold.querySelector("summary").focus();
    return true;
  }

  function step(by) {
    const rows = [...document.querySelectorAll("[data-rows] .rows__title")];
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    next?.focus();
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.(fields) && !event.target.matches("input[type=radio], input[type=checkbox]");
    if (event.isComposing || event.altKey || dialog?.open) return;
    if (event.key === "Escape") {
      if (closeOne()) event.preventDefault();
      else if (typing) event.target.blur();
      return;
    }
    const sends = event.target.matches("textarea, button:not([type=button])");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && sends) {
      event.preventDefault();
      event.target.form?.requestSubmit(event.target.matches("button") ? event.target : undefined);
      return;
    }
    if (event.ctrlKey || event.metaKey || typing || event.repeat || !areOn()) {
      if (event.key !== "?" || typing) return;
    }
    if (event.key === "?") {
      event.preventDefault();
      dialog?.showModal();
      return;
    }
    const key = event.key.toLowerCase();
    const target = /^[a-z]$/.test(key) ? first(`[data-key="${key}"]`) : null;
    if (target) {
      event.preventDefault();
      press(target);
    } else if ((key === "j" || key === "k") && document.querySelector("[data-rows]")) {
      event.preventDefault();
      step(key === "j" ? 1 : -1);
    }
  });

  // A form goes out once: an Enter that is held down must not sign twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  for (const button of document.querySelectorAll("[data-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog?.showModal());
  }
  const box = dialog?.querySelector("[data-keys-on]");
  if (box) {
    box.checked = areOn();
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(STORED, box.checked ? "on" : "off");
      } catch {
        box.checked = true; // it cannot be kept, so it is not promised
      }
      show();
    });
  }
  show();
})();
