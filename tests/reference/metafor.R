# Reference results of R metafor, for the tests beside it. Run in this folder: Rscript metafor.R
# Needs metafor (with metadat), lme4, clubSandwich and robumeta. Data: the published data sets that metadat holds
# (bcg, linde2005, li2007, yusuf1985, gibson2002, hackshaw1998, raudenbush1985, konstantopoulos2011).
suppressPackageStartupMessages({library(metafor); library(clubSandwich); library(robumeta)})
options(digits = 17, warn = -1)

# ---- inputs -------------------------------------------------------------------------------------------------
counts <- function(name, d, study, ...) data.frame(dataset = name, study = as.character(study),
  events_intervention = as.numeric(d$ai), n_intervention = as.numeric(d$n1i), events_control = as.numeric(d$ci),
  n_control = as.numeric(d$n2i), ...)
bcg <- transform(dat.bcg, ai = tpos, n1i = tpos + tneg, ci = cpos, n2i = cpos + cneg)
whole <- function(d) d[complete.cases(d[, 3:6]), ]
binary <- list(counts("bcg", bcg, bcg$author, year = bcg$year, latitude = bcg$ablat, allocation = bcg$alloc))
binary[["linde2005"]] <- counts("linde2005", dat.linde2005, dat.linde2005$study)
binary[["li2007"]] <- counts("li2007", dat.li2007, dat.li2007$study)
for (t in c("6", "9", "10", "11", "12a", "12b")) {
  d <- dat.yusuf1985[dat.yusuf1985$table == t, ]
  binary[[t]] <- counts(paste0("yusuf1985_", t), d, d$trial)
}
g <- transform(dat.gibson2002[!is.na(dat.gibson2002$ai), ], n1i = ai + bi, n2i = ci + di)
binary[["gibson"]] <- counts("gibson2002_events", g, g$author)
fill <- function(d, names) { for (n in setdiff(names, names(d))) d[[n]] <- NA; d[names] }
binary <- lapply(binary, whole)  # tables that the data set leaves open
names_ <- c("dataset", "study", "events_intervention", "n_intervention", "events_control", "n_control",
  "mean_intervention", "sd_intervention", "mean_control", "sd_control", "yi", "vi", "cluster", "year", "latitude",
  "allocation")
g <- dat.gibson2002[!is.na(dat.gibson2002$m1i), ]
continuous <- data.frame(dataset = "gibson2002_scores", study = g$author, n_intervention = g$n1i, n_control = g$n2i,
  mean_intervention = g$m1i, sd_intervention = g$sd1i, mean_control = g$m2i, sd_control = g$sd2i)
h <- dat.hackshaw1998; r <- dat.raudenbush1985; k <- dat.konstantopoulos2011
generic <- list(
  data.frame(dataset = "hackshaw1998", study = h$author, yi = h$yi, vi = h$vi, year = h$year, allocation = h$design),
  data.frame(dataset = "raudenbush1985", study = r$author, yi = as.numeric(r$yi), vi = r$vi, year = r$year),
  data.frame(dataset = "konstantopoulos2011", study = k$study, yi = as.numeric(k$yi), vi = k$vi, cluster = k$district))
inputs <- do.call(rbind, lapply(c(binary, list(continuous), generic), fill, names = names_))
write.csv(inputs, "metafor_inputs.csv", row.names = FALSE, na = "", fileEncoding = "UTF-8")

