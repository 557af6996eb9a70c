// Tells the paper that a story was read: a bare number, without cookies and without saying by whom.
(() => {
  "use strict";
  const place = document.querySelector("[data-count]");
  if (!place || !navigator.sendBeacon || navigator.doNotTrack === "1") return;
  const READ_AFTER = 8000; // milliseconds in view: less is looking in, not reading
  let seen = 0;
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") seen += 1000;
    if (seen < READ_AFTER) return;
    clearInterval(timer);
    navigator.sendBeacon(place.dataset.count);
  }, 1000);
})();
