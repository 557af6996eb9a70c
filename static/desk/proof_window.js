// The page in proof: its size by buttons, keys and wheel, moving it by dragging, and showing a place of it.
// Without this script the page stands in its window at full width, and the browser's own zoom does the rest.
"use strict";

(() => {
  const frame = document.querySelector("[data-window]");
  if (!frame) return;
  const sheet = frame.querySelector("[data-sheet]");
  const image = frame.querySelector("[data-image]");
  const region = frame.querySelector("[data-region]");
  const level = document.querySelector("[data-level]");
  const key = `proof-${document.querySelector("[data-proof]").dataset.proof}`;
  const SIZES = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5];
  let size = 1;

  for (const hidden of document.querySelectorAll("[data-tools], [data-keys], [data-show]")) hidden.hidden = false;

  /** Set the size; what lies at this point of the window stays there. */
  function zoom(wanted, at = { x: frame.clientWidth / 2, y: frame.clientHeight / 2 }) {
    const across = (frame.scrollLeft + at.x) / sheet.offsetWidth;
    const down = (frame.scrollTop + at.y) / sheet.offsetHeight;
    size = Math.min(SIZES.at(-1), Math.max(1, wanted));
    sheet.style.width = `${size * 100}%`;
    image.sizes = `${Math.ceil(frame.clientWidth * size)}px`;
    level.textContent = `${Math.round(size * 100)}%`;
    frame.scrollLeft = across * sheet.offsetWidth - at.x;
    frame.scrollTop = down * sheet.offsetHeight - at.y;
    keep();
  }

  function step(direction, at) {
    const next = direction > 0 ? SIZES.find((each) => each > size + 0.01) : SIZES.findLast((each) => each < size - 0.01);
    zoom(next ?? size, at);
  }

  /** A mark or a signature reloads the page: it opens again where it was. */
  function keep() {
    sessionStorage.setItem(key, JSON.stringify([size, frame.scrollLeft, frame.scrollTop]));
  }

  /** Bring a place (fractions: x, y, width, height) into the middle, and frame it. */
  function show(place, framed = true) {
    const [x, y, width, height] = place.map((each) => Math.max(0, each));
    if (framed) {
      for (const [name, value] of Object.entries({ x, y, width, height })) region.setAttribute(name, `${value * 100}%`);
      region.setAttribute("visibility", width && height ? "visible" : "hidden");
    }
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    frame.scrollTo({
      left: (x + width / 2) * sheet.offsetWidth - frame.clientWidth / 2,
      top: Math.min((y + height / 2) * sheet.offsetHeight - frame.clientHeight / 2, y * sheet.offsetHeight - 12),
      behavior: calm ? "auto" : "smooth",
    });
  }

  const placeOf = (element) => element.dataset.place.split(" ").map(Number);

  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "fit") zoom(1);
      else step(button.dataset.zoom === "in" ? 1 : -1);
    });
  }

  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") step(1);
    else if (event.key === "-") step(-1);
    else if (event.key === "0") zoom(1);
    else return;
    event.preventDefault();
  });

  // The wheel with Ctrl (and so two fingers on a touchpad) sizes; the wheel alone moves the page, as everywhere.
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const box = frame.getBoundingClientRect();
      const by = Math.abs(event.deltaY) > 50 ? Math.sign(event.deltaY) * 50 : event.deltaY;
      zoom(size * Math.exp(-by / 250), { x: event.clientX - box.left, y: event.clientY - box.top });
    },
    { passive: false },
  );

  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button || frame.classList.contains("is-marking")) return;
    if (event.target.closest("a")) return;
    const from = { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop };
    const move = (moved) => {
      frame.classList.add("is-panning");
      frame.scrollLeft = from.x - moved.clientX;
      frame.scrollTop = from.y - moved.clientY;
    };
    const end = () => {
      frame.classList.remove("is-panning");
      window.removeEventListener("pointermove", move);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end, { once: true });
    window.addEventListener("pointercancel", end, { once: true });
  });
  image.addEventListener("dragstart", (event) => event.preventDefault());
  frame.addEventListener("scrollend", keep);

  for (const story of document.querySelectorAll("[data-story]")) {
    const place = story.dataset.story.split(" ").map(Number);
    story.addEventListener("toggle", () => {
      if (story.open) show(place);
    });
    story.querySelector("[data-show]").addEventListener("click", () => {
      show(place);
      frame.focus({ preventScroll: true });
      frame.scrollIntoView({ block: "nearest" });
    });
  }

  for (const mark of document.querySelectorAll("[data-mark]")) {
    const pin = frame.querySelector(`[data-pin="${mark.dataset.mark}"]`);
    const light = (on) => () => pin?.classList.toggle("is-lit", on);
    mark.addEventListener("pointerenter", light(true));
    mark.addEventListener("pointerleave", light(false));
    mark.addEventListener("focusin", light(true));
    mark.addEventListener("focusout", light(false));
    mark.querySelector("[data-show]")?.addEventListener("click", () => {
      show(placeOf(mark), false);
      frame.scrollIntoView({ block: "nearest" });
      pin?.querySelector("a").focus({ preventScroll: true });
    });
  }

  document.addEventListener("proof:show", (event) => show(event.detail));

  const [last, left, top] = JSON.parse(sessionStorage.getItem(key) || "[1, 0, 0]");
  if (last !== 1 || top || left) {
    const restore = () => {
      zoom(last);
      frame.scrollLeft = left;
      frame.scrollTop = top;
    };
    restore();
  }
})();
