# Expected values of single calls. Run: Rscript tests/stats/oracle/other.R
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
digits <- function(x) {
  x <- as.numeric(x)
  ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
}
p <- c(0.0001, 0.018, 0.0004, 0.212, 0.397, 0.047, 0.0009, 0.887, 0.12, 0.055)
wilson <- function(x, n, level) prop.test(x, n, conf.level = level, correct = FALSE)$conf.int
values <- c(
  setNames(p.adjust(p, "bonferroni"), paste0("bonferroni_", seq_along(p))),
  setNames(p.adjust(p, "holm"), paste0("holm_", seq_along(p))),
  setNames(p.adjust(p, "BH"), paste0("bh_", seq_along(p))),
  wilson_23_30_low = wilson(23, 30, 0.95)[1], wilson_23_30_high = wilson(23, 30, 0.95)[2],
  wilson_0_30_high = wilson(0, 30, 0.95)[2], wilson_30_30_low = wilson(30, 30, 0.95)[1],
  wilson_65_202_low = wilson(65, 202, 0.99)[1], wilson_65_202_high = wilson(65, 202, 0.99)[2],
  fisher_20_24_45_178 = fisher.test(matrix(c(20, 4, 45, 133), 2))$p.value,
  power_t_needed = power.t.test(delta = 0.3, sd = 0.75, power = 0.8, sig.level = 0.05 / 3)$n
)
out <- file.path(here, "other.csv")
writeLines(paste0("# ", R.version.string, "; p.adjust; prop.test(correct=FALSE); fisher.test; power.t.test"), out)
suppressWarnings(write.table(data.frame(name = names(values), value = digits(values)), out, append = TRUE, sep = ",",
  row.names = FALSE, quote = FALSE))
