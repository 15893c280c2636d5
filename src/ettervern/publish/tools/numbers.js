/* Numbers as each language writes them; the same rules as ettervern.numbers. */
(function (root) {
  "use strict";
  var marks = { group: ",", decimal: "." };
  new Intl.NumberFormat(document.documentElement.lang).formatToParts(-12345.6).forEach(function (part) {
    marks[part.type] = part.value;
  });

  function decimal(value, places) {
    if (!isFinite(value)) { return "–"; }
    var parts = Math.abs(value).toFixed(places).split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, marks.group);
    var text = parts.join(marks.decimal);
    return (value < 0 && Number(value.toFixed(places)) !== 0 ? "\u2212" : "") + text;
  }

  function ratio(value) {
    if (!(value > 0) || !isFinite(value)) { return "–"; }
    var places = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.0995 ? 2 : 1 - Math.floor(Math.log10(value));
    return places > 6 ? "<\u00a0" + decimal(0.000001, 6) : decimal(value, places);
  }

  /* A value of the analysis scale as readers see it: a ratio, or a difference. */
  function effect(value, log) { return log ? ratio(Math.exp(value)) : decimal(value, 2); }

  /* An interval; between differences stands a word, as a dash beside a minus sign is read as one. */
  function ends(low, high, log, words) {
    var between = log ? "{low}–{high}" : words.to;
    return fill(between, { low: effect(low, log), high: effect(high, log) });
  }

  /* Put words into a text with {names}. */
  function fill(text, words) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in words ? words[name] : whole; });
  }

  /* An element with text or children; what comes from data is always text, never markup. */
  function element(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    [].concat(children === undefined ? [] : children).forEach(function (child) {
      made.append(child);
    });
    return made;
  }

  /* A table like those of the book; the first cell of a row is its heading, the columns from `from` on are numbers. */
  function table(caption, heads, rows, kind, from) {
    function align(i) { return i >= (from || 1) ? "number" : ""; }
    var head = heads.map(function (text, i) {
      return element("th", { scope: "col", role: "columnheader", class: align(i) }, text);
    });
    var body = rows.map(function (row) {
      return element("tr", { role: "row" }, row.map(function (cell, i) {
        return i
          ? element("td", { role: "cell", class: align(i), "data-heading": heads[i], ...(cell === "" && { "data-empty": "" }) }, cell)
          : element("th", { role: "rowheader", scope: "row" }, cell);
      }));
    });
    return element("div", { class: "table-room" }, element("table", { role: "table", class: kind }, [
      element("caption", {}, caption),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head)),
      element("tbody", { role: "rowgroup" }, body),
    ]));
  }

  function read(id) {
    return JSON.parse(document.getElementById(id).textContent);
  }

  root.ettervern = Object.assign(root.ettervern || {}, {
    decimal: decimal, ratio: ratio, effect: effect, ends: ends, fill: fill, element: element, table: table, read: read,
  });
})(globalThis);
