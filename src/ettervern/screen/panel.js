// The screening panel in the browser. It shows what Python sends and sends back what was pressed; it keeps no votes.
// Everything that comes from outside is put in place with textContent, never as markup.

const ACTS = { i: "include", e: "exclude", u: "unsure", z: "undo", j: "next", k: "previous" };
/** Keys that choose a role, in the order of the roles. */
const ROLE_KEYS = [..."asdfghlø"];

/** Make an element with attributes and children (strings become text). */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

let panels = 0;

/** Buttons that act on the report shown. */
function makeButtons(words, act) {
  const keys = { include: "i", exclude: "e", unsure: "u", undo: "z", previous: "k", next: "j" };
  const buttons = Object.entries(keys).map(([name, key]) => {
    const button = el("button", { type: "button", class: `ev-${name}`, "aria-keyshortcuts": key }, words[name]);
    button.append(el("kbd", { "aria-hidden": "true" }, key));
    button.addEventListener("click", () => act(name));
    return button;
  });
  return el("div", { class: "ev-buttons" }, ...buttons);
}

/** A group of choices of which one holds, each with the key that chooses it. */
function makeChoices(name, legend, choices, keys) {
  const rows = choices.map((choice, place) => {
    const input = el("input", { type: "radio", name, value: choice.code });
    const label = el("label", {}, input, choice.label);
    if (keys[place]) label.append(el("kbd", { "aria-hidden": "true" }, keys[place]));
    return label;
  });
  return el("fieldset", {}, el("legend", {}, legend), ...rows);
}

/** The criteria beside the report. */
function makeCriteria(fixed) {
  const { words, criteria } = fixed;
  const rows = criteria.map((row) =>
    el(
      "div",
      {},
      el("dt", {}, row.label),
      el("dd", {}, el("strong", {}, `${words.keep_if}: `), row.include),
      el("dd", {}, el("strong", {}, `${words.drop_if}: `), row.exclude),
    ),
  );
  return el("details", { class: "ev-criteria", open: "" }, el("summary", {}, words.criteria), el("dl", {}, ...rows));
}

/** The class of each group of keywords: a line under the word for what may speak for a report, a box for what may not. */
function makeStyles(keywords) {
  let lines = 0;
  return new Map(keywords.map(({ id, against }) => [id, against ? "ev-against" : `ev-for${(lines += 1)}`]));
}

/** What the marks mean, and a box to take them away. */
function makeLegend(fixed, styles) {
  const { words, keywords } = fixed;
  const items = keywords.map(({ id, label }) => el("li", {}, el("mark", { class: styles.get(id) }, label)));
  const box = el("input", { type: "checkbox" });
  box.checked = true;
  const legend = el(
    "div",
    { class: "ev-legend" },
    el("label", {}, box, words.marked),
    el("ul", { "aria-label": words.marked }, ...items),
  );
  box.addEventListener("change", () => legend.parentElement.classList.toggle("ev-unmarked", !box.checked));
  legend.hidden = !keywords.length;
  return legend;
}

/** Put text in an element. It comes in pieces, each with the group of keywords that it belongs to, if any. */
function putMarked(place, pieces, styles, instead) {
  place.replaceChildren(
    ...pieces.map(([text, group]) => (group ? el("mark", { class: styles.get(group) }, text) : text)),
  );
  if (!pieces.length) place.textContent = instead;
  // The report's own language is often unknown: it must not be read aloud as if it were the panel's.
  place.lang = pieces.length ? "" : place.closest("section").lang;
}

/** A field to search in, and what was found as buttons that lead there. */
function makeSearch(words, id, act) {
  const input = el("input", { type: "search", id: `${id}-find`, autocomplete: "off" });
  const form = el("form", { class: "ev-find", role: "search" }, el("label", { for: `${id}-find` }, words.find), input);
  form.append(el("kbd", { "aria-hidden": "true" }, "/"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act("find", { words: input.value });
  });
  return { form, input, found: el("ul", { class: "ev-found", hidden: "" }) };
}

/** Show what was found. */
function showFound(list, found, act) {
  list.replaceChildren(
    ...found.map((one) => {
      const button = el("button", { type: "button", lang: "" }, [one.title, one.year].filter(Boolean).join(" · "));
      button.addEventListener("click", () => act("go", { target: one.report_id }));
      return el("li", {}, button);
    }),
  );
  list.hidden = !found.length;
}

/** The tags used before, as buttons that put one into the note or take it out. */
function showTags(place, tags, note) {
  place.replaceChildren(
    ...tags.map((tag) => {
      const button = el("button", { type: "button" }, tag);
      button.addEventListener("click", () => {
        const words = note.value.split(/\s+/).filter(Boolean);
        note.value = (words.includes(tag) ? words.filter((word) => word !== tag) : [...words, tag]).join(" ");
      });
      return button;
    }),
  );
}

/** Where the report can be read: its DOI or address as a link, and the file on this machine. */
function showPlaces(place, report, words) {
  const named = report.doi || report.link;
  const link = el("a", { href: report.link, target: "_blank", rel: "noopener noreferrer" }, named);
  place.replaceChildren(report.link ? link : named);
  if (report.file) place.append(named ? " · " : "", `${words.file}: `, el("code", {}, report.file));
}

