/* Counts while somebody types: the characters of the headline parts and what fits in print, and those of the body. A
   screen reader hears the hint with the field, and again only when it comes to say something else. */
(() => {
  "use strict";

  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("role", "status");
  document.getElementById("story-form")?.append(announcer);

  /* Letters, figures and blanks of Latin are half as wide as a Chinese character. */
  const width = (text) => [...text.trim()].reduce((sum, sign) => sum + (sign.codePointAt(0) < 0x250 ? 0.5 : 1), 0);
  const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  let timer = 0;

  function announce(text) {
    clearTimeout(timer);
    timer = setTimeout(() => (announcer.textContent = text), 1200);
  }

  for (const hint of document.querySelectorAll("[data-measures]")) {
    const input = document.getElementById(hint.dataset.measures);
    const { line, lines, most, count, one, several, long: tooLong, channel } = hint.dataset;
    const advice = hint.textContent;
    let level = "";

    const measure = (spoken) => {
      const signs = [...input.value.trim()].length;
      const wide = width(input.value);
      const now = !signs ? "empty" : wide <= line ? "one" : wide <= line * lines ? "several" : "long";
      hint.dataset.level = now;
      const fits = { one, several, long: tooLong }[now];
      const parts = signs ? [fill(count, { count: signs }), fits] : [advice];
      if (Number(most) && signs > most) parts.push(channel);
      hint.textContent = parts.join(" · ");
      if (spoken && now !== level && now !== "empty") announce(hint.textContent);
      level = now;
    };

    const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
    input.setAttribute("aria-describedby", [hint.id, ...described].join(" "));
    input.addEventListener("input", () => measure(true));
    measure(false);
  }

  const area = document.querySelector("textarea.django_ckeditor_5");
  const total = document.getElementById("body-length");
  if (!area || !total) return;
  const reader = new DOMParser();
  let counted = null;

  function countBody() {
    if (area.value === counted) return;
    counted = area.value;
    const text = reader.parseFromString(counted, "text/html").body.textContent.replace(/\s/g, "");
    const signs = [...text].length;
    total.hidden = !signs;
    const share = Math.max(1, Math.round((signs / Number(total.dataset.page)) * 100));
    total.textContent = fill(total.dataset.words, { count: signs, share });
  }

  countBody();
  setInterval(countBody, 1000);
})();
