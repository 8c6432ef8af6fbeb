// A site whose every field holds a hostile text: as front matter, as Markdown, as the name of a speaker, a keyword, a term.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { payloads } from "./payloads.mjs";

/** How many of them share an event. */
const TOGETHER = 18;

/** JSON is YAML; a browser's control characters are escaped in it. */
export const front = (fields) => `---\n${Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join("\n")}\n---\n`;
const inOneLine = (text) => text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ");

/** Every place of a body. What the text means as Markdown is up to Markdown. */
export const body = (number, text) => {
  const line = inOneLine(text);
  return `
**Speaker ${number}:** ${text}

**${line}:** A label.

**Speaker ${number} (${line}):** A role.

### ${line}

- ${line}

> ${line}

| ${line.replaceAll("|", "\\|")} |
| --- |
| ${line.replaceAll("|", "\\|")} |

> [!NOTE] ${line}
> ${line}

（${line}）

[${line}]

**Speaker ${number}:** “${line}” and ==${line}== and a foot[^n${number}].

[^n${number}]: ${line}

${text}
`;
};

/** Writes it into a folder. `without` are the numbers of texts that the program refuses as Markdown. */
export function write(folder, without = new Set()) {
  const put = (path, text) => {
    const file = join(folder, "content", path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  };
  const [first] = payloads;
  put("site.yaml", [
    ["title", first.text], ["description", first.text], ["language", "en"], ["feeds", true], ["turn_pages", "quoted"], ["llms", "full"],
    ["publisher", { name: first.text }], ["exports", ["txt", "md", "vtt", "json", "akn", "epub"]], ["cards", "none"],
  ].map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join(""));
  put("glossary.yaml", payloads.map(({ number, text }) => `${JSON.stringify(`term ${number} ${inOneLine(text)}`)}: ${JSON.stringify(without.has(number) ? "Refused." : text)}\n`).join(""));
  for (const { number, text } of payloads) {
    put(`speakers/s${number}.md`, `${front({ name: `Speaker ${number}`, position: text, organization: text, pronouns: text, names: { de: text } })}\n${without.has(number) ? "" : text}\n`);
  }
  for (let at = 0; at < payloads.length; at += TOGETHER) {
    const some = payloads.slice(at, at + TOGETHER);
    const event = `e${at / TOGETHER}`;
    const [one] = some;
    put(`${event}/event.md`, `${front({
      title: one.text, subtitle: one.text, summary: one.text, series: one.text, track: one.text, room: one.text, math: true, date: "2026-01-02", venue: { name: one.text, address: one.text },
      organizers: some.slice(0, 3).map(({ text }) => text), license: one.text, tags: some.map(({ text }) => text), questions: some.map(({ text }) => text),
      speakers: some.map(({ number, text }) => ({ id: `s${number}`, role: "guest", position: text, organization: text })),
      corrections: some.map(({ text }, at) => ({ date: "2026-02-03", text, section: at + 1 })),
    })}\n${without.has(one.number) ? "" : one.text}\n`);
    some.forEach(({ number, text }, at) => {
      put(`${event}/${String(at + 1).padStart(2, "0")}.md`, `${front({ title: text, summary: text, key_points: [text], tags: [text] })}${without.has(number) ? `\n**Speaker ${number}:** Refused.\n` : body(number, text)}`);
    });
  }
}
