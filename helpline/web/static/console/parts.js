// How many SMS parts a text is billed as: the same rule as helpline/text/sms.py, letter by letter.
// tests/e2e/test_parts.py holds the two together.
"use strict";

const BASIC = new Set(
  "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz" +
    "¡£¤¥§¿ÄÅÆÉÑÖØÜßàäåæÇèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ",
);
const EXTENSION = new Set("\f[\\]^{|}~€");

// A grapheme by the rules of Unicode 10, which cut after a coeng and which Twilio's calculator uses.
const HOLDS_NOTHING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const CARRIES = /[\u200c\u200d\u{e0020}-\u{e007f}]/u;
const JOINS = /[\p{M}\u200c\u200d\u{e0020}-\u{e007f}\u0e33\u0eb3\uff9e\uff9f\u{1f3fb}-\u{1f3ff}]/u;
const PREPENDED = /[\u0600-\u0605\u06dd\u070f\u08e2\u0d4e]/u;
const REGIONAL = /[\u{1f1e6}-\u{1f1ff}]/u;
const JAMO = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7fb]/u;
const GLUED =
  /[\u2640\u2642\u2695\u2696\u2708\u2764\u{1f308}\u{1f33e}\u{1f373}\u{1f393}\u{1f3a4}\u{1f3a8}\u{1f3eb}\u{1f3ed}\u{1f466}-\u{1f469}\u{1f48b}\u{1f4bb}\u{1f4bc}\u{1f527}\u{1f52c}\u{1f5e8}\u{1f680}\u{1f692}]/u;

function isJoined(before, letter, flags) {
  if (before === "\r" && letter === "\n") return true;
  if (HOLDS_NOTHING.test(letter) && !CARRIES.test(letter)) return false;
  if (PREPENDED.test(before)) return true;
  if (HOLDS_NOTHING.test(before) && !CARRIES.test(before)) return false;
  return (
    JOINS.test(letter) ||
    (flags > 0 && flags % 2 === 0) ||
    (before === "\u200d" && GLUED.test(letter)) ||
    (JAMO.test(before) && JAMO.test(letter))
  );
}

function graphemeSizes(letters) {
  const sizes = [];
  let before = "";
  let flags = 0;
  for (const letter of letters) {
    flags = REGIONAL.test(letter) ? flags + 1 : 0;
    if (before && isJoined(before, letter, flags)) {
      sizes[sizes.length - 1] += letter.length;
    } else {
      sizes.push(letter.length);
    }
    before = letter;
  }
  return sizes;
}

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
  const byGrapheme = packed(graphemeSizes(letters), 70, 67);
  return byGrapheme.parts > byUnit.parts ? byGrapheme : byUnit;
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
