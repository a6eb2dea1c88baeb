# Imputations and their pooling, as JSON: the oracle for compendium.outcomes.effects.imputed and
# pool. Needs the R packages mice and jsonlite.
#   Rscript imputing.R      reads weighting.csv beside it, in which gaps are made by the row's number
suppressPackageStartupMessages(library(mice))
scalar <- function(values, errors, ...) {
  found <- pool.scalar(values, errors^2, ...)
  c(value = found$qbar, error = sqrt(found$t), freedom = found$df, increase = found$r,
    missing = found$fmi)
}
values <- c(0.093, 0.110, 0.087, 0.101, 0.098); errors <- c(0.031, 0.030, 0.033, 0.029, 0.032)

people <- read.csv("weighting.csv")
row <- seq_len(nrow(people))
gaps <- people[, c("sex", "age", "readiness", "risk_debt", "job_before", "job")]
gaps$lot <- as.numeric(people$arm == "intervention")
gaps$age[row %% 4 == 1] <- NA
# At random, and not completely: those who have worked before are asked less often.
gaps$risk_debt[row %% 3 == 2 & gaps$job_before > 0] <- NA
gaps$readiness[row %% 5 == 3] <- NA
gaps$sex <- factor(gaps$sex); gaps$readiness <- factor(gaps$readiness)
gaps$risk_debt <- factor(gaps$risk_debt)
times <- 50
drawn <- mice(gaps, m = times, maxit = 5, seed = 1, printFlag = FALSE, method = c(
  sex = "", age = "norm", readiness = "polyreg", risk_debt = "logreg", job_before = "", job = "",
  lot = ""
))
# What each imputation says: of those in whom it was missing, and of its relation to the endpoint.
told <- sapply(seq_len(times), function(place) {
  whole <- complete(drawn, place)
  new <- function(name) whole[[name]][is.na(gaps[[name]])]
  fit <- lm(job ~ sex + age + readiness + as.numeric(risk_debt == 1) + job_before + lot, whole)
  c(age = mean(new("age")), spread = sd(new("age")), debt = mean(new("risk_debt") == 1),
    education = mean(new("readiness") == "education"), job = mean(new("readiness") == "job"),
    by_age = coef(fit)[["age"]], by_debt = coef(fit)[[6]], by_ready = coef(fit)[["readinessjob"]])
})
cat(jsonlite::toJSON(list(
  R = as.character(getRversion()), mice = as.character(packageVersion("mice")),
  endless = as.list(scalar(values, errors, n = Inf, rule = "rubin1987")),
  few = as.list(scalar(values, errors, n = 40, k = 1, rule = "rubin1987")),
  mean = as.list(rowMeans(told)), deviation = as.list(apply(told, 1, sd)), times = times
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
