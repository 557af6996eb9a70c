// Zoom of the page image: pinch, Ctrl and wheel, keys, buttons. Without this file the page is read as it is, and its
// large image and its PDF are links. The stage scrolls by itself, so that panning is the browser's own and a link that
// takes the focus comes into view.
(() => {
  "use strict";
  const viewer = document.querySelector("[data-viewer]");
  if (!viewer) return;
  const stage = viewer.querySelector("[data-stage]");
  const sheet = viewer.querySelector("[data-sheet]");
  const source = sheet.querySelector("source") || sheet.querySelector("img");
  const output = viewer.querySelector("[data-scale]");
  const sizes = source.sizes;
  const MOST = 6, STEP = 1.5, PAN = 80;
  let scale = 1;

  // Zoom so that the point (x, y) of the stage, in CSS pixels, stays where it is.
  const zoom = (wanted, x = stage.clientWidth / 2, y = stage.clientHeight / 2) => {
    const next = Math.min(MOST, Math.max(1, Math.abs(wanted - 1) < 0.02 ? 1 : wanted));
    if (next === scale) return;
    if (scale === 1) stage.style.height = `${stage.getBoundingClientRect().height}px`;
    const left = (stage.scrollLeft + x) / scale, top = (stage.scrollTop + y) / scale;
    scale = next;
    stage.classList.toggle("stage--zoomed", scale > 1);
    sheet.style.width = `${scale * 100}%`;
    if (scale === 1) stage.style.height = "";
    source.sizes = scale > 1 ? `${Math.ceil(stage.clientWidth * scale)}px` : sizes;
    stage.scrollTo({ left: left * scale - x, top: top * scale - y, behavior: "instant" });
    output.value = `${Math.round(scale * 100)}%`;
    viewer.querySelector("[data-by=out]").disabled = scale === 1;
    viewer.querySelector("[data-by=in]").disabled = scale === MOST;
  };
  const at = (event) => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  const acts = {
    in: () => zoom(scale * STEP),
    out: () => zoom(scale / STEP),
    whole: () => zoom(1),
  };
  const keys = { "+": "in", "=": "in", "-": "out", "−": "out", _: "out", 0: "whole" };
  const arrows = { ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN] };
  viewer.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key], arrow = arrows[event.key];
    if (act) acts[act]();
    else if (arrow && scale > 1) stage.scrollBy({ left: arrow[0], top: arrow[1], behavior: "instant" });
    else return;
    event.preventDefault();
  });
  viewer.addEventListener("click", (event) => {
    const button = event.target.closest("[data-by]");
    if (button) acts[button.dataset.by]();
  });

  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const turned = event.deltaY * (event.deltaMode ? 30 : 1);
    zoom(scale * Math.exp(-Math.max(-60, Math.min(60, turned)) * 0.006), ...at(event));
  }, { passive: false });

  let pinch = null;
  const measure = ([one, two]) => ({
    apart: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY),
    place: at({ clientX: (one.clientX + two.clientX) / 2, clientY: (one.clientY + two.clientY) / 2 }),
  });
  stage.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 ? { from: scale, apart: measure(event.touches).apart } : null;
  }, { passive: true });
  stage.addEventListener("touchmove", (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const now = measure(event.touches);
    zoom((pinch.from * now.apart) / pinch.apart, ...now.place);
  }, { passive: false });
  stage.addEventListener("touchend", () => { pinch = null; });

  // A mouse drags the enlarged page; what was dragged is not followed as a link.
  let drag = null, dragged = false;
  stage.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType !== "mouse" || event.button || scale === 1) return;
    drag = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const x = event.clientX - drag.x, y = event.clientY - drag.y;
    dragged ||= Math.hypot(x, y) > 5;
    stage.scrollTo({ left: drag.left - x, top: drag.top - y, behavior: "instant" });
  });
  addEventListener("pointerup", () => { drag = null; });
  stage.addEventListener("dragstart", (event) => event.preventDefault());
  stage.addEventListener("click", (event) => {
    if (dragged) event.preventDefault();
  }, true);

  // A story lights up on the image and in the list together.
  const lit = {};
  for (const kind of ["mouseover", "focusin", "focusout"]) {
    document.addEventListener(kind, (event) => {
      const story = event.target.closest?.("[data-story]")?.dataset.story;
      lit[kind === "mouseover" ? "pointer" : "focus"] = kind === "focusout" ? undefined : story;
      for (const one of document.querySelectorAll("[data-story]")) {
        one.classList.toggle("is-lit", one.dataset.story === lit.pointer || one.dataset.story === lit.focus);
      }
    });
  }

  // The stage is one stop of the Tab key, at which the keys work.
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.classList.add("stage--live");
  addEventListener("resize", () => zoom(1));
  for (const hidden of viewer.querySelectorAll("[data-zoom], [data-hint]")) hidden.hidden = false;
  viewer.querySelector("[data-by=out]").disabled = true;
})();
