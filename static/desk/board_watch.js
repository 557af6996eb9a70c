/* Looks after what others do: asks every few seconds whether the pages changed, shows them, and says who it was. Also
   fetches the checker's findings when the pages have come to rest. */
(() => {
  "use strict";

  const board = window.planBoard;
  if (!board) return;
  const { root, leaves, words } = board;
  const EVERY = 10_000; // milliseconds
  const REST = 900; // milliseconds after the last change before the pages are checked
  const box = document.getElementById("board-news");

  /* --------------------------------------------------------------------------------------------- others */

  let asking = false;
  async function look() {
    if (document.hidden || board.holding || board.busy || asking) return;
    asking = true;
    try {
      const [answer, told] = await board.read(`${root.dataset.version}?since=${board.since}`);
      if (answer.ok && !board.busy && !board.holding) await take(told);
    } catch {
      // no news is not worth a word: the next act says when the server cannot be reached
    } finally {
      asking = false;
    }
  }
  board.look = look;

  async function take(told) {
    const pages = board.numbers().filter((page) => board.marks[page] !== told.marks[page]);
    if (!pages.length) return;
    const typing = board.side.contains(document.activeElement) && document.activeElement.matches("input, textarea");
    await board.refresh(pages, board.chosen, { keepSide: typing });
    if (!told.news.length) return; // this person, in another window
    announce(board.fill(words.others, { pages: pages.join("、") }), told.news);
    for (const page of pages) {
      const leaf = board.leaf(page);
      leaf.classList.add("is-changed");
      window.setTimeout(() => leaf.classList.remove("is-changed"), 4000);
    }
  }

  /* What came in with the answer to one's own act. */
  board.on("acted", (told) => {
    board.since = told.since;
    if (told.news?.length) announce(words.besides, told.news);
  });

  function announce(text, news) {
    const list = document.createElement("ul");
    for (const each of news) list.append(Object.assign(document.createElement("li"), { textContent: each }));
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn";
    close.textContent = words.close;
    close.addEventListener("click", () => (box.hidden = true));
    box.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), list, close);
    box.hidden = false;
    board.say([text, ...news].join(" "));
  }

  window.setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);

  /* ------------------------------------------------------------------------------------------- findings */

  let timer = 0;
  let checked = "";

  const keys = () => [...leaves.querySelectorAll("[data-findings-of]")].map((each) => each.dataset.key).join(" ");

  function plan() {
    if (keys() === checked || !leaves.querySelector("[data-block]")) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(check, REST);
    for (const place of leaves.querySelectorAll("[data-findings-of]")) place.classList.add("is-old");
  }

  async function check() {
    if (document.hidden || board.busy || board.holding) {
      timer = window.setTimeout(check, REST);
      return;
    }
    const asked = keys();
    try {
      const [answer, told] = await board.read(root.dataset.findings);
      if (!answer.ok) return;
      if (board.holding) {
        // pages must not shift under a hand that drags
        timer = window.setTimeout(check, REST);
        return;
      }
      checked = asked;
      for (const place of leaves.querySelectorAll("[data-findings-of]")) {
        const found = told.pages[place.dataset.findingsOf];
        if (!found) place.replaceChildren();
        else if (found.key === place.dataset.key) place.innerHTML = found.html;
        else continue;
        place.classList.remove("is-old");
      }
    } catch {
      // the findings stay as they are until the next change
    }
  }

  leaves.addEventListener("click", (event) => {
    const finding = event.target.closest(".finding__show")?.closest("[data-blocks]");
    if (!finding) return;
    for (const piece of leaves.querySelectorAll(".is-lit")) piece.classList.remove("is-lit");
    const pieces = finding.dataset.blocks.split(" ").map(board.piece).filter(Boolean);
    for (const piece of pieces) piece.classList.add("is-lit");
    pieces[0]?.querySelector("a").focus();
  });
  leaves.addEventListener("click", (event) => {
    if (!event.target.closest(".leaf__check")) return;
    event.preventDefault();
    checked = "";
    plan();
  });

  board.on("drawn", plan);
  plan();
})();