/** Build the panel; return its parts. */
function build(fixed, act) {
  const { words, language } = fixed;
  const id = `ev${(panels += 1)}`;
  const parts = {
    title: el("h3", { tabindex: "-1", class: "ev-title" }),
    source: el("p", { class: "ev-source", lang: "" }),
    abstract: el("p", { class: "ev-abstract" }),
    votes: el("pre", { class: "ev-votes", hidden: "" }),
    bar: el("progress", { max: "1", value: "0", "aria-labelledby": `${id}-progress` }),
    progress: el("span", { id: `${id}-progress` }),
    status: el("p", { role: "status", "aria-live": "polite", class: "ev-status" }),
    roles: makeChoices(`${id}-role`, words.role, fixed.roles, ROLE_KEYS),
    reasons: makeChoices(`${id}-reason`, words.reason, fixed.reasons, [..."123456789"]),
    note: el("textarea", { rows: "2", id: `${id}-note` }),
    tags: el("span", { class: "ev-tags" }),
    places: el("p", { class: "ev-places", lang: "" }),
    others: el("p", { class: "ev-others" }),
    search: makeSearch(words, id, act),
    styles: makeStyles(fixed.keywords),
  };
  const report = el("article", {}, parts.title, parts.source, parts.places, parts.abstract, parts.votes);
  const note = el("div", { class: "ev-note" }, el("label", { for: `${id}-note` }, `${words.note} `), parts.note, parts.tags);
  const main = el("div", { class: "ev-main" }, report, makeCriteria(fixed));
  parts.choices = el("div", { class: "ev-choices" }, parts.roles, parts.reasons, note);
  parts.buttons = makeButtons(words, act);
  parts.root = el(
    "section",
    // The attribute keeps JupyterLab's own one-letter commands out of the panel.
    { class: "ev-panel", lang: language, "aria-label": words.title, tabindex: "-1", "data-lm-suppress-shortcuts": "true" },
    el("div", { class: "ev-progress" }, parts.bar, parts.progress),
    parts.others,
    parts.search.form,
    parts.search.found,
    makeLegend(fixed, parts.styles),
    main,
    parts.choices,
    parts.buttons,
    parts.status,
    el("p", { class: "ev-keys" }, words.keys),
  );
  return parts;
}

/** Show the present state. */
function show(parts, fixed, state, moved, act) {
  const { words } = fixed;
  const { report, vote } = state;
  const waits = Boolean(report.report_id);
  putMarked(parts.title, report.title, parts.styles, waits ? words.no_title : state.total ? words.done : words.none);
  parts.source.textContent = [report.authors, report.year, report.journal, report.linked && `${words.linked}: ${report.linked}`]
    .filter(Boolean)
    .join(" · ");
  showPlaces(parts.places, report, words);
  showFound(parts.search.found, state.found, act);
  showTags(parts.tags, state.tags, parts.note);
  parts.others.textContent = state.others.join(" · ");
  parts.others.hidden = !state.others.length;
  putMarked(parts.abstract, report.abstract, parts.styles, waits ? words.no_abstract : "");
  parts.votes.textContent = report.votes ? `${words.votes}:\n${report.votes}` : "";
  parts.votes.hidden = !report.votes;
  parts.bar.max = state.total || 1;
  parts.bar.value = state.decided;
  parts.progress.textContent = state.progress;
  parts.status.textContent = state.message;
  parts.status.classList.toggle("ev-wrong", state.wrong);
  parts.choices.hidden = !waits;
  parts.root.classList.toggle("ev-nothing", !state.total); // nobody needs criteria and buttons where nothing waits
  for (const button of parts.buttons.children) button.disabled = !waits && !button.classList.contains("ev-undo");
  if (moved) {
    choose(parts.roles, vote.role);
    choose(parts.reasons, vote.reason);
    parts.note.value = vote.note;
  }
}

/** Choose the option with a value; none for an empty one. */
function choose(group, value) {
  for (const input of group.querySelectorAll("input")) input.checked = input.value === value;
}

/** The value chosen in a group. */
function chosen(group) {
  return group.querySelector("input:checked")?.value ?? "";
}

/** Answer keys, except while a note is being written. */
function listen(parts, fixed, act) {
  parts.root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === parts.note || event.target === parts.search.input) {
      if (event.key === "Escape") parts.title.focus();
      return;
    }
    const key = event.key.toLowerCase();
    if (event.repeat && (key in ACTS || key === "n")) {
      event.preventDefault(); // a key held down is one decision, not many
    } else if (key in ACTS) {
      event.preventDefault();
      act(ACTS[key]);
    } else if (key === "n") {
      event.preventDefault();
      parts.note.focus();
    } else if (key === "/") {
      event.preventDefault();
      parts.search.input.focus();
    } else if (fixed.roles[ROLE_KEYS.indexOf(key)]) {
      event.preventDefault();
      const { code, label } = fixed.roles[ROLE_KEYS.indexOf(key)];
      choose(parts.roles, code);
      parts.status.textContent = `${fixed.words.role}: ${label}`;
    } else if (/^[1-9]$/.test(key) && fixed.reasons[key - 1]) {
      event.preventDefault();
      const { code, label } = fixed.reasons[key - 1];
      choose(parts.reasons, code);
      parts.status.textContent = `${fixed.words.reason}: ${label}`;
    }
  });
}

export default {
  render({ model, el: place }) {
    const fixed = model.get("fixed");
    let parts;
    const act = (name, more = {}) => {
      const message = { ...more, act: name, report_id: model.get("state").report.report_id };
      message.role = chosen(parts.roles);
      message.reason = name === "exclude" ? chosen(parts.reasons) : "";
      message.note = parts.note.value;
      model.send(message);
    };
    parts = build(fixed, act);
    listen(parts, fixed, act);
    place.append(parts.root);
    let before = null;
    const refresh = () => {
      const state = model.get("state");
      const moved = state.report.report_id !== before;
      const inside = parts.root.contains(document.activeElement);
      show(parts, fixed, state, moved, act);
      if (moved && before !== null && inside) parts.title.focus(); // a screen reader then reads the new title
      before = state.report.report_id;
    };
    refresh();
    model.on("change:state", refresh);
    return () => model.off("change:state", refresh);
  },
};
