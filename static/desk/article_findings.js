/* Asks the proofreader about the text while it is typed, shows what it finds beside the lines, puts a suggestion in
   place, and dismisses a finding without leaving the text. It asks after a pause, one question at a time, and takes nothing from the keys: the answer is put beside the
   text, never into it. */
(() => {
  "use strict";

  const story = window.storyForm;
  const asker = document.getElementById("findings");
  if (!story || !asker || !window.htmx) return;

  const QUIET = 900; // milliseconds after the last change
  const LONGEST = 6000; // while somebody types without a pause
  const FIELDS = ["kicker", "title", "subtitle", "summary", "body"];
  const { form, body } = story;

  let timer = 0;
  let firstChange = 0;
  let asked = null;

  const typed = () => FIELDS.map((name) => form.elements[name]?.value ?? "").join("\n\n");
  const editor = () => window.editors?.[body?.id];

  function ask() {
    firstChange = 0;
    const now = typed();
    if (story.isLeaving() || now === asked || !now.trim()) return;
    asked = now;
    story.freshToken();
    window.htmx.trigger(asker, "story:typed");
  }

  function changed() {
    if (!firstChange) firstChange = Date.now();
    clearTimeout(timer);
    timer = setTimeout(ask, Math.max(0, Math.min(QUIET, firstChange + LONGEST - Date.now())));
  }

  form.addEventListener("input", changed);
  let seen = body?.value ?? "";
  setInterval(() => {
    if (!body || body.value === seen) return; // the editor writes into the text area without any event
    seen = body.value;
    changed();
  }, 700);
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(failure, () => (asked = null)); // the next change asks again
  }

  /* ---- where the words stand ---- */

  const plain = (text) => text.replace(/\s/g, " ");
  const notes = () => [...form.querySelectorAll(".form-notes [data-typed]")];
  const told = (note) => JSON.parse(note.dataset.typed);

  /* The words of a finding in the open editor, as a range of the page; null where they are no longer there. */
  function rangeOf(finding) {
    const area = editor()?.ui.getEditableElement();
    if (!area || finding.field !== "body" || !finding.words) return null;
    for (const block of area.querySelectorAll("p, h3, li, td, th, figcaption")) {
      const from = plain(block.textContent).indexOf(finding.quote);
      if (from < 0 || block.querySelector("p, li")) continue;
      const begin = from + finding.before.length;
      const range = document.createRange();
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      let at = 0;
      let begun = false;
      while (walker.nextNode()) {
        const node = walker.currentNode;
        const end = at + node.length;
        if (!begun && begin < end) {
          range.setStart(node, begin - at);
          begun = true;
        }
        if (begun && begin + finding.words.length <= end) {
          range.setEnd(node, begin + finding.words.length - at);
          return range;
        }
        at = end;
      }
    }
    return null;
  }

  function show() {
    const marks = { error: [], warning: [], info: [] };
    const column = document.getElementById("findings-body");
    const beside = column && getComputedStyle(column).position === "relative";
    let below = 0;
    for (const note of notes()) {
      const finding = told(note);
      const range = rangeOf(finding);
      if (range) marks[finding.severity]?.push(range);
      if (note.parentElement !== column) continue;
      if (!beside || !range) {
        note.style.marginTop = "";
        below += beside ? note.offsetHeight + 8 : 0;
        continue;
      }
      const wanted = range.getBoundingClientRect().top - column.getBoundingClientRect().top;
      note.style.marginTop = `${Math.max(8, wanted - below)}px`;
      below = Math.max(below + 8, wanted) + note.offsetHeight;
    }
    if (!window.CSS?.highlights) return;
    for (const [severity, ranges] of Object.entries(marks)) {
      window.CSS.highlights.set(`finding-${severity}`, new Highlight(...ranges));
    }
  }

  document.body.addEventListener("htmx:afterSettle", show);
  document.body.addEventListener("htmx:oobAfterSwap", () => requestAnimationFrame(show));
  window.addEventListener("resize", show);

  /* ---- putting a suggestion in place ---- */

  function mendLine(input, finding) {
    const from = plain(input.value).indexOf(finding.quote);
    if (from < 0) return false;
    const begin = from + finding.before.length;
    input.setRangeText(finding.suggestion, begin, begin + finding.words.length, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  function mendBody(finding) {
    const open = editor();
    if (!open) return mendLine(body, finding);
    const { model } = open;
    for (const { item } of model.createRangeIn(model.document.getRoot()).getWalker()) {
      if (!item.is("element")) continue;
      const children = [...item.getChildren()];
      if (!children.some((child) => child.is("$text"))) continue;
      // an element inside a line (a break, a picture) takes one place, as it does in the model
      const text = children.map((child) => (child.is("$text") ? child.data : "\n")).join("");
      const from = plain(text).indexOf(finding.quote);
      if (from < 0) continue;
      const begin = from + finding.before.length;
      model.change((writer) => {
        const end = writer.createPositionAt(item, begin + finding.words.length);
        const range = writer.createRange(writer.createPositionAt(item, begin), end);
        const around = range.start.textNode ?? range.start.nodeAfter ?? range.start.nodeBefore;
        const attributes = around?.is("$text") ? [...around.getAttributes()] : [];
        if (!range.isCollapsed) writer.remove(range);
        if (finding.suggestion) writer.insertText(finding.suggestion, attributes, writer.createPositionAt(item, begin));
      });
      return true;
    }
    return false;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest(".form-notes [name=accept]");
    if (!button) return;
    event.preventDefault(); // without this script the button sends the form
    const note = button.closest("[data-typed]");
    const finding = told(note);
    const done = finding.field === "body" ? mendBody(finding) : mendLine(form.elements[finding.field], finding);
    if (!done) {
      note.querySelector(".note__words").textContent = asker.dataset.gone;
      button.remove();
      return;
    }
    const others = notes().filter((each) => each !== note && each.querySelector("[name=accept]"));
    const next = others.find((each) => note.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING);
    note.remove();
    if (next) next.querySelector("[name=accept]").focus();
    else if (finding.field === "body" && editor()) editor().editing.view.focus();
    else form.elements[finding.field].focus();
    changed();
  });

  /* ---- dismissing, and coming back from a register ---- */

  const controls = "[name=accept], summary, a";
  let onward = null; // the note to go on with once the answer is there

  function dismiss(note) {
    const following = notes().slice(notes().indexOf(note) + 1)[0];
    onward = { key: following?.dataset.key ?? "", field: told(note).field };
    const values = { csrfmiddlewaretoken: story.freshToken(), dismiss: note.dataset.typed };
    const reason = note.querySelector(".note__reason input");
    values[reason.name] = reason.value;
    for (const name of FIELDS) values[name] = form.elements[name]?.value ?? "";
    window.htmx.ajax("POST", asker.dataset.dismiss, { target: "#findings-count", swap: "none", values });
  }

  function goOn() {
    if (!onward) return;
    const next = onward.key && form.querySelector(`.form-notes [data-key="${onward.key}"]`);
    const control = next && next.querySelector(controls);
    if (control) control.focus();
    else if (onward.field === "body" && editor()) editor().editing.view.focus();
    else form.elements[onward.field].focus();
    onward = null;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest(".form-notes [name=dismiss]");
    if (!button) return;
    event.preventDefault(); // without this script the button sends the form
    const note = button.closest("[data-typed]");
    const reason = note.querySelector(".note__reason input");
    if (reason.value.trim()) dismiss(note);
    else reason.focus();
  });
  form.addEventListener("keydown", (event) => {
    const reason = event.target.closest?.(".note__reason input");
    if (!reason || event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // Enter sends the reason, not the story
    reason.closest(".note__reason").querySelector("[name=dismiss]").click();
  });
  form.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches(".note__why")) return;
      if (event.target.open) event.target.querySelector("input").focus();
      show(); // the notes below move
    },
    true, // it does not bubble
  );
  document.body.addEventListener("htmx:oobAfterSwap", () => requestAnimationFrame(goOn));

  let registering = false; // what was put on a register in another tab is doubted no more
  form.addEventListener("click", (event) => {
    if (event.target.closest(".form-notes a[target=_blank]")) registering = true;
  });
  window.addEventListener("focus", () => {
    if (!registering) return;
    registering = false;
    asked = null;
    changed();
  });

  /* A text that is opened is looked at once, without haste. */
  window.ckeditorRegisterCallback?.(body?.id, () => {
    seen = body.value;
    show();
    setTimeout(ask, QUIET);
  });
  if (!editor()) setTimeout(ask, QUIET * 2);
})();
