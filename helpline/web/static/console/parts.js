// How many SMS parts a text is billed as: the same rule as helpline/text/sms.py, letter by letter.
// tests/e2e/test_parts.py holds the two together.
"use strict";

const BASIC = new Set(
  "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz" +
    "¡£¤¥§¿ÄÅÆÉÑÖØÜßàäåæÇèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ",
);
const EXTENSION = new Set("\f[\\]^{|}~€");

// A cluster is what a reader sees as one sign (helpline/text/khmer.py).
const MARKS = "\\u17b4-\\u17d3\\u17dd";
const EMOJI =
  "\\u2190-\\u2bff\\u3030\\u303d\\u3297\\u3299\\ufe0f\\u20e3\\u{1f000}-\\u{1faff}\\u{e0020}-\\u{e007f}";
const JOINED =
  "\\u0300-\\u036f\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e\\u1ab0-\\u1aff\\u20d0-\\u20ff\\ufe00-\\ufe0f" +
  `\\u{1f3fb}-\\u{1f3ff}\\u{e0020}-\\u{e007f}${MARKS}\\u200c`;
const CLUSTER = new RegExp(
  "\\r\\n|[\\u{1f1e6}-\\u{1f1ff}]{2}" +
    `|[\\u1780-\\u17b3](?:\\u17d2[\\u200c\\u200d]?[\\u1780-\\u17b3]|[${MARKS}\\u200c\\u200d])*` +
    `|[\\s\\S](?:[${JOINED}]|\\u200d[${EMOJI}]?)*`,
  "gu",
);

function packed(sizes, whole, part) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= whole) {
    return { parts: 1, left: whole - total };
  }
  let parts = 1;
  let left = part;
  for (const size of sizes) {
    if (size > left) {
      parts += 1;
      left = part;
    }
    left -= size;
  }
  return { parts, left };
}

function countParts(text) {
  const letters = Array.from(text);
  if (letters.every((letter) => BASIC.has(letter) || EXTENSION.has(letter))) {
    return packed(letters.map((letter) => (EXTENSION.has(letter) ? 2 : 1)), 160, 153);
  }
  const byUnit = packed(letters.map((letter) => letter.length), 70, 67);
  const byCluster = packed((text.match(CLUSTER) || []).map((piece) => piece.length), 70, 67);
  return byCluster.parts > byUnit.parts ? byCluster : byUnit;
}

function showParts(box, place) {
  if (!box.value) {
    place.textContent = "";
    return;
  }
  const { parts, left } = countParts(box.value.trim());
  const said = place.dataset.said.replace("{parts}", parts).replace("{left}", left);
  place.textContent = parts > 4 ? `${said} ${place.dataset.many}` : said;
  place.classList.toggle("many", parts > 4);
}

for (const box of document.querySelectorAll("[data-parts]")) {
  const place = document.getElementById(box.dataset.parts);
  box.addEventListener("input", () => showParts(box, place));
  showParts(box, place);
}
