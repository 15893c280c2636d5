# Risk ratios of a small made-up review, pooled by metafor: REML, Hartung-Knapp with its factor not under 1, and the
# other choices that review.toml may make. Rscript tests/reference/metafor_rr.R, from the project's folder.
suppressPackageStartupMessages(library(metafor))
d <- read.csv("tests/reference/metafor_rr_inputs.csv")
rules <- list(only0 = c(0.5, "only0"), all = c(0.5, "all"))
rows <- NULL
for (measure in c("OR", "RR")) for (zero in names(rules)) {
  es <- escalc(measure = measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, add = 1/2, to = zero)
  for (method in c("FE", "DL", "HE", "REML", "ML", "PM")) for (test in c("z", "knha", "adhoc")) {
    fit <- rma(yi, vi, data = es, method = method, test = test,
               control = list(tol = 1e-12, threshold = 1e-12, maxiter = 1000))
    interval <- c(z = "wald", knha = "hk", adhoc = "hk-conservative")[[test]]
    rows <- rbind(rows, data.frame(measure, zero, method, ci_method = interval, estimate = exp(fit$b[1]),
      ci_low = exp(fit$ci.lb), ci_high = exp(fit$ci.ub), tau2 = fit$tau2))
  }
}
options(digits = 15)
write.csv(rows, "tests/reference/metafor_rr.csv", row.names = FALSE, quote = FALSE)
