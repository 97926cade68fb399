// What somebody writes to a contact is kept on the server while they write, so that neither a
// closed lid nor a lost line loses it, and so that a colleague sees that somebody is writing.
"use strict";

const KEPT_AFTER = 2_000;
const STILL_WRITING = 20_000;

const form = document.querySelector("form[data-draft]");
if (form) {
  const box = form.elements.text;
  let waiting = 0;
  let kept = box.value;
  let at = 0;

  const keep = () => {
    waiting = 0;
    kept = box.value;
    at = Date.now();
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, text: kept });
    fetch(form.dataset.draft, { method: "POST", headers: { "HX-Request": "true" }, body }).catch(() => {
      kept = null; // try again with the next letter
    });
  };

  box.addEventListener("input", () => {
    const changed = box.value !== kept;
    if (changed && !waiting) {
      const soon = Date.now() - at > STILL_WRITING ? 300 : KEPT_AFTER;
      waiting = setTimeout(keep, soon);
    }
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
