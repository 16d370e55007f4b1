# Expected values for two independent samples. Run: Rscript tests/stats/oracle/ranks.R
# Each column is one call; R and the packages are named in the first line of what is written.
suppressPackageStartupMessages({library(coin); library(pROC); library(ordinal)})

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

odds <- function(row) {
  a <- numbers(row[["first"]]); b <- numbers(row[["second"]])
  used <- a + b > 0
  if (sum(used) < 3) return(NULL)
  frame <- data.frame(
    answer = ordered(rep(rep(seq_along(a), 2), c(a, b))),
    group = factor(rep(c("first", "second"), c(sum(a), sum(b))))
  )
  tight <- clm.control(gradTol = 1e-12, maxIter = 500L)
  fit <- clm(answer ~ group, data = frame, control = tight)
  if (fit$convergence$code != 0 || max(abs(coef(fit))) > 12) return(NULL)
  null <- clm(answer ~ 1, data = frame, control = tight)
  counts <- rbind(a, b)
  shares <- counts / rowSums(counts)
  saturated <- sum(ifelse(counts > 0, counts * log(shares), 0))
  lack <- 2 * (saturated - as.numeric(logLik(fit)))
  data.frame(
    id = row[["id"]],
    log_odds = digits(coef(fit)[["groupsecond"]]),
    se = digits(coef(summary(fit))["groupsecond", "Std. Error"]),
    p_wald = digits(coef(summary(fit))["groupsecond", "Pr(>|z|)"]),
    p_ratio = digits(pchisq(2 * (as.numeric(logLik(fit)) - as.numeric(logLik(null))), 1, lower.tail = FALSE)),
    lack_of_fit = digits(lack),
    p_proportional = digits(pchisq(lack, sum(used) - 2, lower.tail = FALSE)),
    lack_of_fit_clm = digits(or_blank(2 * (as.numeric(logLik(
      clm(answer ~ 1, nominal = ~ group, data = frame, control = tight))) - as.numeric(logLik(fit)))))
  )
}

save <- function(function_of_row, file, calls) {
  result <- do.call(rbind, apply(tables, 1, function_of_row))
  out <- file.path(here, file)
  versions <- sapply(c("coin", "pROC", "ordinal"), function(p) paste(p, packageVersion(p)))
  writeLines(paste0("# ", R.version.string, "; ", paste(versions, collapse = ", "), "; ", calls), out)
  suppressWarnings(write.table(result, out, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE, na = ""))
}

save(one, "ranks.csv", paste(
  "wilcox.test(exact=FALSE; correct=FALSE and TRUE); coin::wilcox_test(distribution=asymptotic and exact)",
  "pROC::roc + var(method=delong); t.test; shapiro.test", sep = "; "))
save(odds, "odds.csv", "ordinal::clm(answer ~ group, link=logit) and with nominal = ~ group; saturated likelihood by hand")
