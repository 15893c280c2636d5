// The panel to agree on a study's figures. It shows what Python sends and sends back what was pressed; it keeps nothing.
// Everything that comes from outside is put in place with textContent, never as markup.

const KEYS = { both: "b", first: "1", second: "2", other: "o", left_out: "u" };

/** Make an element with attributes and children (strings become text). */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

let panels = 0;

/** A button with its key. */
function button(text, key, press) {
  const made = el("button", { type: "button", ...(key && { "aria-keyshortcuts": key }) }, text);
  if (key) made.append(el("kbd", { "aria-hidden": "true" }, key));
  made.addEventListener("click", press);
  return made;
}

/** The two sides, a row a column; what differs is said in words too. */
function table(lines, words) {
  const heads = [words.field, words.first, words.second, ""].map((text) => el("th", { scope: "col" }, text));
  const rows = lines.map(({ name, first, second, mark, said }) =>
    el(
      "tr",
      { class: mark === "differs" ? "ev-differs" : "" },
      el("th", { scope: "row" }, name),
      el("td", { lang: "" }, first),
      el("td", { lang: "" }, second),
      el("td", {}, said),
    ),
  );
  return el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
}

/** A field for each thing that is asked: a list, or a place to write with what the sides say offered. */
function fields(asks, id) {
  return asks.map(({ name, choices, offers, value }, at) => {
    const input = choices.length
      ? el("select", { name }, ...["", ...choices].map((one) => el("option", { value: one }, one)))
      : el("input", { name, list: `${id}-offers-${at}`, autocomplete: "off" });
    input.value = value;
    const list = el("datalist", { id: `${id}-offers-${at}` }, ...offers.map((one) => el("option", { value: one })));
    return el("label", {}, offers.length > 1 ? `${name} (${offers.join(" / ")})` : name, input, list);
  });
}

function render({ model, el: place }) {
  const { words, language, studies } = model.get("fixed");
  const id = `ev-agree-${(panels += 1)}`;
  const parts = {
    study: el("select", {}, ...studies.map((one) => el("option", { value: one }, one))),
    bar: el("progress", { max: "1", value: "0", "aria-labelledby": `${id}-progress` }),
    progress: el("span", { id: `${id}-progress` }),
    title: el("h3", { tabindex: "-1", class: "ev-title" }),
    sides: el("div", { class: "ev-scroll", tabindex: "0", role: "region", "aria-label": `${words.first}, ${words.second}` }),
    standing: el("p", { class: "ev-source" }),
    fields: el("div", { class: "ev-fields" }),
    reason: el("input", { autocomplete: "off" }),
    buttons: el("div", { class: "ev-buttons" }),
    status: el("p", { role: "status", "aria-live": "polite", class: "ev-status" }),
    without: el("p", { class: "ev-keys" }),
  };
  const root = el(
    "section",
    // The attribute keeps JupyterLab's own one-letter commands out of the panel.
    { class: "ev-panel ev-agree", lang: language, "aria-label": words.title, tabindex: "-1", "data-lm-suppress-shortcuts": "true" },
    el("label", { class: "ev-study" }, words.study, parts.study),
    el("div", { class: "ev-progress" }, parts.bar, parts.progress),
    parts.title,
    parts.sides,
    parts.standing,
    parts.fields,
    el("label", { class: "ev-reason" }, words.reason, parts.reason),
    parts.buttons,
    parts.status,
    parts.without,
    el("p", { class: "ev-keys" }, words.keys),
  );
  const send = (act, more = {}) => model.send({ act, step: model.get("state").step, ...more });
  const values = () =>
    Object.fromEntries([...parts.fields.querySelectorAll("input, select")].map((one) => [one.name, one.value]));
  const take = (choice) => send("take", { choice, reason: parts.reason.value, values: values() });
  parts.study.addEventListener("change", () => send("study", { study: parts.study.value }));

  function actions({ choices, choice }) {
    if (choice) return [button(words.save, "Enter", () => take(choice)), button(words.cancel, "Esc", () => send("cancel"))];
    const made = choices.map((name) => button(words[`take.${name}`], KEYS[name], () => take(name)));
    return choices.length ? [...made, button(words.skip, "s", () => send("skip"))] : [];
  }

  let shown = "";
  function draw() {
    const state = model.get("state");
    const mine = root.contains(document.activeElement);
    parts.study.value = state.study;
    parts.bar.value = state.total ? state.decided / state.total : 0;
    parts.progress.textContent = state.progress;
    parts.title.textContent = [state.study, state.outcome].filter(Boolean).join(" · ");
    parts.sides.replaceChildren(...(state.lines.length ? [table(state.lines, words)] : []));
    parts.standing.textContent = state.standing;
    parts.fields.replaceChildren(...fields(state.asks, id));
    parts.buttons.replaceChildren(...actions(state));
    parts.status.textContent = state.message;
    parts.status.classList.toggle("ev-wrong", state.wrong);
    parts.without.textContent = state.without;
    const now = JSON.stringify([state.study, state.lines]);
    if (now !== shown && shown) parts.reason.value = "";
    if (mine && state.asks.length) parts.fields.querySelector("input, select").focus();
    else if (mine && document.activeElement !== parts.study && document.activeElement !== parts.reason) parts.title.focus();
    else if (mine && now !== shown && document.activeElement === parts.reason) parts.title.focus();
    shown = now;
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { choices, choice } = model.get("state");
    const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
    const name = choices.find((one) => KEYS[one] === event.key);
    if (event.key === "Escape" && typing) parts.title.focus();
    else if (event.key === "Escape" && choice) send("cancel");
    else if (event.key === "Enter" && choice && event.target.tagName !== "BUTTON") take(choice);
    else if (typing) return;
    else if (event.key === "g") parts.reason.focus();
    else if (event.key === "s" && !choice && choices.length) send("skip");
    else if (name && !choice) take(name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  model.on("change:state", draw);
  place.append(root);
  draw();
  return () => model.off("change:state", draw);
}

export default { render };
