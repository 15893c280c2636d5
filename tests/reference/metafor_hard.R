# What R metafor says where numbers are hard to get right. Run in this folder: Rscript metafor_hard.R
# The data are made up: small tables with ties, two and three studies, effects far from 0, tau2 at its bound, a
# likelihood with two tops, a Q-profile without a close upper end, studies whose precision is almost the same.
suppressPackageStartupMessages(library(metafor))
options(digits = 17, warn = -1)
counts <- function(case, a, n1, c, n2) data.frame(case, events_intervention = a, n_intervention = n1,
  events_control = c, n_control = n2, yi = NA, vi = NA)
effects <- function(case, y, v) data.frame(case, events_intervention = NA, n_intervention = NA, events_control = NA,
  n_control = NA, yi = y, vi = v)
inputs <- rbind(
  counts("tiny tables with ties", c(1, 4, 1, 2, 0, 0, 0, 0, 0, 2, 1, 0), c(4, 6, 2, 2, 6, 6, 6, 6, 1, 7, 2, 1),
    c(4, 0, 0, 2, 1, 0, 1, 2, 0, 3, 0, 0), c(7, 3, 1, 3, 6, 3, 6, 4, 5, 4, 1, 3)),
  counts("two tables", c(1, 2), c(6, 5), c(4, 2), c(7, 6)),
  counts("one table with information", c(15, 27), c(15, 49), c(106, 9), c(106, 13)),
  counts("almost the same precision", c(216, 288, 288, 360), c(552, 736, 736, 920), c(174, 232, 232, 290),
    c(417, 556, 556, 695)),
  counts("one huge study", c(90000, 3, 9, 4), c(250000, 12, 30, 9), c(99000, 5, 10, 4), c(240000, 14, 28, 11)),
  effects("far from 0", c(1000.1, 1000.4, 999.8, 1000.9, 1000.2, 999.6), c(.01, .04, .02, .09, .03, .05)),
  effects("three studies", c(-.4, .1, -.9), c(.05, .2, .3)),
  effects("two far apart", c(-5, 9), c(.1, .2)),
  effects("no spread", c(.11, .1, .09, .12, .1), c(.2, .1, .3, .4, .15)),
  effects("mirror images", c(-.3, .3, -.1, .1, 0, .9, .8), c(.04, .04, .01, .01, .005, .3, .25)),
  effects("two tops", c(-0.36143, 0.0332256, -0.115069, -0.296266, -0.08977, -0.19807, -0.20282, -0.29967, -0.274437,
    -0.367104, -0.323787, -0.638087, -0.485508, -0.143643, -0.0568165), c(6.66851e-05, 0.0596046, 0.0516967, 0.0312776,
    0.0991889, 0.00739387, 0.0287732, 0.027813, 0.267368, 0.274655, 0.0256283, 0.196092, 0.0873397, 0.0175823,
    0.0227057)))
write.csv(inputs, "metafor_hard_inputs.csv", row.names = FALSE, na = "")

