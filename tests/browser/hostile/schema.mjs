// The fields of every kind of source that hold a text, as the program's own schemas tell them. A field that comes to the program comes to the
// tests with it.
import { plenary } from "../site.mjs";

export const kinds = ["site", "event", "section", "speaker", "page", "glossary", "words"];

/** What stands in a field that must be there, and in those that stand beside one that means nothing without them. */
export const USUAL = "plain";
const beside = {
  "comments.provider": "link", "comments.repo": { provider: "utterances" }, "comments.theme": { provider: "utterances", repo: "town/talks" }, "comments.label": { provider: "link", url: "https://host.example/" },
  "comments.repo_id": giscus("repo_id"), "comments.category": giscus("category"), "comments.category_id": giscus("category_id"),
  "comments.server": { provider: "waline" }, "comments.client": { provider: "waline", server: "https://host.example/" }, "comments.site": { provider: "artalk", server: "https://host.example/" }, "comments.url": { provider: "link" },
  "links[].label": { url: "https://host.example/" }, "organizers[].url": { name: USUAL }, "speakers[].name": { id: "s0" }, "speakers[].organization": { id: "s0" }, "speakers[].position": { id: "s0" }, "speakers[].aliases[]": { id: "s0" },
};

/** Keys of mappings, where not any will do. */
const key = { names: "de" };

function giscus(without) {
  const { [without]: _, ...rest } = { provider: "giscus", repo: "town/talks", repo_id: USUAL, category: USUAL, category_id: USUAL };
  return rest;
}

/**
 * The fields of a kind: `name` is the way to it (`venue.name`, `speakers[].aliases[]`; `{}` for the values of a mapping, `{key}` for its keys),
 * and `with(text)` is the least source that holds a text there.
 */
export function fieldsOf(kind) {
  const schema = JSON.parse(plenary(["schema", kind]));
  const found = [];
  const resolve = (node) => (node.$ref ? resolve(schema.$defs[node.$ref.split("/").pop()]) : node);
  const types = (node) => [node.type ?? []].flat();
  /** The least value that the schema takes. */
  const least = (any) => {
    const node = resolve(any);
    const choice = node.anyOf ?? node.oneOf;
    if (choice) return least(choice[0]);
    if ("const" in node) return node.const;
    if (node.enum) return node.enum[0];
    if (types(node).includes("object") || node.properties) return required(node);
    if (types(node).includes("array")) return [];
    return types(node).includes("null") ? null : types(node).includes("string") ? USUAL : 0;
  };
  const required = (node) => Object.fromEntries((node.required ?? []).map((key) => [key, least(node.properties[key])]));
  const walk = (any, name, build) => {
    const node = resolve(any);
    for (const choice of node.anyOf ?? node.oneOf ?? []) walk(choice, name, build);
    if (node.enum || "const" in node) return;
    if (types(node).includes("string")) found.push({ kind, name, with: build });
    if (types(node).includes("array") && node.items) walk(node.items, `${name}[]`, (text) => build([text]));
    for (const [key, value] of Object.entries(node.properties ?? {})) {
      const inner = name ? `${name}.${key}` : key;
      walk(value, inner, (text) => build({ ...required(node), ...beside[inner], [key]: text }));
    }
    if (node.additionalProperties && typeof node.additionalProperties === "object") {
      found.push({ kind, name: `${name}{key}`, with: (text) => build({ [text]: least(node.additionalProperties) }) });
      walk(node.additionalProperties, `${name}{}`, (text) => build({ [key[name] ?? USUAL]: text }));
    }
  };
  walk(schema, "", (value) => value);
  return found;
}
