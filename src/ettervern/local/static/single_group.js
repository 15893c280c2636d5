/* One group, one share: Wilson's interval with continuity correction (Newcombe 1998, method 4), as in single.py.
 * Everything is computed here; nothing is sent or kept.
 *
 * A page holds <form data-single-group="{its words as JSON}"> with inputs named "events" and "n" and an <output>;
 * without JavaScript the page says how to work it out. */
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

  /** What the page says of two cells as typed. */
  function sentence(events, n, words) {
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
    var output = form.querySelector("output"), words = JSON.parse(form.dataset.singleGroup);
    function update() {
      var events = form.elements.namedItem("events").value, n = form.elements.namedItem("n").value;
      output.textContent = events && n ? sentence(events, n, words) : "";
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
