// A sound for a danger that nobody has. A browser plays nothing before somebody has pressed a
// button, so it is off until then; whether it is on is remembered for this tab alone.
"use strict";

const AGAIN_EVERY = 30_000;
const button = document.getElementById("sound");
const sound = new Audio();
sound.preload = "none";
sound.src = button.dataset.sound;

let on = sessionStorage.getItem("sound") === "on";
let known = 0;
let rang = 0;

function dangers() {
  const queue = document.getElementById("queue");
  return queue ? Number(queue.dataset.danger) : 0;
}

function show() {
  button.hidden = false;
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? button.dataset.on : button.dataset.off;
}

function ring() {
  rang = Date.now();
  sound.currentTime = 0;
  sound.play().catch(() => {
    on = false; // the browser wants the button pressed on this page first
    show();
  });
}

function listen() {
  const count = dangers();
  const more = count > known;
  known = count;
  if (on && count && (more || Date.now() - rang > AGAIN_EVERY)) {
    ring();
  }
}

button.addEventListener("click", () => {
  on = !on;
  sessionStorage.setItem("sound", on ? "on" : "off");
  show();
  if (on) {
    ring();
  }
});
document.addEventListener("htmx:after:swap", listen);
setInterval(listen, 5_000);
show();
listen();