methods <- c(FE = "EE", DL = "DL", HE = "HE", REML = "REML", ML = "ML", PM = "PM")
tests <- c(wald = "z", hk = "knha", "hk-conservative" = "adhoc")
found <- list()
say <- function(case, measure, method, ci, ...) {
  v <- unlist(list(...))
  found[[length(found) + 1]] <<- data.frame(case, measure, method, ci, quantity = names(v), value = as.numeric(v))
}
control <- function(method) if (method == "PM") list(tol = 1e-15) else list(threshold = 1e-14, maxiter = 100000)
model <- function(y, v, m, ci) rma(y, v, method = methods[[m]], test = tests[[ci]], control = control(m))
whole <- function(case, measure, m, ci, x) {
  say(case, measure, m, ci, k = x$k, estimate = x$beta[[1]], se = x$se, statistic = x$zval, p = x$pval,
    ci_low = x$ci.lb, ci_high = x$ci.ub, tau2 = x$tau2, i2 = x$I2, h2 = x$H2, q = x$QE, q_p = x$QEp)
  w <- as.numeric(weights(x))
  if (ci == "wald") say(case, measure, m, ci, setNames(w, paste0("weights.", seq_along(w) - 1)))
  if (m %in% c("FE", "MH")) return()
  p <- predict(x)
  # Shifted, which changes no tau2: metafor's Q-profile loses digits far from 0. Without tau2.max it stops at 100.
  near <- model(x$yi - round(median(x$yi)), x$vi, m, "wald")
  q <- confint(near, control = list(tol = 1e-16, tau2.max = 1e9))$random
  say(case, measure, m, ci, pi_low = p$pi.lb, pi_high = p$pi.ub, tau2_ci_low = q[1, 2], tau2_ci_high = q[1, 3])
}
left <- function(case, measure, m, ci, x) {
  l <- try(leave1out(x), silent = TRUE)
  if (inherits(l, "try-error")) return()
  for (i in seq_along(l$estimate)) say(case, measure, m, ci, setNames(c(l$estimate[i], l$se[i], l$Q[i]),
    paste0("leave_one_out.", i - 1, c(".estimate", ".se", ".q"))))
}
asymmetry <- function(case, measure, m, ci, x, y, v) {
  if (length(y) > 2) {
    e <- regtest(y, v, model = "lm")
    say(case, measure, m, ci, small_study.egger.statistic = e$zval, small_study.egger.p = e$pval)
  }
  b <- ranktest(y, v)
  if (!is.na(b$tau)) say(case, measure, m, ci, small_study.begg.estimate = b$tau[[1]], small_study.begg.p = b$pval)
  t <- try(trimfill(x, test = tests[[ci]], control = control(m)), silent = TRUE)
  if (!inherits(t, "try-error")) say(case, measure, m, ci, small_study.trim_and_fill.k0 = t$k0,
    small_study.trim_and_fill.right = t$side == "right", small_study.trim_and_fill.estimate = t$beta[[1]],
    small_study.trim_and_fill.se = t$se, small_study.trim_and_fill.tau2 = t$tau2)
}
for (d in split(inputs, factor(inputs$case, unique(inputs$case)))) {
  case <- d$case[1]; a <- d$events_intervention; n1 <- d$n_intervention; cc <- d$events_control; n2 <- d$n_control
  # The four tables of this case are multiples of one: they differ by the correction only, which all of them get.
  all <- case == "almost the same precision"
  for (measure in if (all) c("OR", "RR", "RD") else if (is.na(d$yi[1])) c("OR", "RR", "RD", "PETO") else "GEN") {
    if (measure == "GEN") e <- list(yi = d$yi, vi = d$vi) else {
      to <- if (measure == "PETO") "none" else if (all) "all" else "only0"
      e <- escalc(measure, ai = a, n1i = n1, ci = cc, n2i = n2, add = 1/2, to = to, drop00 = measure != "RD")
      e <- e[!is.na(e$yi), ]
    }
    y <- as.numeric(e$yi); v <- e$vi
    if (measure %in% c("OR", "RR", "RD") && !all) {
      x <- rma.mh(measure = measure, ai = a, n1i = n1, ci = cc, n2i = n2, drop00 = c(TRUE, measure != "RD"))
      say(case, measure, "MH", "wald", estimate = x$beta[[1]], se = x$se, p = x$pval, q = x$QE)
      if (length(y) > 1) asymmetry(case, measure, "MH", "wald", model(y, v, "FE", "wald"), y, v)
    }
    if (length(y) < 2) next
    for (m in if (measure == "GEN") names(methods) else c("FE", "REML", "PM")) for (ci in c("wald", "hk")) {
      x <- try(model(y, v, m, ci), silent = TRUE)
      if (inherits(x, "try-error")) next
      # Where the likelihood has two tops, metafor may stop at the lower one, at 0.
      if (m == "ML" && case == "two tops") {
        say(case, measure, m, ci, stuck_at = x$tau2, log_likelihood = c(logLik(x)))
        next
      }
      whole(case, measure, m, ci, x)
      if (ci == "hk") {
        if (measure == "GEN") left(case, measure, m, ci, x)
        asymmetry(case, measure, m, ci, x, y, v)
      }
    }
  }
}
write.csv(do.call(rbind, found), "metafor_hard.csv", row.names = FALSE, na = "")
cat("metafor", as.character(packageVersion("metafor")), nrow(do.call(rbind, found)), "numbers\n")
