// What the console can do more with JavaScript: leave at once, lock itself, keep what is written.
// Nothing here is needed to work a case, and nothing is kept in the browser.
"use strict";

const HERE_EVERY = 60_000;
const NEVER_MIND = new Set();

// --- leave now: the session ends, this page is not on the way back -------------------------

const exit = document.getElementById("exit");

function leave(event) {
  if (event) {
    event.preventDefault();
  }
  document.body.hidden = true;
  NEVER_MIND.add("draft");
  const form = document.getElementById("sign-out");
  if (form) {
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true });
  }
  window.location.replace(exit.href);
}

let escapes = 0;
let last = 0;
exit.addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    escapes = 0;
    return;
  }
  escapes = event.timeStamp - last < 2000 ? escapes + 1 : 1;
  last = event.timeStamp;
  if (escapes >= 3) {
    leave();
  }
});

// --- somebody is here: writing and reading keep the session, an open page alone does not -----

let told = Date.now();

function hereStill() {
  if (Date.now() - told > HERE_EVERY && document.getElementById("sign-out")) {
    told = Date.now();
    fetch("/console/here").catch(() => {});
  }
}

for (const name of ["keydown", "pointerdown", "wheel", "touchmove"]) {
  document.addEventListener(name, hereStill, { passive: true });
}

// --- live updates that fail: an ended session locks the page, a lost line is said -----------

const lost = document.getElementById("line-lost");

function boxes() {
  return Array.from(document.querySelectorAll("main form textarea[name]"));
}

function written() {
  return boxes().some((box) => box.value.trim());
}

function lock() {
  const cover = document.getElementById("locked");
  if (!cover || !written()) {
    NEVER_MIND.add("draft");
    window.location.reload();
    return;
  }
  const answer = document.getElementById("answer");
  for (const box of boxes()) {
    box.setAttribute("form", answer.id); // all that is written goes along
  }
  cover.hidden = false;
  document.querySelector("main").hidden = true;
  document.getElementById("unlock").focus();
}

document.addEventListener("htmx:after:request", (event) => {
  const status = event.detail.ctx.response.status;
  if (status === 401) {
    lock();
  }
  lost.hidden = status < 500;
});
document.addEventListener("htmx:error", () => {
  lost.hidden = false;
});

// --- a danger that nobody has is in the title of every page that follows it ------------------

document.addEventListener("htmx:after:swap", () => {
  const danger = document.getElementById("danger");
  if (danger) {
    const count = Number(danger.dataset.count);
    document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  }
});

// --- what is written is not lost by a slip ---------------------------------------------------

document.addEventListener("submit", (event) => {
  NEVER_MIND.add("draft");
  const act = event.submitter;
  if (act && event.target.method === "post") {
    // a second click would only send the same form again
    setTimeout(() => {
      act.disabled = true;
    });
  }
});

window.addEventListener("beforeunload", (event) => {
  if (!NEVER_MIND.has("draft") && written()) {
    event.preventDefault();
  }
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    window.location.reload();
  }
});

// A page that came as the answer to a form takes the address of its case, so that a reload shows it.
const page = document.querySelector("[data-address]");
if (page && window.location.pathname !== page.dataset.address) {
  window.history.replaceState(null, "", page.dataset.address);
}
