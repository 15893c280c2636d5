# Called by meta_speed.py: Rscript meta_speed.R FOLDER whole|part
suppressPackageStartupMessages(library(metafor))
given <- commandArgs(TRUE)
cpu <- function(expr) { t <- system.time(expr); unname(t[1] + t[2]) }
full <- function(y, v) {
  r <- rma(y, v, method = "REML", test = "knha"); p <- predict(r); l <- leave1out(r)
  e <- regtest(r, model = "lm", predictor = "sei")
}
say <- function(task, seconds) cat(task, "\t", format(seconds, digits = 10, scientific = FALSE), "\n", sep = "")
read <- function(name) as.matrix(read.csv(file.path(given[1], paste0(name, ".csv")), header = FALSE))

d <- read("10"); full(d[, 1], d[, 2])
say("full analysis, k = 10", cpu(for (i in 1:10) full(d[, 1], d[, 2])) / 10)
d <- read("100")
say("full analysis, k = 100", cpu(full(d[, 1], d[, 2])))
d <- read("1000")
if (given[2] == "whole") {
  say("full analysis, k = 1000", cpu(full(d[, 1], d[, 2])))
} else {
  once <- cpu({ r <- rma(d[, 1], d[, 2], method = "REML", test = "knha"); p <- predict(r)
    e <- regtest(r, model = "lm", predictor = "sei") })
  ten <- cpu(for (i in 1:10) rma(d[-i, 1], d[-i, 2], method = "REML", test = "knha"))
  say("full analysis, k = 1000", once + ten * 100)
}
d <- read("many"); k <- nrow(d) / 2; n <- ncol(d)
lost <- 0  # data sets on which Fisher scoring does not converge with metafor's defaults
one <- function(i) {
  r <- try(rma(d[seq_len(k), i], d[k + seq_len(k), i], method = "REML", test = "knha"), silent = TRUE)
  if (inherits(r, "try-error")) lost <<- lost + 1
}
say(paste(n, "REML analyses, k =", k), cpu(for (i in seq_len(n)) one(i)))
say("metafor without an answer", lost)
