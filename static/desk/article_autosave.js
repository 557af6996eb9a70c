/* Puts the form down as a working copy some seconds after the last change. The copy lies on the server alone: nothing of
   a text stays behind in the browser of a shared computer. Where the server cannot be reached it is tried again. */
(() => {
  "use strict";

  const story = window.storyForm;
  const status = document.getElementById("copy-status");
  if (!story || !status) return;

  const QUIET = 3000; // milliseconds after the last change
  const LONGEST = 15000; // while somebody types without a pause
  const AGAIN = 20000; // after a failure
  const { form, body } = story;

  form.querySelectorAll("[data-without-script]").forEach((control) => (control.hidden = true));

  let timer = 0;
  let firstChange = 0;
  let saved = fingerprint();
  let busy = false;

  function sent() {
    const data = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") data.append(name, value);
    }
    return data;
  }

  function fingerprint() {
    const pairs = [...sent()].filter(([name]) => name !== "csrfmiddlewaretoken");
    return JSON.stringify(pairs);
  }

  function say(text, isProblem = false) {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("is-problem", isProblem);
  }

  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  function changed() {
    if (!firstChange) firstChange = Date.now();
    plan(Math.max(0, Math.min(QUIET, firstChange + LONGEST - Date.now())));
  }

  async function save() {
    if (busy || story.isLeaving()) return plan(QUIET);
    form.querySelectorAll("[data-rows]").forEach(story.renumber);
    const now = fingerprint();
    firstChange = 0;
    if (now === saved) return;
    busy = true;
    const data = sent();
    data.set("csrfmiddlewaretoken", story.freshToken());
    try {
      const answer = await fetch(form.dataset.copy, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      await take(answer, now);
    } catch {
      say(status.dataset.offline, true);
      plan(AGAIN);
    } finally {
      busy = false;
    }
  }

  async function take(answer, now) {
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      say(status.dataset.out, true);
      return plan(AGAIN);
    }
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    const message = told.message ?? told.error?.message ?? status.dataset.failed;
    if (!answer.ok) {
      say(message, true);
      if (answer.status >= 500) plan(AGAIN);
      return;
    }
    saved = now;
    say([message, told.warning].filter(Boolean).join(" · "), Boolean(told.warning));
    if (fingerprint() !== saved) changed();
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", () => plan(0));
  /* The editor writes into the hidden text area without any event. */
  let seen = body?.value ?? "";
  setInterval(() => {
    if (body && body.value !== seen) {
      seen = body.value;
      changed();
    }
  }, 700);
  /* The editor tidies what it opens: that is no change of the person's. */
  window.ckeditorRegisterCallback?.(body?.id, () => {
    seen = body.value;
    if (!story.isTouched()) saved = fingerprint();
  });
})();
