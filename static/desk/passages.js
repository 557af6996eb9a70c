// Comments on selected words: what is selected in the text goes into the comment's form, with its paragraph.
// Without this script the paragraph is chosen from the form's list.
"use strict";

(() => {
  const text = document.querySelector("[data-text]");
  const fold = document.querySelector("[data-comment]");
  if (!text || !fold) return;
  const form = fold.querySelector("form");
  const chosen = fold.querySelector("[data-chosen]");
  const LIMIT = 300;

  const paragraphOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-paragraph]");
  const squeezed = (words) => words.replace(/\s+/g, " ").trim();

  /** The selected words, as far as they stand in the paragraph where the selection begins. */
  function selected() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0).cloneRange();
    const paragraph = paragraphOf(range.startContainer);
    if (!paragraph || !text.contains(paragraph) || range.startContainer.parentElement?.closest(".notes")) return null;
    if (!paragraph.contains(range.endContainer)) range.setEndAfter(paragraph.lastChild);
    const words = squeezed(range.toString()).slice(0, LIMIT);
    return words ? { words, number: paragraph.dataset.paragraph } : null;
  }

  function show() {
    const words = form.elements.quote.value;
    chosen.hidden = !words;
    chosen.querySelector("p").textContent = `“${words}”`;
  }

  function take(found) {
    form.elements.quote.value = found.words;
    form.elements.paragraph.value = found.number;
    show();
  }

  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-primary passage-button";
  button.textContent = fold.querySelector("summary").firstChild.textContent.trim();
  button.hidden = true;
  document.body.append(button);

  document.addEventListener("selectionchange", () => {
    const found = selected();
    button.hidden = !found;
    if (!found) return;
    const box = document.getSelection().getRangeAt(0).getBoundingClientRect();
    button.style.top = `${window.scrollY + box.bottom + 8}px`;
    button.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - 120))}px`;
  });

  // A press would end the selection before the click could read it.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => open(selected()));
  fold.querySelector("summary").addEventListener("pointerdown", () => {
    const found = selected();
    if (found) take(found);
  });
  document.addEventListener("desk:opening", (event) => {
    const found = event.detail === fold && selected();
    if (found) take(found);
  });

  function open(found) {
    if (found) take(found);
    fold.open = true;
    button.hidden = true;
    form.elements.words.focus();
  }

  chosen.querySelector("button").addEventListener("click", () => {
    form.elements.quote.value = "";
    show();
    form.elements.words.focus();
  });
  form.elements.paragraph.addEventListener("change", () => {
    form.elements.quote.value = "";
    show();
  });
  for (const hint of fold.querySelectorAll("[data-with-script]")) hint.hidden = false;
  show();
})();
