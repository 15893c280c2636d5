/* A forest plot drawn in the browser in the width there is, so that its text keeps its size. Colours are the page's. */
(function (root) {
  "use strict";
  var TICKS = [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 1000];
  var SPACE = "http://www.w3.org/2000/svg";

  function shape(name, attributes, text) {
    var made = document.createElementNS(SPACE, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  /* Ticks of an axis of differences: 1, 2 or 5 times a power of ten apart, from below all values to above. */
  function steps(low, high) {
    var power = Math.pow(10, Math.floor(Math.log10((high - low) / 6)));
    var step = [1, 2, 5, 10].map(function (one) { return one * power; }).find(function (one) { return (high - low) / one <= 6; });
    var made = [];
    for (var i = Math.floor(low / step); i <= Math.ceil(high / step); i += 1) { made.push(i * step); }
    return made;
  }

  /* Ends of an axis of differences: every estimate, the pooled interval and 0. */
  function span(studies, pooled) {
    var inside = [0].concat(studies.map(function (one) { return one.y; }));
    if (pooled.k > 1) { inside.push(pooled.low, pooled.high); }
    var low = Math.min.apply(null, inside), high = Math.max.apply(null, inside), room = (high - low) / 5 || 1;
    return steps(low - room, high + room);
  }

  /* Ends of the axis: every estimate and the pooled interval, a half and the double; wide intervals may be cut. */
  function limits(studies, pooled) {
    var inside = [0.5, 2].concat(studies.map(function (one) { return Math.exp(one.y); }));
    if (pooled.k > 1) { inside.push(Math.max(Math.exp(pooled.low), 0.005), Math.min(Math.exp(pooled.high), 200)); }
    var low = Math.min.apply(null, inside) / 1.1, high = Math.max.apply(null, inside) * 1.1;
    var below = TICKS.filter(function (tick) { return tick <= low; });
    var above = TICKS.filter(function (tick) { return tick >= high; });
    return [below.length ? below[below.length - 1] : TICKS[0], above.length ? above[0] : TICKS[TICKS.length - 1]];
  }

  /* Draw studies {label, y, v} with their pool into an SVG of this width. */
  function forest(studies, pooled, width, words, z, log) {
    var own = root.ettervern, narrow = width < 560;
    var pitch = narrow ? 46 : 32, top = narrow ? 8 : 34, rows = studies.length, extra = pooled.k > 1 ? 2 : 0;
    var left = narrow ? 6 : 170, right = narrow ? width - 6 : width - 160;
    var end = top + (rows + extra) * pitch + 8, height = end + (narrow ? 62 : 50);
    var marks = log ? TICKS : span(studies, pooled), none = log ? 1 : 0;
    var ends = log ? limits(studies, pooled) : [marks[0], marks[marks.length - 1]];
    var place = log ? Math.log : Number, natural = log ? Math.exp : Number;
    function x(value) {
      var share = (place(value) - place(ends[0])) / (place(ends[1]) - place(ends[0]));
      return left + Math.min(1, Math.max(0, share)) * (right - left);
    }
    var svg = shape("svg", { role: "img", width: width, height: height, viewBox: "0 0 " + width + " " + height, class: "tool-forest" });
    svg.append(shape("title", {}, words.title), shape("desc", {}, words.description));
    function write(px, y, text, anchor, kind) {
      svg.append(shape("text", { x: px, y: y, "text-anchor": anchor || "start", class: kind || "" }, text));
    }
    function line(low, high, y, kind) {
      svg.append(shape("line", { x1: x(low), x2: x(high), y1: y, y2: y, class: kind }));
      [[low < ends[0], x(low), -1], [high > ends[1], x(high), 1]].forEach(function (cut) {
        if (!cut[0]) { return; }
        var tip = cut[1], back = tip - cut[2] * 8;
        svg.append(shape("path", { d: "M" + tip + " " + y + "L" + back + " " + (y - 4) + "L" + back + " " + (y + 4) + "Z", class: kind + "-end" }));
      });
    }
    function name(row, label, numbers, strong) {
      var y = top + row * pitch + (narrow ? 16 : pitch / 2 + 5);
      write(narrow ? left : 0, y, label, "start", strong);
      write(narrow ? right : width, y, numbers, "end", strong);
      return narrow ? top + row * pitch + 31 : top + row * pitch + pitch / 2;
    }
    function numbers(estimate, low, high) {
      return own.effect(estimate, log) + " (" + own.ends(low, high, log, words) + ")";
    }
    if (!narrow) { write(0, 18, words.study, "start", "strong"); write(width, 18, words.column, "end", "strong"); }
    if (!narrow) { svg.append(shape("line", { x1: x(none), x2: x(none), y1: top, y2: end, class: "one" })); }
    studies.forEach(function (study, row) {
      var se = Math.sqrt(study.v), low = study.y - z * se, high = study.y + z * se;
      var y = name(row, study.label, numbers(study.y, low, high));
      if (narrow) { svg.append(shape("line", { x1: x(none), x2: x(none), y1: y - 9, y2: y + 9, class: "one" })); }
      line(natural(low), natural(high), y, "mark");
      var side = 4 + 10 * Math.sqrt(pooled.weights[row] / Math.max.apply(null, pooled.weights));
      svg.append(shape("rect", { x: x(natural(study.y)) - side / 2, y: y - side / 2, width: side, height: side, class: "square" }));
    });
    if (extra) {
      var y = name(rows, words.pooled, numbers(pooled.estimate, pooled.low, pooled.high), "strong");
      var middle = x(natural(pooled.estimate));
      svg.append(shape("line", { x1: 0, x2: width, y1: top + rows * pitch + 1, y2: top + rows * pitch + 1, class: "rule" }));
      svg.append(shape("path", {
        d: "M" + x(natural(pooled.low)) + " " + y + "L" + middle + " " + (y - 8) + "L" + x(natural(pooled.high)) + " " + y + "L" + middle + " " + (y + 8) + "Z",
        class: "diamond",
      }));
      var below = name(rows + 1, words.prediction, own.ends(pooled.pi_low, pooled.pi_high, log, words));
      line(natural(pooled.pi_low), natural(pooled.pi_high), below, "pooled");
    }
    svg.append(shape("line", { x1: left, x2: right, y1: end, y2: end, class: "axis" }));
    var shown = marks.filter(function (tick) { return tick >= ends[0] && tick <= ends[1]; });
    var step = Math.max(1, Math.ceil(shown.length / ((right - left) / 44)));
    shown.forEach(function (tick, i) {
      var apart = log ? tick : marks[1] - marks[0], places = apart >= 1 ? 0 : Math.max(1, -Math.floor(Math.log10(apart) + 1e-9));
      if ((i - shown.indexOf(none)) % step) { return; }
      svg.append(shape("line", { x1: x(tick), x2: x(tick), y1: end, y2: end + 5, class: "axis" }));
      write(x(tick), end + 19, own.decimal(tick, places), i === 0 && narrow ? "start" : i === shown.length - 1 && narrow ? "end" : "middle");
    });
    write(narrow ? left : Math.max(x(none) - 10, 190), end + 38, "← " + words.sides[0], narrow ? "start" : "end", "quiet");
    write(narrow ? right : Math.min(x(none) + 10, width - 200), end + (narrow ? 56 : 38), words.sides[1] + " →", narrow ? "end" : "start", "quiet");
    return svg;
  }

  root.ettervern = Object.assign(root.ettervern || {}, { forest: forest });
})(globalThis);
