# Reference numbers for tests/local, made with base R 4.2.2 and survival 3.5-3:
#   Rscript tests/reference/local_reference.R
# Writes local_*.csv beside itself. aml and veteran come with R's survival package (Miller 1981; Kalbfleisch and
# Prentice 1980), and are public.
library(survival)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
save <- function(x, name) write.csv(format(x, digits = 15, trim = TRUE), file.path(here, paste0("local_", name, ".csv")), row.names = FALSE, quote = FALSE)

# Ten tables: events and people in two groups.
tables <- data.frame(
  a  = c(3, 6, 0, 10, 1, 7, 12, 16, 5, 25), n1 = c(15, 15, 15, 10, 20, 18, 30, 26, 40, 60),
  c  = c(9, 11, 4, 0, 1, 14, 20, 10, 15, 31), n2 = c(15, 15, 15, 10, 20, 22, 30, 26, 38, 60))
# fisher.test finds its limits to about 1e-4 only (uniroot's default), so its own equations (stats:::fisher.test) are
# solved again here, tighter; its own limits are kept beside them.
conditional <- function(x, m, n, k) {
  lo <- max(0, k - n); hi <- min(k, m); s <- lo:hi
  logdc <- dhyper(s, m, n, k, log = TRUE)
  d <- function(ncp) { d <- logdc + log(ncp) * s; d <- exp(d - max(d)); d / sum(d) }
  upto <- function(ncp, mid) sum(d(ncp)[s <= x]) - mid * d(ncp)[s == x]
  from <- function(ncp, mid) sum(d(ncp)[s >= x]) - mid * d(ncp)[s == x]
  solve <- function(f) exp(uniroot(function(l) f(exp(l)), c(-40, 40), tol = 1e-14)$root)
  limits <- function(mid) c(if (x == lo) 0 else solve(function(p) from(p, mid) - 0.025),
                            if (x == hi) Inf else solve(function(p) upto(p, mid) - 0.025))
  p0 <- d(1); own <- p0[s == x]
  est <- if (x == lo) 0 else if (x == hi) Inf else solve(function(p) sum(s * d(p)) - x)
  list(est = est, exact = limits(0), mid = limits(0.5),
       pmid = sum(p0[p0 < own * (1 - 1e-7)]) + sum(p0[abs(p0 - own) <= own * 1e-7]) / 2)
}
rows <- lapply(seq_len(nrow(tables)), function(i) with(tables[i, ], {
  f <- fisher.test(matrix(c(a, n1 - a, c, n2 - c), 2))
  g <- conditional(a, n1, n2, a + c)
  # Firth: half a person more in each cell; the profile of that likelihood, by logistic regression with an offset.
  y <- c(1, 0, 1, 0); w <- c(a, n1 - a, c, n2 - c) + 0.5; x <- c(1, 1, 0, 0)
  fit <- function(b) suppressWarnings(glm(y ~ 1, offset = b * x, weights = w, family = binomial, control = list(epsilon = 1e-14, maxit = 100)))$deviance
  best <- log(w[1] * w[4] / (w[2] * w[3])); least <- fit(best)
  beyond <- function(b) fit(b) - least - qchisq(0.95, 1)
  firth <- exp(c(uniroot(beyond, c(best - 12, best), tol = 1e-12)$root, uniroot(beyond, c(best, best + 12), tol = 1e-12)$root))
  p1 <- prop.test(a, n1)$conf.int; p0 <- prop.test(a, n1, correct = FALSE)$conf.int; cp <- binom.test(a, n1)$conf.int
  data.frame(a, n1, c, n2, fisher_p = f$p.value, fisher_low = f$conf.int[1], fisher_high = f$conf.int[2],
    estimate = g$est, low = g$exact[1], high = g$exact[2], mid_low = g$mid[1], mid_high = g$mid[2], mid_p = g$pmid,
    firth = exp(best), firth_low = firth[1], firth_high = firth[2],
    wilson_low = p0[1], wilson_high = p0[2], corrected_low = p1[1], corrected_high = p1[2], cp_low = cp[1], cp_high = cp[2])
}))
save(do.call(rbind, rows), "tables")

# Ten tables of matched pairs.
pairs <- data.frame(b = c(1, 3, 0, 5, 8, 2, 10, 12, 4, 6), c = c(6, 9, 5, 5, 3, 1, 4, 0, 11, 15), both = c(4, 5, 6, 3, 8, 2, 9, 10, 7, 12), neither = c(9, 13, 9, 7, 11, 5, 7, 8, 18, 27))
rows <- lapply(seq_len(nrow(pairs)), function(i) with(pairs[i, ], {
  m <- suppressWarnings(mcnemar.test(matrix(c(both, b, c, neither), 2)))
  e <- binom.test(b, b + c)
  n <- both + b + c + neither
  d <- data.frame(set = rep(seq_len(n), each = 2), service = rep(1:0, n),
    event = c(rep(c(1, 1), both), rep(c(1, 0), b), rep(c(0, 1), c), rep(c(0, 0), neither)))
  fit <- if (b > 0 && c > 0) unname(coef(clogit(event ~ service + strata(set), d, control = coxph.control(eps = 1e-13)))) else NA
  data.frame(b, c, both, neither, chi2 = unname(m$statistic), p = m$p.value, exact_p = e$p.value, clogit = fit,
    odds_low = e$conf.int[1] / (1 - e$conf.int[1]), odds_high = e$conf.int[2] / (1 - e$conf.int[2]))
}))
save(do.call(rbind, rows), "pairs")

# Strata: exact conditional p value of mantelhaen.test for sets with two matches each and for two strata.
strata <- array(c(2, 8, 6, 5, 1, 9, 7, 4), c(2, 2, 2))
m <- mantelhaen.test(strata, exact = TRUE)
save(data.frame(p = m$p.value, estimate = unname(m$estimate)), "strata")

# Two public survival sets, each in two groups.
veteran$arm <- veteran$trt == 2; aml$arm <- aml$x == "Maintained"
curves <- list(); tests <- list(); data <- list()
for (name in c("aml", "veteran")) {
  d <- get(name)
  data[[name]] <- data.frame(set = name, time = d$time, event = d$status, arm = as.integer(d$arm))
  for (arm in 0:1) {
    s <- summary(survfit(Surv(time, status) ~ 1, d[d$arm == arm, ]))
    curves[[paste(name, arm)]] <- data.frame(set = name, arm, time = s$time, at_risk = s$n.risk, events = s$n.event, survival = s$surv, standard_error = s$std.err)
  }
  t <- survdiff(Surv(time, status) ~ arm, d)
  tests[[name]] <- data.frame(set = name, chi2 = t$chisq, p = pchisq(t$chisq, 1, lower.tail = FALSE))
}
save(do.call(rbind, curves), "curves"); save(do.call(rbind, tests), "logrank"); save(do.call(rbind, data), "survival")
