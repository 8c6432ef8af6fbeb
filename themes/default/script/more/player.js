// Plays the recording beside the text. Nothing is loaded before the reader asks for it, and nothing plays by itself.
"use strict";
const model = document.querySelector("template[data-player]");
if (!model) return;

const begin = document.querySelector(".begin");
/** What has a time, in the order of the page: turns, and paragraphs inside them. */
const spots = [...document.querySelectorAll(".record [data-time]")].map((place) => ({ place, time: Number(place.dataset.time) }));
const calm = matchMedia("(prefers-reduced-motion: reduce)");
// Some browsers forbid storage, which then only means that nothing is remembered.
const kept = (store, key) => {
  try {
    return JSON.parse(window[store].getItem(key)) ?? {};
  } catch {
    return {};
  }
};
const keep = (store, key, value) => {
  try {
    window[store].setItem(key, JSON.stringify({ ...kept(store, key), ...value }));
  } catch {
    // Then it holds as long as the page is open.
  }
};
/** What the reader has set, beside the settings of the page. */
const settings = () => kept("localStorage", "plenary");
const set = (change) => keep("localStorage", "plenary", change);
const address = new URL(begin.href, location.href);
address.hash = "";
/** Where the recording stands, as long as the tab is open. */
const shelf = `plenary:${address.href}`;
const forget = () => keep("sessionStorage", shelf, { time: 0 });

let player, media, frame;
/** Where to begin once the recording can be moved in. */
let wanted = null;
let follow = settings().follow !== false;
let current = null;

const part = (name) => player.querySelector(name);
const clock = (seconds) => {
  const two = (n) => String(n).padStart(2, "0");
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
};
/** The seconds of `754`, `12:34`, `1:02:03` or `1h2m3s`. */
const seconds = (text) => {
  const named = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text);
  if (text && named) return (named[1] ?? 0) * 3600 + (named[2] ?? 0) * 60 + Number(named[3] ?? 0);
  return /^\d+(:[0-5]?\d){1,2}(\.\d+)?$/.test(text) ? text.split(":").reduce((sum, n) => sum * 60 + Number(n), 0) : null;
};
const at = (time) => spots.findLast((spot) => spot.time <= time + 0.05);

// Following: the page scrolls to what is spoken, until readers scroll themselves.
let ours = 0;
const scroll = (top) => {
  ours = performance.now() + 1200;
  scrollTo({ top, behavior: calm.matches ? "instant" : "smooth" });
};
const setFollow = (on) => {
  follow = on;
  part('[data-do="follow"]')?.setAttribute("aria-pressed", on);
};
const reader = () => { if (follow && media && !media.paused) setFollow(false); };
for (const kind of ["wheel", "touchmove"]) addEventListener(kind, reader, { passive: true });
addEventListener("scroll", () => { if (performance.now() > ours) reader(); }, { passive: true });

/** Keeps what is spoken in sight: in a long turn the place is guessed from how much of its time has passed. */
const keepInSight = (time) => {
  const next = spots[spots.indexOf(current) + 1]?.time ?? Number(player.dataset.end ?? media.duration);
  const box = current.place.getBoundingClientRect();
  const share = next > current.time ? Math.min(1, (time - current.time) / (next - current.time)) : 0;
  const line = box.top + box.height * share;
  if (line < innerHeight * 0.05 || line > innerHeight * 0.7) scroll(scrollY + (share < 0.1 ? box.top - 8 : line - innerHeight * 0.3));
};
const show = (time, playing) => {
  const end = Number(player.dataset.end ?? Infinity);
  const spot = time < end ? at(time) : undefined;
  if (spot !== current) {
    for (const old of document.querySelectorAll(".record [aria-current]")) old.removeAttribute("aria-current");
    // For readers of the screen this is a fact about the turn, not an event: nothing is read out.
    spot?.place.closest("[data-turn]")?.setAttribute("aria-current", "true");
    current = spot;
  }
  if (playing && follow && current) keepInSight(time);
};

const tell = (time) => {
  const range = part("input");
  part(".clock").textContent = clock(time);
  range.value = time;
  range.setAttribute("aria-valuetext", clock(time));
};
const toggle = () => {
  delete player.dataset.waiting;
  if (media.paused) media.play().catch(() => {}); else media.pause();
};
const seek = (time) => {
  wanted = time;
  if (media.readyState > 0) {
    media.currentTime = Math.min(time, media.duration || time);
    wanted = null;
  }
  tell(time);
  show(time, false);
};
const play = (time) => {
  open();
  delete player.dataset.waiting;
  setFollow(settings().follow !== false);
  // The tap may have ended a scroll of which the last word is yet to come.
  ours = Math.max(ours, performance.now() + 500);
  if (frame !== undefined) return load(time);
  if (time !== null) seek(time);
  media.play().catch(() => {});
};
/** The player of a host begins at a time by being loaded anew. */
const load = (time) => {
  frame?.remove();
  frame = document.createElement("iframe");
  frame.src = player.dataset.frame.replace("{t}", Math.floor(time ?? 0));
  frame.title = `${part(".from").textContent}: ${player.dataset.title}`;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  part(".stage").append(frame);
  if (time !== null) show(time, false);
};
/** Offers to go on at a time, and loads nothing. */
const ready = (time, label) => {
  open();
  seek(time);
  player.dataset.waiting = "";
  part(".from").hidden = false;
  part(".from").textContent = player.dataset[label].replace("{time}", clock(time));
};
const close = () => {
  media?.pause();
  forget();
  player.remove();
  for (const old of document.querySelectorAll(".record [aria-current]")) old.removeAttribute("aria-current");
  player = media = frame = undefined;
  current = null;
  begin.focus({ preventScroll: true });
};

