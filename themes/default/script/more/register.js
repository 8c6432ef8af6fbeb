// The register of a large site: which pieces of its text may hold what is looked for. Its root leads to branches, these to leaves with
// words in order, and every word has the gaps between the numbers of the pieces that hold it, a character for each.
// `load` gives what is in a file of the index, by its hash; nothing where it cannot be had.
self.plenaryRegister = (root, load) => {
  const hashAt = (hashes, at) => hashes.slice(at * 10, at * 10 + 10);
  const numbers = (gaps) => {
    const all = [];
    let next = 0;
    for (const c of gaps) {
      let code = c.codePointAt(0);
      if (code >= 0xe000) code -= 0x800;
      if (code > 0x5c) code -= 1;
      next += code - 0x23;
      all.push(next);
      next += 1;
    }
    return all;
  };

  // Where in a list that is ordered by its first words the one stands that may hold a word.
  const place = (rows, word) => Math.max(rows.findLastIndex(([from]) => from <= word), 0);
  // The rows that begin with a word, or are it, and whether there are more. Of a short beginning there are too many to load: so many leaves have
  // to do. Nothing where a file is missing: then nothing is known of the word.
  const rows = async (word, whole, leaves) => {
    const found = [];
    const end = whole ? word : `${word}\uffff`;
    for (let at = place(root.branches, word); at < root.branches.length && root.branches[at][0] <= end; at += 1) {
      if (leaves <= 0) return { found, more: true };
      const branch = await load(root.branches[at][1]);
      if (!branch) return undefined;
      const wanted = branch.leaves.slice(place(branch.leaves, word)).filter(([opens], at) => !at || opens <= end);
      const came = await Promise.all(wanted.slice(0, leaves).map(([, hash]) => load(hash)));
      if (came.includes(undefined)) return undefined;
      for (const { words } of came) {
        for (let row = 0; row < words.length; row += 2) {
          if (whole ? words[row] === word : words[row].startsWith(word)) found.push([words[row], words[row + 1]]);
        }
      }
      if (wanted.length > leaves) return { found, more: true };
      leaves -= wanted.length;
    }
    return { found, more: false };
  };

  // What is in both; what is not known leaves the other as it is.
  const both = (one, other) => (one && other ? new Set([...one].filter((number) => other.has(number))) : one ?? other);
  // A long word is found by some of its pairs; the others are looked at in the text.
  const few = (keys) => (keys.length <= 4 ? keys : keys.filter((_, at) => at % 2 === 0 || at === keys.length - 1).slice(0, 4));

  return {
    // The numbers of all pieces that may hold the terms and have the labels, newest first, and whether there may be more.
    candidates: async (terms, labels, leaves) => {
      let more = false;
      const holding = async ([word, whole], is = () => true) => {
        const all = await rows(word, whole, leaves);
        more ||= Boolean(all?.more);
        return all && new Set(all.found.filter(([word]) => is(word)).flatMap(([, gaps]) => numbers(gaps)));
      };
      const filed = labels.map((label) => holding([label, true]));
      const found = terms.slice(0, 8).map(async ({ ways }) => {
        const sets = await Promise.all(ways.map(async ({ keys, find, form }) => {
          const all = await Promise.all(few(keys).map((key) => holding(key, form && ((word) => word.match(find)?.[0] === word))));
          return all.reduce(both, undefined);
        }));
        return sets.includes(undefined) ? undefined : new Set(sets.flatMap((set) => [...set]));
      });
      const left = (await Promise.all([...filed, ...found])).reduce(both, undefined);
      const all = left ?? Array.from({ length: root.count }, (_, number) => number);
      return { numbers: [...all].sort((a, b) => b - a), more };
    },
    // The names that are read as a word begins: reading and name.
    names: async (word) => ((await rows(`=n:${word}`, false, 1))?.found ?? []).map(([row]) => row.slice(3).split("=")),
    piece: async (number) => {
      const shelf = await load(hashAt(root.shelves, Math.floor(number / root.shelf)));
      return shelf && load(hashAt(shelf.pieces, number % root.shelf));
    },
  };
};
