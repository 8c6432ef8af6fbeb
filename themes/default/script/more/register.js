// The register of a large site: which pieces of its text may hold what is looked for. Its root leads to branches, these to leaves with
// words in order, and every word has the gaps between the numbers of the pieces that hold it, a character for each. A word that is in very many
// has further rows for the older of them, of which the first is enough for nearly everybody.
// `load` gives what is in a file of the index, by its hash; nothing where it cannot be had.
self.plenaryRegister = (root, load) => {
  const hashAt = (hashes, at) => hashes.slice(at * 10, at * 10 + 10);
  // Sets of pieces are a byte for each piece: a word may be in a hundred thousand.
  const none = () => new Uint8Array(root.count);
  // Marks the pieces of a row, from a place in it to an exclamation mark or its end. Answers how many they are, and where that is.
  const marked = (pieces, row, from) => {
    let [number, held, at] = [-1, 0, from];
    for (; at < row.length && row[at] !== "!"; at += 1, held += 1) {
      const code = row.codePointAt(at);
      if (code > 0xffff) at += 1;
      number += gap(code) + 1;
      pieces[number] = 1;
    }
    return [held, at];
  };
  const gap = (code) => {
    const own = code >= 0xe000 ? code - 0x800 : code;
    return own - (own > 0x5c ? 0x24 : 0x23);
  };
  // What a row says of its word: the pieces that hold it, those in whose titles it is, and how many texts have it.
  const take = (row, { pieces, titles }) => {
    if (!row) return 0;
    const extra = row.codePointAt(0);
    const [held, end] = marked(pieces, row, extra > 0xffff ? 2 : 1);
    marked(titles, row, end + 1);
    return held + gap(extra);
  };

  // Where in a list that is ordered by its first words the one stands that may hold a word.
  const place = (rows, word) => Math.max(rows.findLastIndex(([from]) => from <= word), 0);
  // The rows that begin with a word, or are it, with their words; whether there may be more words, and whether a word has older pieces. Of a short
  // beginning there are too many to load: so many leaves have to do, and at the first look as many as name more pieces than are read in an hour.
  // Nothing where a file is missing: then nothing is known of the word.
  const hurried = 4;
  const plenty = 400;
  const rows = async (word, whole, leaves) => {
    const found = [];
    const hasty = leaves <= hurried;
    let held = 0;
    const enough = () => leaves <= 0 || (hasty && held > plenty);
    const end = `${word}${whole ? "\u0001" : ""}\uffff`;
    for (let at = place(root.branches, word); at < root.branches.length && root.branches[at][0] <= end; at += 1) {
      if (enough()) return { found, more: !whole, older: true };
      const branch = await load(root.branches[at][1]);
      if (!branch) return undefined;
      const wanted = branch.leaves.slice(place(branch.leaves, word)).filter(([opens], at) => !at || opens <= end);
      while (wanted.length) {
        if (enough()) return { found, more: !whole, older: true };
        const came = await Promise.all(wanted.splice(0, hasty && !found.length ? 1 : leaves).map(([, hash]) => load(hash)));
        if (came.includes(undefined)) return undefined;
        leaves -= came.length;
        for (const { words } of came) {
          for (let row = 0; row < words.length; row += 2) {
            const [own] = words[row].split("\u0001");
            if (whole ? own !== word : !own.startsWith(word)) continue;
            found.push([own, words[row + 1]]);
            held += words[row + 1].length;
          }
        }
      }
    }
    return { found, more: false, older: false };
  };

  // What is in both, in the first of them; what is not known leaves the other as it is.
  const both = (one, other) => {
    if (one && other) for (let at = 0; at < root.count; at += 1) one[at] &= other[at];
    return one ?? other;
  };
  // What is in one of them; nothing where one is not known.
  const either = (one, other) => {
    if (one && other) for (let at = 0; at < root.count; at += 1) one[at] |= other[at];
    return one && other;
  };
  // A long word is found by some of its pairs; the others are looked at in the text.
  const few = (keys) => (keys.length <= 4 ? keys : keys.filter((_, at) => at % 2 === 0 || at === keys.length - 1).slice(0, 4));

  // The oldest of the pieces, from which on all are known that a word has, where not all of its rows were loaded.
  const oldest = (pieces, { older }) => {
    const from = older ? pieces.indexOf(1) : 0;
    return from < 0 ? root.count : from;
  };
  // The pieces that hold a term and those in whose titles it is, nothing where a file is missing; how many texts have it, where a single word
  // says so; whether there may be more words; and the piece from which on it is known who holds it.
  const known = async ({ ways }, leaves) => {
    const used = new Map();
    let [whole, more, since] = [true, false, 0];
    const found = await Promise.all(ways.map(async ({ parts, keys, find, form }) => {
      whole &&= keys.length === 1 && parts.join("") === keys[0][0];
      const all = await Promise.all(few(keys).map(async ([word, closed]) => {
        const looked = await rows(word, closed, leaves);
        more ||= Boolean(looked?.more);
        whole &&= Boolean(looked) && !looked.more;
        if (!looked) return {};
        const sets = { pieces: none(), titles: none() };
        for (const [own, row] of looked.found) {
          if (form && own.match(find)?.[0] !== own) continue;
          const held = take(row, sets);
          // Its first row knows how many there are of all.
          if (!used.has(own)) used.set(own, held);
        }
        since = Math.max(since, oldest(sets.pieces, looked));
        return sets;
      }));
      return ["pieces", "titles"].map((name) => all.map((sets) => sets[name]).reduce(both, undefined));
    }));
    const [pieces, titles] = [0, 1].map((at) => (found.length ? found.map((sets) => sets[at]).reduce(either) : none()));
    const [count = 0] = used.values();
    return { pieces, titles, count: whole && used.size <= 1 ? count : undefined, more, since };
  };

  // The numbers of all pieces that may hold the terms and have the labels: some in whose titles the terms are, then the newest first; how
  // many texts there are, where that is known; whether there may be more pieces, and about how many there are in all.
  const scanty = 40;
  const candidates = async (terms, labels, leaves) => {
    const filed = async (label) => {
      const all = await rows(label, true, leaves);
      if (!all) return {};
      const sets = { pieces: none(), titles: none() };
      const [count = 0] = all.found.map(([, row]) => take(row, sets));
      return { pieces: sets.pieces, count, since: oldest(sets.pieces, all) };
    };
    const said = terms.slice(0, 8).map((term) => known(term, leaves));
    const all = await Promise.all([...labels.map(filed), ...said]);
    // Beside what is rare, any older piece may hold a frequent word: that is seen when it is read.
    const isRare = all.some(({ pieces, since }) => pieces && !since);
    if (isRare) for (const { pieces, since } of all) pieces?.fill(1, 0, since);
    const left = all.map(({ pieces }) => pieces).reduce(both, undefined);
    const titles = all.slice(labels.length).map((one) => one.titles).reduce(both, undefined);
    const [first, others] = [[], []];
    const titled = labels.includes("=k:title") ? Infinity : 2;
    for (let number = root.count - 1; number >= 0; number -= 1) {
      if (left && !left[number]) continue;
      (titles?.[number] && first.length < titled ? first : others).push(number);
    }
    const numbers = first.concat(others);
    const since = isRare ? 0 : Math.max(0, ...all.map(({ since = 0 }) => since));
    // Where the newest hold few, those behind them are looked at.
    if (since > 0 && numbers.length < scanty && leaves < 256) return candidates(terms, labels, leaves * 4);
    return {
      numbers,
      count: all.length === 1 ? all[0].count : undefined,
      more: since > 0 || all.some(({ more }) => more),
      possible: Math.round(numbers.length * root.count / Math.max(root.count - since, 1)),
    };
  };

  return {
    candidates,
    // The speakers whose name may have the terms, or be read so.
    people: async (terms, read) => {
      const keys = [...terms.slice(0, 1).flatMap(({ ways }) => ways[0].keys.slice(0, 1)), ...(/^[a-z]{2,24}$/.test(read) ? [[read, read.length < 4]] : [])];
      const all = await Promise.all(keys.map(([word, whole]) => rows(`=p:${word}${whole ? "=" : ""}`, false, 8)));
      const known = all.flatMap((one) => one?.found ?? []).map(([row]) => JSON.parse(row.slice(row.indexOf("=", 3) + 1)));
      return [...new Map(known.map((person) => [person[0], person])).values()];
    },
    // The names that are read as a word begins: reading and name.
    names: async (word) => ((await rows(`=n:${word}`, false, 1))?.found ?? []).map(([row]) => row.slice(3).split("=")),
    piece: async (number) => {
      let names = root.shelves;
      for (let level = root.levels; level > 0; level -= 1) {
        const at = Math.floor(number / root.shelf ** level);
        const shelf = await load(hashAt(names, level < root.levels ? at % root.shelf : at));
        if (!shelf) return undefined;
        ({ names } = shelf);
      }
      return load(hashAt(names, number % root.shelf));
    },
  };
};