# ---- helpers ------------------------------------------------------------------------------------------------
tight <- list(threshold = 1e-14, maxiter = 100000, tol = 1e-15)
model <- function(y, v, method, test, ...) {
  for (at in c(1e-14, 1e-12, 1e-10)) {
    m <- try(rma(y, v, method = method, test = test, control = modifyList(tight, list(threshold = at)), ...), silent = TRUE)
    if (!inherits(m, "try-error")) return(m)
  }
  stop("no convergence")
}
pooled <- studies <- other <- list()
say <- function(dataset, measure, analysis, ...) {
  v <- list(...)
  other[[length(other) + 1]] <<- data.frame(dataset = dataset, measure = measure, analysis = analysis,
    quantity = names(v), value = as.numeric(unlist(v)))
}
methods <- c(FE = "EE", DL = "DL", HE = "HE", REML = "REML", ML = "ML", PM = "PM")
tests <- c(wald = "z", hk = "knha", "hk-conservative" = "adhoc")
everything <- function(dataset, measure, zero, y, v) {
  for (m in names(methods)) for (ci in names(tests)) {
    x <- model(y, v, methods[[m]], tests[[ci]]); p <- predict(x); s <- if (m == "FE") NA else sqrt(x$se^2 + x$tau2)
    far <- qt(.975, x$k - 2)
    q <- if (m == "REML") confint(x, control = list(tol = 1e-15))$random[1, 2:3] else c(NA, NA)
    pooled[[length(pooled) + 1]] <<- data.frame(dataset, measure, zero, method = m, ci, k = x$k, estimate = x$beta[1],
      se = x$se, statistic = x$zval, p = x$pval, ci_low = x$ci.lb, ci_high = x$ci.ub, tau2 = x$tau2,
      tau2_ci_low = q[1], tau2_ci_high = q[2], i2 = x$I2, h2 = x$H2, q = x$QE, q_p = x$QEp,
      pi_low = if (m == "FE") NA else p$pi.lb, pi_high = if (m == "FE") NA else p$pi.ub,
      pi_low_km2 = x$beta[1] - far * s, pi_high_km2 = x$beta[1] + far * s, row.names = NULL)
  }
}
deeper <- function(dataset, measure, y, v) {
  x <- model(y, v, "REML", "z"); l <- leave1out(x); i <- influence(x)$inf; n <- length(y)
  studies[[length(studies) + 1]] <<- data.frame(dataset, measure, row = seq_len(n), weight = as.numeric(weights(x)),
    loo_estimate = l$estimate, loo_ci_low = l$ci.lb, loo_tau2 = l$tau2, loo_i2 = l$I2, loo_q = l$Q,
    rstudent = i$rstudent, dffits = i$dffits, cook = i$cook.d, cov_ratio = i$cov.r, hat = i$hat)
  e <- regtest(x, model = "lm", predictor = "sei"); b <- ranktest(x)
  say(dataset, measure, "egger", statistic = e$zval, p = e$pval, df = e$ddf)
  say(dataset, measure, "begg", estimate = b$tau, p = b$pval)
  for (m in c("REML", "DL", "FE")) {
    f <- try(trimfill(model(y, v, methods[[m]], "z"), control = tight), silent = TRUE)
    if (!inherits(f, "try-error")) say(dataset, measure, paste0("trim_and_fill_", m), k0 = f$k0, right = f$side == "right",
      estimate = f$beta[1], ci_low = f$ci.lb, tau2 = f$tau2)
  }
}

# ---- two by two tables --------------------------------------------------------------------------------------
for (d in binary) {
  a <- d$events_intervention; n1 <- d$n_intervention; cc <- d$events_control; n2 <- d$n_control; name <- d$dataset[1]
  for (m in c("OR", "RR", "RD", "PETO")) for (z in c("only0", "all")) {
    if (m == "PETO" && z == "all") next
    e <- escalc(m, ai = a, n1i = n1, ci = cc, n2i = n2, add = 1/2, to = if (m == "PETO") "none" else z,
      drop00 = m != "RD")
    e <- e[!is.na(e$yi) & !is.na(e$vi), ]
    everything(name, m, z, as.numeric(e$yi), e$vi)
    if (z == "only0" && m %in% c("OR", "RD")) deeper(name, m, as.numeric(e$yi), e$vi)
  }
  for (m in c("OR", "RR", "RD")) {
    x <- rma.mh(measure = m, ai = a, n1i = n1, ci = cc, n2i = n2, drop00 = c(TRUE, m != "RD"))
    say(name, m, "MH", k = x$k, estimate = x$beta[1], se = x$se, p = x$pval, ci_low = x$ci.lb, ci_high = x$ci.ub, q = x$QE,
      q_p = x$QEp, i2 = x$I2, h2 = x$H2)
  }
  x <- rma.peto(ai = a, n1i = n1, ci = cc, n2i = n2)
  say(name, "PETO", "PETO", estimate = x$beta[1], se = x$se, p = x$pval, q = x$QE, i2 = x$I2)
  e <- escalc("OR", ai = a, n1i = n1, ci = cc, n2i = n2, add = 1/2, to = "only0", drop00 = TRUE)
  ok <- !is.na(e$yi); ev <- (a + cc)[ok]; n <- (n1 + n2)[ok]
  s <- summary(lm(e$yi[ok] ~ I(1 / n), weights = 1 / (1 / ev + 1 / (n - ev))))$coefficients[2, ]
  say(name, "OR", "peters", estimate = s[1], statistic = s[3], p = s[4])
  # As doubles: the products overflow R's integers, which turns tables into missing ones without a word.
  z <- a - n1 * (a + cc) / (n1 + n2); n <- n1 + n2
  v <- n1 * n2 * (a + cc) * (n - a - cc) / (n^2 * (n - 1)); ok <- v > 0
  s <- summary(lm(I(z / v)[ok] ~ I(1 / sqrt(v))[ok], weights = v[ok]))$coefficients[2, ]
  say(name, "OR", "harbord", estimate = s[1], statistic = s[3], p = s[4])
  x <- try(rma.glmm(measure = "OR", ai = a, n1i = n1, ci = cc, n2i = n2, model = "UM.FS", nAGQ = 15), silent = TRUE)
  if (!inherits(x, "try-error")) say(name, "OR", "GLMM_UM.FS", estimate = x$beta[1], se = x$se, tau2 = x$tau2)
}
# ---- means, effects as they are -----------------------------------------------------------------------------
d <- continuous
for (m in c("MD", "SMD")) {
  e <- escalc(m, m1i = d$mean_intervention, sd1i = d$sd_intervention, n1i = d$n_intervention, m2i = d$mean_control,
    sd2i = d$sd_control, n2i = d$n_control)
  everything("gibson2002_scores", m, "none", as.numeric(e$yi), e$vi); deeper("gibson2002_scores", m, as.numeric(e$yi), e$vi)
}
for (d in generic[1:2]) { everything(d$dataset[1], "GEN", "none", d$yi, d$vi); deeper(d$dataset[1], "GEN", d$yi, d$vi) }

