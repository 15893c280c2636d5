# Reference results of R metafor for every kind of outcome, for the tests beside it. Run here: Rscript metafor_kinds.R
# Needs metafor (with metadat). Data: published sets that metadat holds (dat.normand1999, dat.hart1999, dat.pritz1997,
# dat.nielweise2008, dat.yusuf1985, dat.nielweise2007); zero and whole groups are added to none of them.
suppressPackageStartupMessages(library(metafor))
options(digits = 17, warn = -1)
fit <- function(y, v, method, test) {
  for (at in c(1e-14, 1e-12, 1e-10)) for (step in c(1, .5)) {
    m <- try(rma(y, v, method = method, test = test, control = list(threshold = at, stepadj = step, maxiter = 100000)),
      silent = TRUE)
    if (!inherits(m, "try-error")) return(m)
  }
  stop("no convergence")
}
inputs <- list(); rows <- list()
put <- function(dataset, ...) inputs[[length(inputs) + 1]] <<- cbind(dataset = dataset, data.frame(...))
say <- function(dataset, measure, method, quantity, value) rows[[length(rows) + 1]] <<-
  data.frame(dataset, measure, method, quantity, row = seq_along(value), value = as.numeric(value))
pool <- function(dataset, measure, d, back = NULL, targs = NULL) {
  say(dataset, measure, "", "yi", d$yi); say(dataset, measure, "", "vi", d$vi)
  for (m in c("REML", "DL", "FE")) for (t in c("z", "knha")) {
    if (m == "FE" && t == "knha") next
    x <- fit(d$yi, d$vi, if (m == "FE") "EE" else m, t)
    name <- paste(m, t)
    say(dataset, measure, name, "estimate", x$beta[1]); say(dataset, measure, name, "ci_low", x$ci.lb)
    say(dataset, measure, name, "ci_high", x$ci.ub); say(dataset, measure, name, "tau2", x$tau2)
    if (!is.null(back)) {
      p <- if (is.null(targs)) predict(x, transf = back) else predict(x, transf = back, targs = targs)
      say(dataset, measure, name, "natural", c(p$pred, p$ci.lb, p$ci.ub))
    }
  }
}
n <- dat.normand1999
put("normand1999", study = as.character(n$source), mean_intervention = n$m1i, sd_intervention = n$sd1i,
  n_intervention = n$n1i, mean_control = n$m2i, sd_control = n$sd2i, n_control = n$n2i)
for (m in c("MD", "SMD")) pool("normand1999", m, escalc(m, m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i,
  n2i = n2i, data = n))
put("normand1999_single", study = as.character(n$source), mean = n$m1i, sd = n$sd1i, n = n$n1i)
pool("normand1999_single", "MN", escalc("MN", mi = m1i, sdi = sd1i, ni = n1i, data = n))
pool("normand1999_single", "MNLN", escalc("MNLN", mi = m1i, sdi = sd1i, ni = n1i, data = n), exp)
h <- dat.hart1999
put("hart1999", study = as.character(h$study), events_intervention = h$x1i, time_intervention = h$t1i,
  events_control = h$x2i, time_control = h$t2i)
pool("hart1999", "IRR", escalc("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = h), exp)
w <- dat.nielweise2008
put("nielweise2008", study = as.character(w$authors), events_intervention = w$x1i, time_intervention = w$t1i,
  events_control = w$x2i, time_control = w$t2i)
pool("nielweise2008", "IRR", escalc("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = w), exp)
for (name in "pritz1997") {
  d <- dat.pritz1997
  put(name, study = as.character(d$authors), events = d$xi, n = d$ni)
  for (m in c("PR", "PLN", "PLO")) pool(name, m, escalc(m, xi = xi, ni = ni, data = d),
    list(PR = NULL, PLN = exp, PLO = transf.ilogit)[[m]])
  pool(name, "PFT", escalc("PFT", xi = xi, ni = ni, data = d), transf.ipft.hm, list(ni = d$ni))
}
y <- dat.yusuf1985[dat.yusuf1985$table == "6", ]; y <- y[complete.cases(y[, 3:6]), ]
e <- with(y, { t <- ai + ci; N <- n1i + n2i; data.frame(study = as.character(trial), observed_minus_expected = ai - t * n1i / N,
  variance = t * (N - t) * (n1i / N) * (n2i / N) / (N - 1)) })
e <- e[e$variance > 0, ]
put("yusuf1985_6", e)
pool("yusuf1985_6", "HR", data.frame(yi = e$observed_minus_expected / e$variance, vi = 1 / e$variance), exp)
g <- dat.nielweise2007
put("nielweise2007", study = as.character(g$author), events_intervention = g$ai, n_intervention = g$n1i,
  events_control = g$ci, n_control = g$n2i)
x <- rma.glmm(measure = "OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = g, model = "UM.FS", nAGQ = 25)
for (q in c("estimate", "ci_low", "ci_high", "tau2")) say("nielweise2007", "OR", "GLMM z", q,
  list(estimate = x$beta[1], ci_low = x$ci.lb, ci_high = x$ci.ub, tau2 = x$tau2)[[q]])
all <- unique(unlist(lapply(inputs, names)))
fill <- function(d) { for (k in setdiff(all, names(d))) d[[k]] <- NA; d[all] }
write.csv(do.call(rbind, lapply(inputs, fill)), "metafor_kinds_inputs.csv", row.names = FALSE, na = "", fileEncoding = "UTF-8")
write.csv(do.call(rbind, rows), "metafor_kinds.csv", row.names = FALSE, na = "", fileEncoding = "UTF-8")
