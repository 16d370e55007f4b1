# Expected values for two independent samples. Run: Rscript tests/stats/oracle/ranks.R
# Each column is one call; R and the packages are named in the first line of what is written.
suppressPackageStartupMessages({library(coin); library(pROC)})

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
tables <- read.csv(file.path(here, "tables.csv"), colClasses = "character")
numbers <- function(text) as.numeric(strsplit(text, " ")[[1]])
digits <- function(x) {
  x <- as.numeric(x)
  ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
}
or_blank <- function(call) tryCatch(call, error = function(e) NA_real_, warning = function(w) NA_real_)

one <- function(row) {
  a <- numbers(row[["first"]]); b <- numbers(row[["second"]])
  x <- rep(seq_along(a), a); y <- rep(seq_along(b), b)
  value <- c(x, y); group <- factor(rep(c("first", "second"), c(length(x), length(y))))
  quiet <- function(...) suppressWarnings(wilcox.test(x, y, exact = FALSE, ...))
  asymptotic <- wilcox_test(value ~ group, distribution = "asymptotic")
  curve <- roc(group, value, levels = c("first", "second"), direction = "<", quiet = TRUE)
  welch <- t.test(y, x, conf.level = 0.95)
  welch_corrected <- t.test(y, x, conf.level = 1 - 0.05 / 3)
  data.frame(
    id = row[["id"]],
    w = digits(quiet(correct = FALSE)$statistic),
    p = digits(quiet(correct = FALSE)$p.value),
    p_continuity = digits(quiet(correct = TRUE)$p.value),
    z = digits(-statistic(asymptotic, type = "standardized")),
    p_exact = digits(pvalue(wilcox_test(value ~ group, distribution = "exact"))),
    auc = digits(as.numeric(curve$auc)),
    se = digits(sqrt(var(curve, method = "delong"))),
    welch_low = digits(welch$conf.int[1]), welch_high = digits(welch$conf.int[2]),
    corrected_low = digits(welch_corrected$conf.int[1]), corrected_high = digits(welch_corrected$conf.int[2]),
    student_low = digits(or_blank(t.test(x)$conf.int[1])), student_high = digits(or_blank(t.test(x)$conf.int[2])),
    sd_first = digits(sd(x)),
    shapiro_w = digits(or_blank(shapiro.test(x)$statistic)), shapiro_p = digits(or_blank(shapiro.test(x)$p.value))
  )
}

result <- do.call(rbind, apply(tables, 1, one))
out <- file.path(here, "ranks.csv")
versions <- sapply(c("coin", "pROC"), function(p) paste(p, packageVersion(p)))
calls <- paste(
  "wilcox.test(exact=FALSE; correct=FALSE and TRUE); coin::wilcox_test(distribution=asymptotic and exact)",
  "pROC::roc + var(method=delong); t.test; shapiro.test", sep = "; ")
writeLines(paste0("# ", R.version.string, "; ", paste(versions, collapse = ", "), "; ", calls), out)
suppressWarnings(write.table(result, out, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE, na = ""))
