// What is on now and next, and times as the reader's clock has them.
const language = document.documentElement.lang;
const clock = (options) => new Intl.DateTimeFormat(language, options);
const hour = clock({ hour: "numeric", minute: "2-digit" });
const dayAndHour = clock({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });

// Minutes that a moment's zone is ahead of UTC: as it is written there, and as it is here.
const offsetThere = (text) => {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? [];
  return sign ? (sign + 1) * (hours * 60 + +minutes) : undefined;
};
for (const time of document.querySelectorAll("[data-time-row] time, [data-yours] > time:first-child")) {
  const there = offsetThere(time.dateTime);
  const moment = new Date(time.dateTime);
  const here = -moment.getTimezoneOffset();
  if (there === undefined || there === here) continue;
  const days = (offset) => Math.floor((moment / 6e4 + offset) / 1440);
  const alone = time.closest("[data-time-row]") && days(there) === days(here);
  // Where there is a line for the name of the zone, it is that line: nothing on the page moves.
  let yours = time.parentNode.querySelector("[data-zone]");
  if (!yours) {
    yours = document.createElement("span");
    yours.className = "yours";
    time.after(" ", yours);
  }
  yours.textContent = time.closest("[data-yours]").dataset.yours.replace("{time}", (alone ? hour : dayAndHour).format(moment));
}

const programme = document.querySelector("[data-programme]");
const sessions = [...(programme?.querySelectorAll("[data-begin]") ?? [])].map((session) => ({
  session,
  begin: Date.parse(session.dataset.begin),
  until: Date.parse(session.dataset.until),
}));

const line = programme?.querySelector("[data-now-line]");
let shown;
const mark = () => {
  const now = Date.now();
  const on = sessions.filter(({ begin, until }) => begin <= now && now < until);
  // Next is what begins within half a day: nobody waits before a programme of the next week.
  const soonest = Math.min(...sessions.map(({ begin }) => begin).filter((begin) => begin > now));
  const next = sessions.filter(({ begin }) => begin === soonest && begin - now < 432e5);
  const state = [on, next].map((group) => group.map(({ session }) => sessions.findIndex((one) => one.session === session))).join("|");
  if (state === shown) return;
  shown = state;
  for (const { session } of sessions) {
    delete session.dataset.now;
    session.querySelector(".now-badge")?.remove();
  }
  line?.replaceChildren();
  for (const [group, name, label] of [[on, "now", programme.dataset.on], [next, "next", programme.dataset.next]]) {
    if (!group.length) continue;
    const part = document.createElement("span");
    part.append(`${label}: `);
    group.forEach(({ session }, at) => {
      session.dataset.now = name;
      const badge = document.createElement("span");
      badge.className = "now-badge";
      badge.textContent = label;
      session.querySelector(".session-time").append(badge);
      const title = session.querySelector("a");
      const link = document.createElement("a");
      link.href = title.href;
      link.lang = title.parentNode.lang;
      link.textContent = title.textContent;
      part.append(at ? " · " : "", link);
    });
    line?.append(part);
  }
  if (line) line.hidden = !line.childNodes.length;
};
if (sessions.length) {
  mark();
  // At every full minute of the reader's clock, and when the page is looked at again.
  const again = () => setTimeout(() => { mark(); again(); }, 60000 - (Date.now() % 60000) + 50);
  again();
  document.addEventListener("visibilitychange", () => document.hidden || mark());
}
