// Who comes from the search finds its words marked, and a way from one to the next. What marks them is loaded then.
const query = new URLSearchParams(location.search).get("q");
if (query && parts.marks) {
  const come = (name, key, part) => new Promise((done, failed) => {
    const integrity = parts[`${part}Integrity`];
    const element = make(name, { [key]: parts[part], rel: "stylesheet", ...(integrity && { integrity }) });
    Object.assign(element, { onload: done, onerror: failed });
    document.head.append(element);
  });
  Promise.all([come("script", "src", "words"), come("link", "href", "found")])
    .then(() => come("script", "src", "marks"))
    .then(() => document.dispatchEvent(new CustomEvent("found", { detail: { words, make, query } })))
    // Without it the page is what it is.
    .catch(() => {});
}
