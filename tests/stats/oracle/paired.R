# Expected values for matched answers. Run: Rscript tests/stats/oracle/paired.R
# Each pattern is a square table of counts, row by row: rows the first answer, columns the second.
suppressPackageStartupMessages(library(coin))

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
patterns <- c(
  "5 3 1 0 1 12 9 2 0 2 20 8 0 0 1 11",
  "2 1 0 0 3 4 1 0 1 6 7 2 0 0 5 8",
  "0 2 1 0 1 1 1 0 0",
  "10 4 3 9",
  "4 1 0 0 0 0 6 3 1 0 1 2 8 4 1 0 0 3 9 2 0 0 0 2 5"
)
digits <- function(x) {
  x <- as.numeric(x)
  ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
}

one <- function(pattern) {
  counts <- as.numeric(strsplit(pattern, " ")[[1]])
  k <- sqrt(length(counts))
  x <- rep(rep(1:k, each = k), counts); y <- rep(rep(1:k, k), counts)
  quiet <- function(...) suppressWarnings(wilcox.test(y, x, paired = TRUE, exact = FALSE, ...))
  signed <- function(...) wilcoxsign_test(y ~ x, ...)
  welch <- t.test(y, x, paired = TRUE)
  data.frame(
    table = pattern,
    v = digits(quiet(correct = FALSE)$statistic),
    p = digits(quiet(correct = FALSE)$p.value),
    p_continuity = digits(quiet(correct = TRUE)$p.value),
    z = digits(statistic(signed(zero.method = "Wilcoxon"), type = "standardized")),
    p_exact = digits(pvalue(signed(zero.method = "Wilcoxon", distribution = "exact"))),
    correlation = digits(cor(x, y)),
    change = digits(welch$estimate), change_low = digits(welch$conf.int[1]), change_high = digits(welch$conf.int[2])
  )
}

out <- file.path(here, "paired.csv")
writeLines(paste0("# ", R.version.string, "; coin ", packageVersion("coin"),
  "; wilcox.test(y; x; paired=TRUE; exact=FALSE); coin::wilcoxsign_test(zero.method=Wilcoxon); t.test(paired=TRUE)"), out)
suppressWarnings(write.table(do.call(rbind, lapply(patterns, one)), out, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE))
