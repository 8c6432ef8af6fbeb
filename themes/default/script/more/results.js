// What the search shows: passages, each with a link to its turn that marks the words there, and speakers.
self.plenaryResults = ({ home, speakers, turns, disk, choosing }) => {
  const { marked, isGlued } = self.plenaryWords;
  const [sample, person] = [...document.querySelectorAll("main template")].map(({ content }) => content.firstElementChild);
  const language = document.documentElement.lang;
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  const one = (name, inside) => inside.querySelector(`[data-${name}]`);

  // The part of a text that shows most of the terms, cut where a sentence or a word begins.
  const passage = (text, marks) => {
    let best = marks[0];
    const first = best?.from ?? 0;
    const width = isGlued.test(text.slice(first, first + 40)) ? 110 : 240;
    let most = 0;
    for (const mark of marks) {
      const near = marks.filter((other) => other.from >= mark.from && other.to <= mark.from + width * 0.7);
      const seen = new Set(near.map((other) => other.term)).size;
      if (seen > most) [best, most] = [mark, seen];
    }
    let start = 0;
    if (best && best.from > width / 3) {
      start = best.from - Math.round(width / 3);
      const lead = text.slice(start, best.from);
      const sentence = lead.search(/(?<=[。！？…\n]|[.!?] )[^\s。！？…”’」』]/u);
      const word = lead.search(/(?<=[\s，、；,;])\S/u);
      start += Math.max(sentence >= 0 ? sentence : word, 0);
    }
    let end = Math.max(start + width, best?.to ?? 0);
    if (end >= text.length) end = text.length;
    else if (!isGlued.test(text.slice(end - 1, end + 1))) end = Math.max(text.lastIndexOf(" ", end), best?.to ?? 0, start + 1);
    // Never through the middle of a character.
    const whole = (at) => (/[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at);
    return [whole(start), whole(end)];
  };

  // A text fragment: with the clause around it, so that the browser marks this place and no other like it, and so that it
  // may begin and end inside what the browser takes for a word.
  const context = 24;
  const directive = (text, { from, to }) => {
    const close = text.indexOf("\n", to);
    let before = text.slice(text.lastIndexOf("\n", from) + 1, from);
    let after = text.slice(to, close < 0 ? text.length : close);
    if (before.length > context) {
      const starts = [...before.matchAll(/(?<=^|[\s\p{P}])[\p{L}\p{N}]/gu)].map(({ index }) => index);
      before = before.slice(starts.find((at) => at >= before.length - context) ?? starts.pop());
    }
    const end = after.slice(context).search(/[\s\p{P}]/u);
    if (end >= 0) after = after.slice(0, context + end);
    const code = (part) => encodeURIComponent(part.trim()).replace(/-/g, "%2D");
    return `text=${code(before) && `${code(before)}-,`}${code(text.slice(from, to))}${code(after) && `,-${code(after)}`}`;
  };

  // Half a character cannot be part of an address.
  const question = (query) => {
    try {
      return query.trim() && `?q=${encodeURIComponent(query.trim().slice(0, 200))}`;
    } catch {
      return "";
    }
  };
  const called = ([, name, hue], language) =>
    Object.assign(document.createElement("span"), { className: hue === null ? "name" : `name hue-${hue}`, textContent: name, lang: language });

  // A passage that has the terms of a query; `quoted` shows the quotation in it that has them.
  const result = ({ event, path, section, kind, voices, text, quotation, quotations, id }, terms, query, quoted) => {
    const element = sample.cloneNode(true);
    element.lang = event.language;
    element.classList.toggle("quotation", quoted);
    const words = quoted ? quotations[quotation] : text;
    const marks = marked(words, terms);
    const [start, end] = passage(words, marks);
    const seen = marks.filter((mark) => mark.from >= start && mark.to <= end);
    const link = element.querySelector(".passage");
    const append = (part) => link.append(part.replace(/\n/g, kind === "title" ? " — " : " "));
    if (start) append("… ");
    let at = start;
    for (const mark of seen) {
      append(words.slice(at, mark.from));
      link.append(Object.assign(document.createElement("mark"), { textContent: words.slice(mark.from, mark.to) }));
      at = mark.to;
    }
    append(words.slice(at, end));
    if (end < words.length) append(" …");
    const target = quoted ? `${id}-${quotation + 1}` : id;
    const fragment = seen.slice(0, 3).map((mark) => directive(words, mark)).join("&");
    // The page itself marks the words as well, and leads from one to the next.
    const asked = kind === "title" || disk ? "" : question(query);
    link.href = home + path + (section?.[0] ?? "") + disk + asked + (target || fragment ? `#${target}` : "") + (fragment && `:~:${fragment}`);
    one("who", element).append(...voices.map((voice) => called(voice, event.language)));
    for (const badge of element.querySelectorAll(".badge")) badge.hidden = badge.dataset.kind !== kind;
    element.querySelector(".hit-head").hidden = !voices.length && kind !== "question" && kind !== "note";
    one("event", element).textContent = event.title;
    const where = one("section", element);
    if (section) where.textContent = `${section[0].replace("/", "")} ${section[1]}`;
    else where.remove();
    const date = one("date", element);
    if (event.when) date.append(Object.assign(document.createElement("time"), { dateTime: event.date, textContent: event.when, lang: language }));
    else date.remove();
    return element;
  };

  // Somebody who is called so: a way to the profile, and one to all that they have said.
  const profile = ([id, hue, [name], about, count]) => {
    const element = person.cloneNode(true);
    const link = one("profile", element);
    link.classList.add(`hue-${hue}`);
    link.textContent = name;
    link.href = `${speakers}${encodeURIComponent(id)}/${disk}`;
    if (about) one("about", element).textContent = about;
    else one("about", element).remove();
    one("turns", element).textContent = (turns[plural.select(count)] ?? turns.other).replace("{n}", number.format(count));
    const said = one("said", element);
    said.href = `?speaker=${encodeURIComponent(id)}`;
    said.hidden = !choosing || !count;
    return element;
  };
  return { result, profile };
};
