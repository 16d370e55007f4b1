# Expected values on samples from a population and on saturation. Run: Rscript tests/stats/oracle/samples.R
suppressMessages(library(vegan))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
digits <- function(x) formatC(x, digits = 17, format = "g", width = 1)
samples <- list(
  c("17 5 6 2", "145 99 39 19"), c("6 1 1", "10 10 10"), c("3 3 3", "9 9 9"), c("42 23", "178 24"), c("8 0 0 2", "30 10 5 5"),
  c("1 1", "20 20"), c("12 0 3 1 4", "40 15 9 4 7"), c("0 5", "5 5")
)
numbers <- function(text) as.numeric(strsplit(text, " ")[[1]])
tested <- do.call(rbind, lapply(samples, function(pair) {
  drawn <- numbers(pair[1])
  left <- numbers(pair[2]) - drawn
  exact <- fisher.test(rbind(drawn, left), workspace = 2e7)$p.value
  pearson <- suppressWarnings(chisq.test(rbind(drawn, left), correct = FALSE))
  data.frame(sample = pair[1], population = pair[2], p_exact = digits(exact), chi_square = digits(pearson$statistic),
    p_chi_square = digits(pearson$p.value))
}))
raised <- c(21, 9, 5, 3, 1)
n <- 30
interviews <- sapply(raised, function(k) c(rep(1, k), rep(0, n - k)))
curve <- specaccum(interviews, method = "exact")$richness
out <- file.path(here, "samples.csv")
writeLines(paste0("# ", R.version.string, "; fisher.test(rbind(drawn, left)); chisq.test(correct=FALSE)"), out)
suppressWarnings(write.table(tested, out, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE))
out <- file.path(here, "saturation.csv")
writeLines(paste0("# ", R.version.string, "; vegan ", packageVersion("vegan"), ", specaccum(method=\"exact\"), themes raised by ",
  paste(raised, collapse = " "), " of ", n), out)
suppressWarnings(write.table(data.frame(interviews = seq_along(curve), themes = digits(curve)), out, append = TRUE, sep = ",",
  row.names = FALSE, quote = FALSE))
