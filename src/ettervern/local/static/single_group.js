/* One group, one share: Wilson's interval with continuity correction (Newcombe 1998, method 4), as in single.py.
 * Everything is computed here; nothing is sent or kept.
 *
 * A page holds <form data-single-group> with inputs named "events" and "n" and an <output>; without JavaScript the
 * page says how to work it out. The words follow the language of the page. */
(function (scope) {
  "use strict";

  var Z = 1.959963984540054;

  /** Share of a group with its 95 % interval; null where the counts can't be counts of people. */
  function wilsonCorrected(events, n) {
    if (!Number.isInteger(events) || !Number.isInteger(n) || n < 1 || events < 0 || events > n) return null;
    var p = events / n, q = 1 - p, z2 = Z * Z, under = 2 * (n + z2);
    var below = Math.sqrt(Math.max(z2 - 2 - 1 / n + 4 * p * (n * q + 1), 0));
    var above = Math.sqrt(Math.max(z2 + 2 - 1 / n + 4 * p * (n * q - 1), 0));
    return {
      share: p,
      low: events === 0 ? 0 : Math.max(0, (2 * n * p + z2 - 1 - Z * below) / under),
      high: events === n ? 1 : Math.min(1, (2 * n * p + z2 + 1 + Z * above) / under)
    };
  }

  var WORDS = {
    nb: {
      bad: "Skriv hele tall: hvor mange av hvor mange.",
      small: "Gruppa er liten. Del ikke tall under fem med andre.",
      says: "{share} av hundre. Usikkerheten går fra {low} til {high} av hundre.",
      no_effect: "Dette er ingen effekt: uten en sammenlikningsgruppe kan vi ikke vite hvordan det ville gått uten tilbudet."
    },
    en: {
      bad: "Write whole numbers: how many of how many.",
      small: "The group is small. Don't share counts under five with others.",
      says: "{share} in a hundred. The uncertainty runs from {low} to {high} in a hundred.",
      no_effect: "This is no effect: without a comparison group we can't know how it would have gone without the service."
    }
  };

  /** What the page says of two cells as typed. */
  function sentence(events, n, language) {
    var words = WORDS[language === "en" ? "en" : "nb"];
    var whole = function (text) { return /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : NaN; };
    var x = whole(events), all = whole(n), found = wilsonCorrected(x, all);
    if (!found) return words.bad;
    var text = words.says;
    ["share", "low", "high"].forEach(function (name) {
      text = text.replace("{" + name + "}", String(Math.round(100 * found[name])));
    });
    if (x < 5 || all - x < 5) text += " " + words.small;
    return text + " " + words.no_effect;
  }

  function listen(form) {
    var output = form.querySelector("output");
    function update() {
      var events = form.elements.namedItem("events").value, n = form.elements.namedItem("n").value;
      output.textContent = events && n ? sentence(events, n, scope.document.documentElement.lang) : "";
    }
    form.addEventListener("submit", function (event) { event.preventDefault(); update(); });
    form.addEventListener("input", update);
    update();
  }

  if (typeof module === "object" && module.exports) {
    module.exports = { wilsonCorrected: wilsonCorrected, sentence: sentence };
  } else {
    scope.document.querySelectorAll("form[data-single-group]").forEach(listen);
  }
})(typeof window === "object" ? window : globalThis);
