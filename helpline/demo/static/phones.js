// The phones: post what is written, ask what is new, show it. Texts go in as text, never as HTML.
"use strict";

const POLL = 700;
const say = document.body.dataset;
const shown = new Map(); // message id -> message
const kinds = ["sms", "telegram"];
const chosen = {};
const pressed = new Set();
let after = 0;
let phones = [];

const phoneOf = (kind) => document.querySelector(`.phone[data-kind="${kind}"]`);

function make(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

async function ask(path, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, { cache: "no-store", ...options });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  return answer.json();
}

// --- showing -----------------------------------------------------------------------------------

const TICKS = { queued: "◷", sending: "◷", sent: "✓", taken: "✓✓", delivered: "✓✓", read: "✓✓" };

function under(message) {
  const line = make("div", "under");
  line.append(make("span", "time", message.time));
  if (message.parts) {
    const words = message.parts === 1 ? say.sayPart : say.sayParts;
    const cost = make("span", message.parts > 2 ? "cost dear" : "cost", `${message.parts} ${words}`);
    cost.title = message.encoding;
    line.append(cost);
  }
  const tick = TICKS[message.status];
  const bad = message.direction === "in" ? say.sayRefused : say.sayFailed;
  const detail = message.error ? ` (${message.error})` : "";
  const mark = make("span", tick ? "ticks" : "ticks bad", tick || `! ${bad}${detail}`);
  mark.title = message.status;
  line.append(mark);
  return line;
}

function buttons(message) {
  const box = make("div", "buttons");
  for (const each of message.buttons) {
    const key = `${message.id} ${each.token}`;
    const button = make("button", pressed.has(key) ? "pressed" : "", each.label);
    button.type = "button";
    button.addEventListener("click", async () => {
      pressed.add(key);
      button.classList.add("pressed");
      button.disabled = true;
      const press = { phone: message.phone, message: message.id, token: each.token };
      await ask("press", press).catch(() => {});
      button.disabled = false;
      poll();
    });
    box.append(button);
  }
  return box;
}

function bubble(message) {
  const item = make("li", `message ${message.direction}`);
  item.dataset.id = message.id;
  const text = make("div", "bubble", message.text);
  text.dir = "auto";
  item.append(text);
  if (message.buttons.length) {
    item.append(buttons(message));
  }
  item.append(under(message));
  return item;
}

function alertOf(message) {
  const item = make("li", "alert");
  item.dataset.id = message.id;
  item.append(make("small", "", `${message.provider === "telegram" ? "Telegram" : "SMS"} · ${message.time}`));
  const pieces = message.text.split(/(https?:\/\/\S+)/);
  for (const piece of pieces) {
    if (piece.startsWith(`${location.origin}/`)) {
      const link = make("a", "", piece);
      link.href = piece;
      item.append(link);
    } else {
      item.append(piece);
    }
  }
  return item;
}

function place(list, message, element) {
  const old = list.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  if (old) {
    old.replaceWith(element);
    return;
  }
  list.querySelector(".empty")?.setAttribute("hidden", "");
  list.append(element);
  list.scrollTop = list.scrollHeight;
}

function show(message) {
  shown.set(message.id, message);
  if (message.phone === "duty") {
    place(document.querySelector("[data-duty]"), message, alertOf(message));
    return;
  }
  const kind = message.phone.split(":")[0];
  if (chosen[kind] === message.phone) {
    place(phoneOf(kind).querySelector("[data-talk]"), message, bubble(message));
    offerStart(kind);
  }
}

function redraw(kind) {
  const list = phoneOf(kind).querySelector("[data-talk]");
  list.querySelectorAll(".message").forEach((element) => element.remove());
  list.querySelector(".empty").removeAttribute("hidden");
  const own = [...shown.values()].filter((message) => message.phone === chosen[kind]);
  own.sort((a, b) => a.made - b.made).forEach(show);
  offerStart(kind);
}

function offerStart(kind) {
  const start = phoneOf(kind).querySelector("[data-start]");
  if (start) {
    start.hidden = [...shown.values()].some((message) => message.phone === chosen[kind]);
  }
}

