/* The calculator: people a year times share reached times what results/ hold. Only a reader's own base rate is worked
   out here, by the same formula as the package. */
(function (root) {
  "use strict";
  var own = root.ettervern;
  var form = document.getElementById("calculator-form");
  if (!form) { return; }
  var data = own.read("calculator-data");
  var words = data.words;
  var out = document.getElementById("calculator-answer");

  /* A number typed with comma or point and with blanks between thousands; NaN for anything else. */
  function typed(name) {
    var text = form.elements[name].value.replace(/[\s\u00a0]/g, "").replace(",", ".");
    return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  }

  function valid(name, low, high) {
    var field = form.elements[name], value = typed(name), good = value >= low && value <= high;
    document.getElementById(name + "-fault").textContent = good ? "" : own.fill(words.fault, { low: low, high: high });
    if (good) { field.removeAttribute("aria-invalid"); } else { field.setAttribute("aria-invalid", "true"); }
    return good;
  }

  /* Risks without and with, from results where they hold them, else by the formula. */
  function risks(outcome) {
    var chosen = form.elements["rate-" + outcome.id].value;
    var rate = outcome.rates.find(function (one) { return one.id === chosen; });
    if (rate.kind !== "own") { return rate; }
    var control = typed("own-" + outcome.id) / 100, risk = own.risk[outcome.measure];
    return {
      label: rate.label, control: control, with: risk(control, outcome.ratio[0]),
      low: risk(control, outcome.ratio[1]), high: risk(control, outcome.ratio[2]),
    };
  }

  /* The field for the reader's own share, where the outcome has one. */
  function own_field(outcome) { return form.elements["own-" + outcome.id]; }

  function people(value) { return own.decimal(value, 0); }

  function change(value) {
    var shown = people(Math.abs(value));
    return shown === "0" ? "0" : own.fill(value < 0 ? words.fewer : words.more, { n: shown });
  }

  function between(low, high) {
    var near = Math.abs(low) <= Math.abs(high) ? low : high, far = near === low ? high : low;
    if (low < 0 === high < 0) {
      return own.fill(words.range, { low: people(Math.abs(near)), high: change(far) });
    }
    return own.fill(words.range, { low: change(low), high: change(high) });
  }

  function answer(outcome, reached) {
    var at = risks(outcome), parts = {
      reached: people(reached), before: people(reached * at.control), after: people(reached * at.with),
      low: people(reached * at.low), high: people(reached * at.high),
      difference: change(reached * (at.with - at.control)),
      between: between(reached * (at.low - at.control), reached * (at.high - at.control)),
    };
    var rows = [
      [words.without, parts.before],
      [words.with, own.fill(words.value, { value: parts.after, range: own.fill(words.range, parts) })],
      [words.difference, own.fill(words.value, { value: parts.difference, range: parts.between })],
    ];
    var shown = own.table(own.fill(outcome.caption, parts), [outcome.name, words.persons], rows, "small");
    var numbers = [
      own.element("p", {}, own.fill(outcome.sentence, parts)), shown,
      own.element("p", { class: "tool-rate" }, words.rate + ": " + at.label + "."),
    ];
    var sure = [
      own.element("p", { class: "certainty" }, outcome.certainty),
      own.element("p", { class: "tool-warning" }, outcome.warning),
    ];
    return own.element("section", { class: "tool-answer", "data-outcome": outcome.id }, [
      own.element("h4", {}, outcome.name),
    ].concat(outcome.unknown ? unsure(outcome, numbers, sure) : [numbers[0], shown].concat(sure, numbers.slice(2))));
  }

  /* Where nobody knows, that is said first; the numbers stand one step further in, and stay open once opened. */
  function unsure(outcome, numbers, sure) {
    var summary = own.element("summary", {}, outcome.summary);
    var inside = own.element("details", { class: "list" }, [summary].concat(numbers, sure[1]));
    inside.open = Boolean(outcome.open);
    inside.addEventListener("toggle", function () { outcome.open = inside.open; });
    return [own.element("p", {}, outcome.unknown), sure[0], inside];
  }

  function work() {
    var good = valid("people", 1, 100000) & valid("share", 0, 100);
    data.outcomes.forEach(function (outcome) {
      if (form.elements["rate-" + outcome.id].value === "own") { good &= valid("own-" + outcome.id, 1, 99); }
      else if (own_field(outcome)) { document.getElementById("own-" + outcome.id + "-fault").textContent = ""; }
    });
    if (!good) { out.replaceChildren(own.element("p", {}, words.wait)); return; }
    var reached = typed("people") * typed("share") / 100;
    out.replaceChildren.apply(out, data.outcomes.map(function (outcome) { return answer(outcome, reached); }));
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); work(); });
  form.addEventListener("input", function (event) {
    /* A share of one's own is meant to be used: choose it when it is typed. */
    var name = event.target.name || "";
    if (name.indexOf("own-") === 0) {
      form.querySelector("[name='rate-" + name.slice(4) + "'][value='own']").checked = true;
    }
    work();
  });
  document.getElementById("calculator-room").hidden = false;
  work();
})(globalThis);
