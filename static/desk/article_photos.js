/* Photos of the article form: dropped or chosen, several at once, they are sent one after the other while the person
   writes on, each with its progress; a Word file dropped on its box fills the form. */
(() => {
  "use strict";

  const story = window.storyForm;
  const wordForm = document.getElementById("word-form");

  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

  function makeTarget(element, take) {
    element.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      element.classList.add("is-over");
    });
    element.addEventListener("dragleave", (event) => {
      if (!element.contains(event.relatedTarget)) element.classList.remove("is-over");
    });
    element.addEventListener("drop", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      element.classList.remove("is-over");
      take(event.dataTransfer.files);
    });
  }

  /* A file dropped beside the targets would replace the page, and the text with it. The editor takes its own. */
  for (const kind of ["dragover", "drop"]) {
    window.addEventListener(kind, (event) => {
      if (carriesFiles(event) && !event.target.closest?.(".ck-editor")) event.preventDefault();
    });
  }

  if (wordForm) {
    const problem = wordForm.querySelector("[data-drop-problem]");
    const input = wordForm.querySelector("input[type=file]");
    wordForm.addEventListener("submit", () => {
      wordForm.querySelector("[data-drop-busy]").hidden = false;
      story?.leave(); // what was typed so far stays as a working copy
    });
    input.addEventListener("change", () => (problem.hidden = true));
    makeTarget(wordForm, (files) => {
      const isWord = files.length === 1 && /\.(docx?|wps)$/i.test(files[0].name);
      problem.hidden = isWord;
      problem.textContent = isWord ? "" : wordForm.dataset.wrong;
      if (!isWord) return;
      input.files = files;
      wordForm.requestSubmit();
    });
  }

  const set = document.getElementById("photos-rows");
  const zone = set?.querySelector("[data-drop]");
  if (!story || !zone) return;

  const chooser = zone.querySelector("input[type=file]");
  const status = zone.querySelector("[data-drop-status]");
  const words = status.dataset;
  const waiting = [];
  let sending = 0;

  const say = (pattern, name, problem = "") =>
    (status.textContent = pattern.replace("{name}", name).replace("{problem}", problem));

  function take(files) {
    for (const file of files) {
      const row = story.add(set);
      row.dataset.sending = "1";
      waiting.push({ file, row, box: begin(row, file) });
    }
    story.renumber(set);
    next();
  }

  function begin(row, file) {
    const box = row.querySelector("[data-picture]");
    const name = document.createElement("p");
    name.className = "field__help photo-row__name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", words.sending.replace("{name}", file.name));
    box.replaceChildren(bar, name);
    row.classList.add("is-sending");
    return { box, bar, name };
  }

  function next() {
    if (sending >= 2 || !waiting.length) return;
    sending += 1;
    send(waiting.shift()).finally(() => {
      sending -= 1;
      story.form.dispatchEvent(new Event("change", { bubbles: true }));
      next();
    });
    next();
  }

  function send({ file, row, box }) {
    say(words.sending, file.name);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const data = new FormData();
      data.append("upload", file);
      request.open("POST", story.form.dataset.probe);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", story.freshToken());
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) box.bar.value = (event.loaded / event.total) * 100;
      });
      request.addEventListener("load", () => {
        if (request.status === 200 && request.response?.photo) arrived(row, box, file, request.response);
        else failed(row, box, file, request.response?.error?.message ?? (request.status === 403 ? words.out : words.lost));
        done();
      });
      request.addEventListener("error", () => {
        failed(row, box, file, words.lost);
        done();
      });
      request.send(data);
    });
  }

  function arrived(row, box, file, photo) {
    const image = document.createElement("img");
    image.src = photo.thumbnail;
    image.width = photo.width;
    image.height = photo.height;
    image.alt = file.name;
    row.querySelector("[name$='-photo']").value = photo.photo;
    delete row.dataset.sending;
    row.classList.remove("is-sending");
    box.box.replaceChildren(image, box.name);
    story.renumber(set);
    say(words.sent, file.name);
    const shows = row.querySelector("[name$='-alternative_text']");
    shows?.addEventListener("input", () => (image.alt = shows.value || file.name));
  }

  function failed(row, box, file, problem) {
    delete row.dataset.sending;
    row.classList.remove("is-sending");
    const message = document.createElement("p");
    message.className = "field__error";
    message.textContent = words.failed.replace("{name}", file.name).replace("{problem}", problem);
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn";
    again.textContent = words.again;
    again.addEventListener("click", () => {
      row.dataset.sending = "1";
      waiting.push({ file, row, box: begin(row, file) });
      next();
    });
    box.box.replaceChildren(message, again);
    row.dataset.failed = "1";
    story.renumber(set);
    say(words.failed, file.name, problem);
  }

  zone.hidden = false;
  chooser.addEventListener("change", () => {
    take([...chooser.files]);
    chooser.value = "";
  });
  makeTarget(set, (files) => take([...files]));

  /* The spare rows with a file field each are for those who work without scripts. */
  const fallBack = (row) => {
    const input = row.querySelector("input[type=file]");
    input?.addEventListener("change", () => {
      if (!input.files.length) return;
      row.dataset.sending = "1";
      waiting.push({ file: input.files[0], row, box: begin(row, input.files[0]) });
      next();
    });
  };
  story.rowsOf(set).forEach(fallBack);
  story.form.addEventListener("form:row", (event) => fallBack(event.detail));

  story.form.addEventListener(
    "submit",
    (event) => {
      if (!sending && !waiting.length) return;
      event.preventDefault();
      status.classList.remove("visually-hidden");
      status.textContent = words.still;
      status.scrollIntoView({ block: "center" });
    },
    true,
  );
})();