const fold = () => {
  const folded = player.toggleAttribute("data-folded");
  part('[data-do="fold"]').setAttribute("aria-pressed", !folded);
};
const acts = {
  play: toggle,
  close,
  fold,
  follow() {
    setFollow(!follow);
    set({ follow });
    if (follow && current) scroll(scrollY + current.place.getBoundingClientRect().top - 8);
  },
};

const open = () => {
  if (player) return;
  player = model.content.firstElementChild.cloneNode(true);
  document.body.append(player);
  player.addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  media = part("audio, video");
  if (!media) {
    frame = null;
    return;
  }
  setFollow(follow);
  const button = part(".play");
  const [start, stop] = [button.getAttribute("aria-label"), button.dataset.other];
  const range = part("input");
  const speed = part("select");
  const { rate } = settings();
  if ([...speed.options].some((option) => option.value === rate)) speed.value = rate;
  speed.addEventListener("change", () => {
    media.playbackRate = Number(speed.value);
    set({ rate: speed.value });
  });
  range.addEventListener("input", () => { seek(Number(range.value)); });
  const on = (kind, act) => media.addEventListener(kind, act);
  on("loadedmetadata", () => {
    range.max = Math.ceil(media.duration);
    range.disabled = !Number.isFinite(media.duration);
    media.playbackRate = Number(speed.value);
    if (wanted !== null) seek(wanted);
  });
  const state = () => {
    player?.toggleAttribute("data-playing", !media.paused);
    button.setAttribute("aria-label", media.paused ? start : stop);
  };
  on("play", () => { state(); delete player.dataset.waiting; session(); });
  on("pause", () => {
    if (!player) return;
    state();
    if (wanted === null && !media.ended) keep("sessionStorage", shelf, { time: media.currentTime });
  });
  on("ended", forget);
  on("timeupdate", () => {
    if (!player || wanted !== null) return;
    tell(media.currentTime);
    show(media.currentTime, !media.paused);
    if (!media.paused) keep("sessionStorage", shelf, { time: media.currentTime });
  });
  on("error", () => { part(".trouble").textContent = player.dataset.trouble; });
};

/** What the phone's own controls show and do. */
const session = () => {
  const { mediaSession } = navigator;
  if (!mediaSession || !window.MediaMetadata) return;
  const { title, album, artist, poster } = player.dataset;
  const artwork = poster ? [{ src: new URL(poster, location.href).href }] : [];
  mediaSession.metadata = new MediaMetadata({ title, album, artist, artwork });
  const by = (step) => () => seek(Math.max(0, media.currentTime + step));
  const turn = (step) => () => {
    const next = spots[(current ? spots.indexOf(current) : -1) + step];
    if (next) seek(next.time);
  };
  const all = { play: toggle, pause: toggle, seekbackward: by(-10), seekforward: by(10), previoustrack: turn(-1), nexttrack: turn(1), seekto: (to) => seek(to.seekTime) };
  for (const [name, act] of Object.entries(all)) {
    try { mediaSession.setActionHandler(name, act); } catch { /* unknown to this browser */ }
  }
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-moment]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  play(link.dataset.moment === "" ? null : Number(link.dataset.moment));
});
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key !== "m" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (settings().keys === false || target.isContentEditable || target.closest?.("input, select, textarea, audio, video, dialog")) return;
  if (media) toggle(); else if (!player) begin.click();
});

// A link may name a time: the page is there, and the player waits.
const named = new URLSearchParams(location.search).get("t") ?? /^#t=(.+)$/.exec(location.hash)?.[1];
const time = named == null ? null : seconds(named);
const before = kept("sessionStorage", shelf).time;
if (time !== null) {
  const spot = at(time) ?? spots[0];
  if (!location.hash || location.hash.startsWith("#t=")) {
    ours = performance.now() + 1200;
    spot?.place.scrollIntoView();
  }
  if (model.content.querySelector("audio, video")) {
    ready(time, "from");
  } else {
    // The player of a host would be loaded: what begins it begins there.
    begin.dataset.moment = time;
    const shown = begin.querySelector(".clock");
    if (shown) shown.textContent = clock(time);
  }
} else if (before > 0 && model.content.querySelector("audio, video")) {
  ready(before, "continue");
}
