/* Where things stand on the board: grid units to per cent of the page and back, what would overlap, free room. */
(() => {
  "use strict";

  const board = window.planBoard;
  if (!board) return;
  const { grid, leaves } = board;
  const step = grid.column + grid.gutter; // of the page's width

  board.rectOf = (piece) => ({
    x: Number(piece.dataset.x),
    y: Number(piece.dataset.y),
    width: Number(piece.dataset.width),
    height: Number(piece.dataset.height),
  });

  board.put = (element, rect) => {
    element.style.left = `${100 * (grid.left + rect.x * step)}%`;
    element.style.width = `${100 * (rect.width * step - grid.gutter)}%`;
    element.style.top = `${100 * (grid.top + rect.y * grid.row)}%`;
    element.style.height = `${100 * Math.max(1, rect.height - 1) * grid.row}%`; // the last row is the space below
  };

  board.areaOf = (leaf) => {
    const [x, y, width, height] = leaf.dataset.area.split(" ").map(Number);
    return { x, y, width, height };
  };

  board.fitsArea = (rect, area) =>
    rect.x >= area.x &&
    rect.y >= area.y &&
    rect.x + rect.width <= area.x + area.width &&
    rect.y + rect.height <= area.y + area.height;

  board.overlaps = (one, other) =>
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height;

  /* The pieces that a rectangle would overlap on a page, but for one. */
  board.hits = (leaf, rect, but) =>
    [...leaf.querySelectorAll("[data-block]")].filter(
      (piece) => piece !== but && board.overlaps(rect, board.rectOf(piece)),
    );

  board.nameOf = (piece) => piece.querySelector(".piece__headline").textContent.trim();
  board.named = (pieces) => pieces.map((piece) => `“${board.nameOf(piece)}”`).join("、");

  /* The grid cell under a point of the window, in fractions of cells. */
  board.cellAt = (leaf, clientX, clientY) => {
    const frame = leaf.querySelector(".leaf__paper").getBoundingClientRect();
    return {
      x: ((clientX - frame.left) / frame.width - grid.left) / step,
      y: ((clientY - frame.top) / frame.height - grid.top) / grid.row,
    };
  };

  board.leafAt = (clientX, clientY) =>
    [...leaves.querySelectorAll(".leaf__paper")]
      .find((paper) => {
        const frame = paper.getBoundingClientRect();
        const inside = clientX >= frame.left && clientX <= frame.right && clientY >= frame.top;
        return frame.width > 0 && inside && clientY <= frame.bottom;
      })
      ?.closest("[data-page]") ?? null;

  board.clamp = (value, low, high) => Math.max(low, Math.min(high, value));

  /* The roomiest free rectangle round a cell, no larger than wanted; null where the cell is taken. */
  board.roomAt = (leaf, cell, wanted) => {
    const area = board.areaOf(leaf);
    const taken = [...leaf.querySelectorAll("[data-block]")].map(board.rectOf);
    const at = { x: Math.floor(cell.x), y: Math.floor(cell.y), width: 1, height: 1 };
    if (!board.fitsArea(at, area) || taken.some((rect) => board.overlaps(at, rect))) return null;
    let best = null;
    for (let left = area.x; left <= at.x; left += 1) {
      for (let right = at.x + 1; right <= area.x + area.width; right += 1) {
        if (right - left > wanted.width) break;
        const across = taken.filter((rect) => rect.x < right && rect.x + rect.width > left);
        if (across.some((rect) => rect.y <= at.y && rect.y + rect.height > at.y)) continue;
        const above = across.filter((rect) => rect.y + rect.height <= at.y).map((rect) => rect.y + rect.height);
        const below = across.filter((rect) => rect.y > at.y).map((rect) => rect.y);
        const top = Math.max(area.y, ...above);
        const bottom = Math.min(area.y + area.height, ...below);
        const height = Math.min(bottom - top, wanted.height);
        const y = board.clamp(at.y - 2, top, bottom - height);
        const size = height * (right - left);
        if (height >= 2 && (!best || size > best.width * best.height)) {
          best = { x: left, y, width: right - left, height };
        }
      }
    }
    return best;
  };

  /* --------------------------------------------------------------------------------------- the shadow */

  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.setAttribute("aria-hidden", "true");

  /* Show where something would stand; ``state`` is good, bad, swap, and ``text`` stands in it. */
  board.showGhost = (leaf, rect, state, text = "") => {
    const paper = leaf.querySelector(".leaf__paper");
    if (ghost.parentElement !== paper) paper.append(ghost);
    ghost.className = `ghost ghost--${state}`;
    if (ghost.textContent !== text) ghost.textContent = text;
    board.put(ghost, rect);
  };
  board.hideGhost = () => ghost.remove();

  /* ------------------------------------------------------------------------------- what it would measure */

  let timer = 0;
  let asked = 0;
  board.measure = (piece, rect, show) => {
    window.clearTimeout(timer);
    const number = ++asked;
    timer = window.setTimeout(async () => {
      const values = { block: piece.dataset.block, seen: piece.dataset.seen };
      const place = { x: rect.x + 1, y: rect.y + 1, width: rect.width, height: rect.height };
      try {
        const [answer, told] = await board.read(
          `${board.root.dataset.measure}?${new URLSearchParams({ ...values, ...place })}`,
        );
        if (answer.ok && told.words && number === asked) show(told);
      } catch {
        // the measure is a courtesy: the act itself says when the server cannot be reached
      }
    }, 120);
  };
  board.stopMeasuring = () => {
    window.clearTimeout(timer);
    asked += 1;
  };

  board.on("drawn", () => {
    board.hideGhost();
    for (const piece of leaves.querySelectorAll("[data-block]")) board.put(piece, board.rectOf(piece));
  });

  /* ------------------------------------------------------------------------- one page at a time on a phone */

  const tabs = [...document.querySelectorAll("[data-page-tab]")];

  board.showPage = (sequence) => {
    for (const leaf of leaves.querySelectorAll("[data-page]")) {
      leaf.classList.toggle("is-shown", leaf.dataset.page === String(sequence));
    }
    for (const tab of tabs) {
      if (tab.dataset.pageTab === String(sequence)) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
  };

  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      board.showPage(tab.dataset.pageTab);
      board.leaf(tab.dataset.pageTab).scrollIntoView({ block: "start" });
    });
  }
  const open = document.querySelector("[data-panel]")?.dataset.panel;
  const first = open && board.piece(open)?.closest("[data-page]");
  board.showPage(first?.dataset.page ?? tabs[0]?.dataset.pageTab);
  board.draw();
})();
