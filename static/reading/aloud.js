// Reads a story aloud, sentence by sentence, and lights the sentence. Pausing stops the voice and keeps the place:
// pause() of speechSynthesis is not dependable on telephones.
(() => {
  const panel = document.querySelector(".aloud");
  const voice = window.speechSynthesis;
  if (!panel || !voice || !window.SpeechSynthesisUtterance) return;
  const play = panel.querySelector(".aloud__play");
  const pace = panel.querySelector("select");
  const lights = window.Highlight && CSS.highlights;
  let sentences = [];
  let place = 0;
  let current = null;

  const chinese = () => voice.getVoices().filter((one) => /^(zh|cmn)/i.test(one.lang));

  function offer() {
    if (chinese().length) panel.hidden = false;
  }

  // Each sentence with the range of the page that holds it.
  function collect() {
    const blocks = document.querySelectorAll(
      ".headline--full > *, .body p, .body h2, .body li:not(:has(p)), .body figcaption, .body th, .body td:not(:has(p))"
    );
    for (const block of blocks) {
      const nodes = [];
      let text = "";
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        nodes.push([text.length, walker.currentNode]);
        text += walker.currentNode.data;
      }
      const spot = (offset) => {
        const [start, node] = nodes.findLast(([begins]) => begins <= offset);
        return [node, Math.min(offset - start, node.data.length)];
      };
      for (const found of text.matchAll(/[^。！？；…]+[。！？；…]*[”’」』）]*/g)) {
        if (!/[\p{L}\p{N}]/u.test(found[0])) continue;
        const range = document.createRange();
        range.setStart(...spot(found.index));
        range.setEnd(...spot(found.index + found[0].length));
        sentences.push({ text: found[0].trim(), range, block });
      }
    }
  }

  function light(sentence) {
    document.querySelector(".is-read")?.classList.remove("is-read");
    if (lights) CSS.highlights.delete("aloud");
    if (!sentence) return;
    if (lights) CSS.highlights.set("aloud", new Highlight(sentence.range));
    else sentence.block.classList.add("is-read");
    const box = sentence.range.getBoundingClientRect();
    if (box.top < 60 || box.bottom > innerHeight - 120) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      scrollBy({ top: box.top - innerHeight / 3, behavior: calm ? "auto" : "smooth" });
    }
  }

  function hush() {
    current = null;
    voice.cancel();
    play.setAttribute("aria-pressed", "false");
  }

  function stop() {
    hush();
    place = 0;
    light(null);
    panel.classList.remove("aloud--open");
  }

  function speak() {
    if (place >= sentences.length) return stop();
    const sentence = sentences[place];
    const words = new SpeechSynthesisUtterance(sentence.text);
    words.lang = "zh-CN";
    words.voice = chinese().find((one) => one.lang === "zh-CN") ?? chinese()[0];
    words.rate = Number(pace.value);
    words.onend = () => {
      if (current !== words) return;
      place += 1;
      speak();
    };
    words.onerror = () => current === words && hush();
    current = words;
    light(sentence);
    voice.speak(words);
  }

  play.addEventListener("click", () => {
    if (current) return hush();
    if (!sentences.length) collect();
    panel.classList.add("aloud--open");
    play.setAttribute("aria-pressed", "true");
    speak();
  });
  panel.querySelector(".aloud__stop").addEventListener("click", () => {
    stop();
    play.focus();
  });
  pace.addEventListener("change", () => {
    if (!current) return;
    current = null;
    voice.cancel();
    speak();
  });
  addEventListener("pagehide", stop);
  voice.addEventListener?.("voiceschanged", offer);
  offer();
})();
