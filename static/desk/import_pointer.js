/* Page import: the beginning of an article is dragged to another line, by mouse, pen or finger. */
"use strict";

(() => {
  const desk = window.importDesk;
  if (!desk) return;
  let dragged = null;
  let over = null;

  const rowAt = (event) =>
    document.elementsFromPoint(event.clientX, event.clientY).find((element) => element.classList.contains("row"));

  function mark(row) {
    if (row === over) return;
    over?.classList.remove("is-drop");
    over = row;
    over?.classList.add("is-drop");
  }

  function end() {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    mark(null);
  }

  desk.area.addEventListener("pointerdown", (event) => {
    const name = event.target.closest(".cutline:not(:first-child) .cutline__name");
    if (!name || event.button !== 0) return;
    dragged = name.parentElement;
    dragged.classList.add("is-dragged");
    name.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  desk.area.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const pane = dragged.closest(".pane");
    const frame = pane.getBoundingClientRect();
    if (event.clientY > frame.bottom - 40) pane.scrollTop += 12;
    else if (event.clientY < frame.top + 80) pane.scrollTop -= 12;
    mark(rowAt(event) ?? null);
  });
  desk.area.addEventListener("pointerup", () => {
    if (dragged && over) desk.act(`boundary:${Number(dragged.dataset.boundary) - 1}:${over.dataset.piece}`);
    end();
  });
  desk.area.addEventListener("pointercancel", end);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });
})();