// --- choosing ----------------------------------------------------------------------------------

function spaced(value) {
  return value.startsWith("+") ? value.replace(/^(\+855)(\d{2})(\d{3})(\d+)$/, "$1 $2 $3 $4") : `id ${value}`;
}

function fillChoosers() {
  for (const kind of kinds) {
    const select = document.querySelector(`[data-choose="${kind}"]`);
    const own = phones.filter((phone) => phone.kind === kind);
    if (select.options.length !== own.length) {
      select.replaceChildren(...own.map((phone) => new Option(spaced(phone.value), phone.id)));
    }
    if (!chosen[kind] && own.length) {
      chosen[kind] = sessionStorage.getItem(kind) || own[0].id;
      if (!own.some((phone) => phone.id === chosen[kind])) {
        chosen[kind] = own[0].id;
      }
      phoneOf(kind).inert = false; // before this nobody knows whose phone it is
      redraw(kind);
    }
    select.value = chosen[kind];
  }
}

function choose(kind, id) {
  chosen[kind] = id;
  sessionStorage.setItem(kind, id);
  redraw(kind);
}

// --- asking ------------------------------------------------------------------------------------

let asking = false;

async function poll() {
  if (asking) {
    return;
  }
  asking = true;
  try {
    const state = await ask(`state?after=${after}`);
    after = state.after;
    phones = state.phones;
    fillChoosers();
    state.messages.sort((a, b) => a.made - b.made).forEach(show);
  } catch {
    // The server restarts: the next question finds it again.
  } finally {
    asking = false;
  }
}

// --- writing -----------------------------------------------------------------------------------

async function write(kind, text) {
  if (text.trim()) {
    const sending = ask("send", { phone: chosen[kind], text });
    poll();
    await sending.catch(() => {});
    poll();
  }
}

function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

let counting;

function count(area, output) {
  clearTimeout(counting);
  if (!output) {
    return;
  }
  if (!area.value) {
    output.textContent = "";
    return;
  }
  counting = setTimeout(async () => {
    const cost = await ask(`parts?text=${encodeURIComponent(area.value)}`).catch(() => null);
    if (cost && area.value) {
      const words = cost.parts === 1 ? say.sayPart : say.sayParts;
      output.textContent = `${cost.parts} ${words} · ${cost.units} · ${cost.encoding}`;
    }
  }, 150);
}

for (const kind of kinds) {
  const phone = phoneOf(kind);
  const writer = phone.querySelector("[data-writer]");
  const area = writer.querySelector("textarea");
  const output = writer.querySelector("[data-count]");
  writer.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = area.value;
    area.value = "";
    fit(area);
    count(area, output);
    write(kind, text);
  });
  area.addEventListener("input", () => {
    fit(area);
    count(area, output);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      writer.requestSubmit();
    }
  });
  writer.querySelector("[data-start]")?.addEventListener("click", () => write(kind, "/start"));
  phone.querySelector("[data-block]")?.addEventListener("click", async (event) => {
    const button = event.currentTarget;
    const blocked = button.getAttribute("aria-pressed") !== "true";
    await ask("block", { phone: chosen[kind], blocked }).catch(() => {});
    button.setAttribute("aria-pressed", String(blocked));
    button.textContent = blocked ? button.dataset.off : button.dataset.on;
  });
  document.querySelector(`[data-choose="${kind}"]`).addEventListener("change", (event) => {
    choose(kind, event.currentTarget.value);
  });
  document.querySelector(`[data-new="${kind}"]`).addEventListener("click", async () => {
    const made = await ask("phones", { kind }).catch(() => null);
    if (made) {
      await poll();
      choose(kind, made.id);
      fillChoosers();
    }
  });
}

function tell() {
  const now = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Asia/Phnom_Penh",
  }).format(new Date());
  document.querySelectorAll("[data-clock]").forEach((clock) => {
    clock.textContent = now;
  });
}

tell();
setInterval(tell, 10000);
poll();
setInterval(poll, POLL);