# ---- moderators, selection, dependence ----------------------------------------------------------------------
e <- escalc("RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = bcg)
forms <- list(latitude = ~ablat, "latitude year" = ~ablat + I(year - 1948), allocation = ~factor(alloc))
for (f in names(forms)) for (m in c("REML", "ML", "DL", "HE", "PM")) for (ci in c("wald", "hk")) {
  x <- model(e$yi, e$vi, m, tests[[ci]], mods = forms[[f]], data = bcg); last <- length(x$beta)
  say("bcg", "RR", paste("regression", f, m, ci, sep = "|"), estimate = x$beta[last], se = x$se[last], p = x$pval[last],
    tau2 = x$tau2, qm = x$QM, qm_p = x$QMp, qe = x$QE, r2 = x$R2)
}
groups <- lapply(split(e, e$alloc), function(s) model(s$yi, s$vi, "REML", "z"))
b <- rma(sapply(groups, function(x) x$beta[1]), sei = sapply(groups, function(x) x$se), method = "EE")
say("bcg", "RR", "subgroups allocation", q_between = b$QE, p = b$QEp)
x <- model(e$yi[1:6], e$vi[1:6], "DL", "knha", mods = ~ablat[1:6], data = bcg)
say("bcg", "RR", "permutation of the first 6 by latitude", p = permutest(x, exact = TRUE, progbar = FALSE)$pval[2])
chosen <- list(list("bcg", "RR", e$yi, e$vi, "less"), list("hackshaw1998", "GEN", h$yi, h$vi, "greater"),
  list("raudenbush1985", "GEN", r$yi, r$vi, "greater"))
for (s in chosen) {
  x <- selmodel(rma(s[[3]], s[[4]], method = "ML", control = list(threshold = 1e-12)), type = "stepfun", steps = .025,
    alternative = s[[5]], control = list(rel.tol = 1e-14))
  say(s[[1]], s[[2]], "selection", estimate = x$beta[1], se = x$se, tau2 = x$tau2, delta = x$delta[2], lr = x$LRT, lr_p = x$LRTp)
}
u <- robu(yi ~ 1, data = data.frame(yi = as.numeric(k$yi), vi = k$vi, district = k$district), var.eff.size = vi,
  studynum = district, rho = .8, modelweights = "CORR", small = TRUE)
say("konstantopoulos2011", "GEN", "correlated effects (robumeta)", estimate = u$reg_table$b.r, se = u$reg_table$SE,
  df = u$reg_table$dfs, p = u$reg_table$prob, ci_low = u$reg_table$CI.L, tau2 = u$mod_info$tau.sq[1])

write.csv(do.call(rbind, pooled), "metafor_pooled.csv", row.names = FALSE, na = "")
write.csv(do.call(rbind, studies), "metafor_studies.csv", row.names = FALSE, na = "")
write.csv(do.call(rbind, other), "metafor_other.csv", row.names = FALSE, na = "")
cat("metafor", as.character(packageVersion("metafor")), "\n")
