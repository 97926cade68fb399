// Asks Twilio's own calculator what a varied sample of texts costs: tests/text/sms_segments.json.
// Run once, by hand, outside the repository:
//   cd /tmp && npm i sms-segments-calculator && cp .../make_sms_segments.mjs . && node make_sms_segments.mjs > sms_segments.json
import calculator from "sms-segments-calculator";

const { SegmentedMessage } = calculator;
let seed = 20251121;
const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
const pick = (list) => list[random(list.length)];

const samples = new Set(["", " ", "a", "\n", "\r\n", "\f", "€", "ç", "Ç", "`", "\t"]);
const around = (edge) => [-2, -1, 0, 1, 2].map((step) => edge + step);
for (const edge of [160, 306, 459, 612].flatMap(around)) {
  samples.add("a".repeat(edge));
  samples.add("€" + "b".repeat(edge - 2));
  samples.add("c".repeat(edge - 2) + "{");
  samples.add("c".repeat(152) + "~" + "d".repeat(Math.max(0, edge - 154)));
}
for (const edge of [70, 134, 201, 268, 335].flatMap(around)) {
  samples.add("ក".repeat(edge));
  samples.add("ក្រ".repeat(Math.floor(edge / 3)) + "a".repeat(edge % 3));
  samples.add("ខ្ញុំ".repeat(Math.floor(edge / 5)) + " ".repeat(edge % 5));
  samples.add("😀".repeat(Math.floor(edge / 2)) + "x".repeat(edge % 2));
  samples.add("a".repeat(edge - 1) + "៛");
  samples.add("a".repeat(66) + "😀" + "b".repeat(Math.max(0, edge - 68)));
  samples.add("é".repeat(edge - 1) + "’");
}
const words = ["ខ្ញុំ", "ចង់", "ជួយ", "ស្លាប់", "ថៅកែ", "ប៉ូលិស", "ត្រូវការ", "មិនបាន", "ផ្ទះ", "១២", "ម៉ោង", "សុខភាព", "។", " ", "\u200b",
  "help", "me", "please", "{x}", "€5", "😀", "👨‍👩‍👧", "🇰🇭", "👍🏽", "é", "ñ", "\n", "ĩ", "ไทย", "việt"];
const gsm = ["help", "me", " ", " ", "please", "{x}", "€5", "[1]", "é", "ñ", "\n", "~", "0123456789", "pay|now"];
const khmer = words.slice(0, 15);
for (const list of [words, gsm, khmer, khmer]) {
  for (let n = 0; n < 60; n += 1) {
    let text = "";
    const length = 20 + random(320);
    while (text.length < length) text += pick(list) + (random(3) === 0 ? " " : "");
    samples.add(text);
  }
}
// Long ones, where two ways of cutting drift apart, and signs that join their neighbours.
const joiners = [...khmer, "\u0e33", "\u0600", "\u200d", "\u200c", "🏴\u{e0067}\u{e0062}\u{e007f}", "❤️‍🔥", "ก้", "हिन्दी", "한국", "\r\n"];
for (const list of [khmer, khmer, joiners]) {
  for (let n = 0; n < 25; n += 1) {
    let text = "";
    const length = 400 + random(500);
    while (text.length < length) text += pick(list);
    samples.add(text);
  }
}
const rows = [...samples].map((text) => {
  const message = new SegmentedMessage(text);
  return { text, encoding: message.encodingName, parts: message.segmentsCount };
});
console.log("[\n" + rows.map((row) => JSON.stringify(row)).join(",\n") + "\n]");
