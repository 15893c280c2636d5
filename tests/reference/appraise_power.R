# Run: Rscript tests/reference/appraise_power.R > tests/reference/appraise_power.csv
# Sample sizes of a trial with two arms, from R's own stats::power.prop.test (two-sided, no continuity correction).
cat("control_risk,relative_effect,alpha,power,n_both_arms\n")
for (p in c(0.05, 0.20, 0.3694779, 0.2435607, 0.60)) for (e in c(-0.25, 0.25, -0.10)) for (b in c(0.80, 0.90)) {
  n <- power.prop.test(p1 = p, p2 = p * (1 + e), sig.level = 0.05, power = b, tol = 1e-12)$n
  cat(sprintf("%.7f,%.2f,0.05,%.2f,%.10f\n", p, e, b, 2 * n))
}
