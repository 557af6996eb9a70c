// Pointing at a place of the page for a new mark: by dragging or clicking, by finger, or by keys with a movable cross.
// Without this script the place is a story chosen from the form's list, or the whole page.
"use strict";

(() => {
  const form = document.querySelector("[data-mark-form]");
  const frame = document.querySelector("[data-window]");
  if (!form || !frame) return;
  const sheet = frame.querySelector("[data-sheet]");
  const drawn = frame.querySelector("[data-drawn]");
  const cross = frame.querySelector("[data-cross]");
  const button = document.querySelector("[data-marking]");
  const told = document.querySelector("[data-told]");
  const fold = document.querySelector("[data-new]");
  const where = form.querySelector("[data-where]");
  const CLICK = 6; // pixels of a hand that did not mean to draw
  let at = null; // the cross, in fractions of the page
  let corner = null; // the first corner set by keys

  const clamp = (value) => Math.min(1, Math.max(0, value));
  const say = (name, words = {}) => {
    told.textContent = told.dataset[name].replace(/%\((\w+)\)s/g, (whole, key) => words[key] ?? whole);
  };

  /** The place of a pointer on the page, in fractions of it. */
  function pointed(event) {
    const box = sheet.getBoundingClientRect();
    return { x: clamp((event.clientX - box.left) / box.width), y: clamp((event.clientY - box.top) / box.height) };
  }

  const between = (a, b) => ({
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  });

  function draw(place) {
    drawn.setAttribute("visibility", place ? "visible" : "hidden");
    if (!place) return;
    // a point is shown as a small square around it
    const small = !place.width && !place.height;
    drawn.setAttribute("x", small ? `${place.x * 100 - 0.6}%` : `${place.x * 100}%`);
    drawn.setAttribute("y", small ? `${place.y * 100 - 0.45}%` : `${place.y * 100}%`);
    drawn.setAttribute("width", small ? "1.2%" : `${place.width * 100}%`);
    drawn.setAttribute("height", small ? "0.9%" : `${place.height * 100}%`);
  }

  /** The place goes into the form, and the form waits for the words. */
  function take(place) {
    for (const name of ["x", "y", "width", "height"]) form.elements[name].value = place[name].toFixed(5);
    const option = where.querySelector("option[value=place]");
    option.disabled = option.hidden = false;
    where.value = "place";
    draw(place);
    marking(false);
    fold.open = true;
    say("wordsSet");
    form.elements.text.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  function marking(on) {
    button.setAttribute("aria-pressed", String(on));
    frame.classList.toggle("is-marking", on);
    if (!on) {
      at = corner = null;
      cross.setAttribute("visibility", "hidden");
    }
  }

  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    marking(on);
    if (!on) return say("wordsOff");
    frame.focus({ preventScroll: true });
    begin();
  });

  // ---------------------------------------------------------------------------------------- by pointer

  frame.addEventListener("pointerdown", (event) => {
    if (!frame.classList.contains("is-marking") || event.button) return;
    event.preventDefault();
    const from = pointed(event);
    const start = { x: event.clientX, y: event.clientY };
    cross.setAttribute("visibility", "hidden");
    const far = (moved) => Math.hypot(moved.clientX - start.x, moved.clientY - start.y) > CLICK;
    const move = (moved) => {
      if (far(moved)) draw(between(from, pointed(moved)));
    };
    const stop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", cancel);
    };
    const up = (ended) => {
      stop();
      take(far(ended) ? between(from, pointed(ended)) : { ...from, width: 0, height: 0 });
    };
    const cancel = () => {
      stop();
      draw(null);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", cancel);
  });

  // A press on a mark while marking draws; it does not follow the mark's link.
  frame.addEventListener("click", (event) => {
    if (event.target.closest("a") && (frame.classList.contains("is-marking") || drawn.getAttribute("visibility") === "visible"))
      event.preventDefault();
  });

  // ------------------------------------------------------------------------------------------- by keys

  /** Put the cross in the middle of what is seen of the page. */
  function begin() {
    const box = sheet.getBoundingClientRect();
    const seen = frame.getBoundingClientRect();
    at = {
      x: clamp(((seen.left + seen.right) / 2 - box.left) / box.width),
      y: clamp(((seen.top + Math.min(seen.bottom, innerHeight)) / 2 - box.top) / box.height),
    };
    corner = null;
    place();
  }

  function storyAt({ x, y }) {
    for (const option of where.querySelectorAll("option[data-place]")) {
      const [left, top, width, height] = option.dataset.place.split(" ").map(Number);
      if (x >= left && x <= left + width && y >= top && y <= top + height) return option.textContent;
    }
    return told.dataset.wordsNone;
  }

  function place() {
    cross.setAttribute("visibility", "visible");
    const [across, down] = cross.querySelectorAll("line");
    for (const end of ["y1", "y2"]) across.setAttribute(end, `${at.y * 100}%`);
    for (const end of ["x1", "x2"]) down.setAttribute(end, `${at.x * 100}%`);
    if (corner) draw(between(corner, at));
    say("wordsCross", { x: Math.round(at.x * 100), y: Math.round(at.y * 100), story: storyAt(at) });
    follow();
  }

  /** Keep the cross in sight. */
  function follow() {
    const left = at.x * sheet.offsetWidth;
    const top = at.y * sheet.offsetHeight;
    if (left < frame.scrollLeft || left > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = left - frame.clientWidth / 2;
    if (top < frame.scrollTop || top > frame.scrollTop + frame.clientHeight) frame.scrollTop = top - frame.clientHeight / 2;
  }

  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== frame) return;
    if (event.key === "m" || event.key === "M") {
      marking(true);
      begin();
    } else if (at && MOVES[event.key]) {
      const by = event.shiftKey ? 0.05 : 0.005;
      at = { x: clamp(at.x + MOVES[event.key][0] * by), y: clamp(at.y + MOVES[event.key][1] * by) };
      place();
    } else if (at && event.key === "Enter") {
      if (corner) {
        take(between(corner, at));
      } else {
        corner = { ...at };
        draw({ ...corner, width: 0, height: 0 });
        say("wordsCorner");
      }
    } else if (at && event.key === "Escape") {
      marking(false);
      draw(null);
      say("wordsOff");
    } else return;
    event.preventDefault();
  });

  // ------------------------------------------------------------------------------------------ by the list

  where.addEventListener("change", () => {
    const chosen = where.selectedOptions[0].dataset.place;
    if (where.value !== "place") draw(null);
    if (chosen) document.dispatchEvent(new CustomEvent("proof:show", { detail: chosen.split(" ").map(Number) }));
  });
})();
