/* Choose studies and see the pooled result change. Studies, words and critical values come from the page. */
(function (root) {
  "use strict";
  var own = root.ettervern;
  var form = document.getElementById("explore-form");
  if (!form) { return; }
  var data = own.read("explore-data"), words = data.words;
  var out = document.getElementById("explore-answer");
  var FILTERS = ["age_group", "risk_of_bias", "country", "months"];
  var drawn = null, before = null, numbers = document.getElementById("explore-numbers");

  function outcome() {
    return data.outcomes.find(function (one) { return one.id === form.elements.outcome.value; });
  }

  /* Only what the outcome's studies have can be chosen. */
  function offer() {
    var now = outcome();
    form.querySelectorAll("input[name='category']").forEach(function (box) {
      var has = now.levels.category.indexOf(box.value) >= 0;
      box.closest("label").hidden = !has;
      box.disabled = !has;
    });
    FILTERS.forEach(function (name) {
      var field = form.elements[name];
      [].forEach.call(field.options, function (option) {
        option.hidden = option.disabled = option.value !== "" && now.levels[name].indexOf(option.value) < 0;
      });
      if (field.selectedOptions[0].disabled) { field.value = ""; }
    });
  }

  function chosen() {
    var boxes = [].slice.call(form.querySelectorAll("input[name='category']:not(:disabled)"));
    var picked = boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var filters = FILTERS.filter(function (name) { return form.elements[name].value !== ""; });
    return { categories: picked, all: picked.length === boxes.length, filters: filters };
  }

  function selected(now, choice) {
    return now.studies.filter(function (study) {
      return choice.categories.indexOf(study.category) >= 0 && choice.filters.every(function (name) {
        return study[name] === form.elements[name].value;
      });
    });
  }

  /* The protocol planned all studies together, and one subgroup at a time by measure, age group or risk of bias. */
  function planned(choice) {
    if (choice.all) {
      return choice.filters.length === 0 || (choice.filters.length === 1 && data.planned.indexOf(choice.filters[0]) >= 0);
    }
    return choice.categories.length === 1 && choice.filters.length === 0;
  }

  function certainty(now, choice) {
    var key = choice.filters.length ? "" : choice.all ? now.id + "-main"
      : choice.categories.length === 1 ? now.id + "-category-" + choice.categories[0] : "";
    return now.certainty[key] || words.not_assessed;
  }

  function warnings(found, choice) {
    var said = [];
    if (found.k < 3) { said.push(found.k === 0 ? words.no_study : found.k === 1 ? words.one_study : words.few); }
    if (!planned(choice)) { said.push(words.not_planned); }
    return said.map(function (text) { return own.element("p", { class: "tool-warning" }, text); });
  }

  function share(value, places) { return own.fill(words.share, { n: own.decimal(value, places) }); }

  function sentence(now, found) {
    if (found.k === 0) { return words.none; }
    function shown(value) { return own.effect(value, now.log); }
    return own.fill(found.k === 1 ? now.words.single : now.words.result, {
      k: found.k, estimate: shown(found.estimate), low: shown(found.low), high: shown(found.high),
      pi_low: shown(found.pi_low), pi_high: shown(found.pi_high), i2: own.decimal(found.i2, 0), tau2: own.decimal(found.tau2, 2),
    });
  }

  function table(now, studies, found) {
    function shown(value) { return own.effect(value, now.log); }
    function ends(low, high) { return own.ends(low, high, now.log, words); }
    var rows = studies.map(function (study, i) {
      var se = Math.sqrt(study.v);
      return [
        own.element("a", { href: study.href }, study.label), data.names[study.category], shown(study.y),
        ends(study.y - data.z * se, study.y + data.z * se), share(found.weights[i], 1),
      ];
    });
    if (found.k > 1) {
      rows.push([words.pooled, "", shown(found.estimate), ends(found.low, found.high), share(100, 0)]);
    }
    return own.table(own.fill(words.caption, { outcome: now.name }), now.heads, rows, "data", 2);
  }

  function draw() {
    if (!drawn) { return; }
    var room = document.getElementById("explore-figure");
    var labels = {
      title: own.fill(words.title, { outcome: drawn.now.name }), description: sentence(drawn.now, drawn.found), study: drawn.now.heads[0],
      column: drawn.now.words.column, to: words.to, pooled: words.pooled, prediction: words.prediction, sides: drawn.now.sides,
    };
    room.replaceChildren(own.forest(drawn.studies, drawn.found, Math.min(room.clientWidth, 760), labels, data.z, drawn.now.log));
  }

  function show() {
    offer();
    var now = outcome(), choice = chosen(), studies = selected(now, choice);
    var found = own.pool(
      studies.map(function (study) { return study.y; }), studies.map(function (study) { return study.v; }), data.t, data.z
    );
    root.ettervern.shown = { ids: studies.map(function (study) { return study.id; }), found: found };
    /* Where nobody knows, that is said first, and the numbers stand one step further in. */
    var first = found.k === 0 ? sentence(now, found) : now.unknown;
    document.getElementById("explore-said").replaceChildren.apply(
      document.getElementById("explore-said"),
      (first ? [own.element("p", {}, first)] : []).concat(
        found.k ? [own.element("p", { class: "certainty" }, certainty(now, choice))] : [], warnings(found, choice)
      )
    );
    numbers.hidden = found.k === 0;
    if (now !== before) { numbers.open = !now.unknown; }
    before = now;
    document.getElementById("explore-result").textContent = sentence(now, found);
    drawn = found.k ? { now: now, studies: studies, found: found } : null;
    document.getElementById("explore-figure-room").hidden = !drawn;
    out.replaceChildren.apply(out, drawn ? [table(now, studies, found)] : []);
    draw();
  }

  form.addEventListener("input", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(show, 0); });
  root.addEventListener("resize", draw);
  numbers.addEventListener("toggle", draw);
  document.getElementById("explore-room").hidden = false;
  show();
})(globalThis);
