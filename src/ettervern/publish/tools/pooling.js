/* Random effects in the reader's browser: REML (Viechtbauer 2005) and Hartung-Knapp with its factor floored at 1
   (Roever, Knapp and Friede 2015), as ettervern.synthesise.pool_effects has them. No page, no network: numbers only. */
(function (root) {
  "use strict";

  function sum(values) {
    return values.reduce(function (total, value) { return total + value; }, 0);
  }

  /* Weights 1 / (v + tau2), their mean, and the residuals from it. */
  function weighted(y, v, tau2) {
    var w = v.map(function (one) { return 1 / (one + tau2); });
    var total = sum(w);
    var mean = sum(w.map(function (one, i) { return one * y[i]; })) / total;
    var q = sum(w.map(function (one, i) { return one * (y[i] - mean) * (y[i] - mean); }));
    return { w: w, total: total, mean: mean, q: q };
  }

  /* Restricted log-likelihood, without its constant. */
  function likelihood(y, v, tau2) {
    var at = weighted(y, v, tau2);
    return -0.5 * (sum(v.map(function (one) { return Math.log(one + tau2); })) + Math.log(at.total) + at.q);
  }

  /* tr(P) of the residual projection. */
  function trace(at) {
    return at.total - sum(at.w.map(function (one) { return one * one; })) / at.total;
  }

  /* Twice the slope of the restricted likelihood. */
  function score(y, v, tau2) {
    var at = weighted(y, v, tau2);
    var squares = sum(at.w.map(function (one, i) { return one * one * (y[i] - at.mean) * (y[i] - at.mean); }));
    return squares - trace(at);
  }

  /* Where the score goes from plus to minus between two values: halving until nothing is left to halve. */
  function root_between(y, v, low, high) {
    for (var step = 0; step < 200; step += 1) {
      var middle = (low + high) / 2;
      if (middle === low || middle === high) { break; }
      if (score(y, v, middle) > 0) { low = middle; } else { high = middle; }
    }
    return (low + high) / 2;
  }

  /* The tau2 with the highest restricted likelihood: every top on a fine net, so that none is missed. */
  function reml(y, v) {
    if (y.length < 2) { return NaN; }
    var spread = Math.max.apply(null, y) - Math.min.apply(null, y);
    var top = spread * spread + Math.max.apply(null, v);
    var bottom = Math.min.apply(null, v) * 1e-6;
    var best = 0, highest = likelihood(y, v, 0), points = 240;
    var before = 0, rising = score(y, v, 0) > 0;
    for (var i = 0; i <= points; i += 1) {
      var here = bottom * Math.pow(top / bottom, i / points);
      var rises = score(y, v, here) > 0;
      if (rising && !rises) {
        var found = root_between(y, v, before, here);
        var height = likelihood(y, v, found);
        if (height > highest) { best = found; highest = height; }
      }
      before = here;
      rising = rises;
    }
    return best;
  }

  /* Pool effects y with variances v. t holds the critical values of Student's t for 1, 2, ... degrees of freedom. */
  function pool(y, v, t, z) {
    var k = y.length;
    if (k === 0) { return { k: 0 }; }
    if (k === 1) {
      var alone = Math.sqrt(v[0]);
      return {
        k: 1, estimate: y[0], se: alone, low: y[0] - z * alone, high: y[0] + z * alone,
        pi_low: NaN, pi_high: NaN, tau2: NaN, i2: NaN, weights: [100],
      };
    }
    var tau2 = reml(y, v);
    var at = weighted(y, v, tau2);
    var se = Math.sqrt(Math.max(1, at.q / (k - 1)) / at.total);
    var typical = (k - 1) / trace(weighted(y, v, 0));
    var reach = t[k - 2] * Math.sqrt(se * se + tau2);
    return {
      k: k, estimate: at.mean, se: se, low: at.mean - t[k - 2] * se, high: at.mean + t[k - 2] * se,
      pi_low: at.mean - reach, pi_high: at.mean + reach, tau2: tau2, i2: 100 * tau2 / (tau2 + typical),
      weights: at.w.map(function (one) { return 100 * one / at.total; }),
    };
  }

  /* The risk with an odds ratio where the risk without is known: Cochrane Handbook 15.4.4.3. */
  function risk(control, ratio) {
    if (control <= 0 || control >= 1) { return control; }
    var odds = ratio * control / (1 - control);
    return odds === Infinity ? 1 : odds / (1 + odds);
  }

  /* The same with a risk ratio, never above 1: Cochrane Handbook 15.4.4.2. */
  function times(control, ratio) { return control <= 0 ? 0 : Math.min(1, ratio * control); }

  /* The same with a risk difference, within 0 and 1. */
  function plus(control, difference) { return Math.min(1, Math.max(0, control + difference)); }

  /* The same with a hazard ratio, for the time that the risk without is known for: Cochrane Handbook 15.4.4.4. */
  function hazard(control, ratio) { return 1 - Math.pow(1 - control, ratio); }

  root.ettervern = Object.assign(root.ettervern || {}, {
    pool: pool, risk: { OR: risk, PETO: risk, RR: times, RD: plus, HR: hazard },
  });
})(globalThis);
