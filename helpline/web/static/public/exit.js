// Leave at once. `replace` keeps this page out of the way back; three times Escape does the same.
"use strict";

const link = document.getElementById("exit");
const elsewhere = link.dataset.elsewhere;
let escapes = 0;
let last = 0;

function leave(event) {
  if (event) {
    event.preventDefault();
  }
  document.body.hidden = true;
  window.location.replace(elsewhere);
}

link.addEventListener("click", leave);
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
