# Difference in differences of stacked cohorts, as JSON: the oracle for compendium.outcomes.effects
# difference_in_differences, event_study, pre_trend and before_after. Needs the R packages
# clubSandwich and jsonlite.
#   Rscript differencing.R   reads differencing.csv beside it: invented people, week by week
suppressPackageStartupMessages(library(clubSandwich))

wide <- read.csv("differencing.csv", check.names = FALSE)
weeks <- -12:3
reference <- rowMeans(wide[paste0("w", -12:-4)])
lot <- wide$arm == "intervention"
cell <- interaction(wide$quarter, lot, drop = TRUE)
shares <- table(wide$quarter[lot]) / sum(lot)

# Every person has a row a time; the regression is saturated in cohort, arm and time. The contrast
# of a time is that of its mean from the reference, arm by arm, weighted by the participants.
stacked <- function(columns) {
  times <- seq_len(ncol(columns))
  data.frame(id = rep(wide$participant_id, length(times)),
             cell = rep(cell, length(times)),
             time = factor(rep(times, each = nrow(wide))),
             y = unlist(columns, use.names = FALSE))
}
contrasts_of <- function(columns, against) {
  data <- stacked(columns)
  fit <- lm(y ~ 0 + cell:time, data = data)
  covariance <- as.matrix(vcovCR(fit, cluster = data$id, type = "CR2"))
  names <- names(coef(fit))
  rows <- t(sapply(setdiff(seq_len(ncol(columns)), against), function(time) {
    row <- setNames(numeric(length(names)), names)
    for (quarter in names(shares)) for (arm in c(TRUE, FALSE)) for (at in c(time, against)) {
      name <- paste0("cell", quarter, ".", arm, ":time", at)
      row[name] <- row[name] + shares[[quarter]] * (if (arm) 1 else -1) * (if (at == time) 1 else -1)
    }
    row
  }))
  list(value = as.vector(rows %*% coef(fit)), covariance = rows %*% covariance %*% t(rows))
}
of_time <- function(columns) {
  found <- contrasts_of(cbind(reference, columns), 1)
  list(value = found$value, error = sqrt(diag(found$covariance)))
}
mean_of <- function(first, last) rowMeans(wide[paste0("w", first:last)])
blocks <- cbind(mean_of(-12, -9), mean_of(-8, -5), mean_of(-4, -4), mean_of(-3, -1),
                mean_of(0, 3))

thirds <- cbind(mean_of(-12, -10), mean_of(-9, -7), mean_of(-6, -4))
level <- contrasts_of(as.data.frame(thirds), 3)
statistic <- as.numeric(t(level$value) %*% solve(level$covariance, level$value))
years <- c(-6, -3) / 52
far <- uniroot(function(l) pchisq(qchisq(0.95, 2), 2, ncp = l, lower.tail = FALSE) - 0.8,
               c(1, 50), tol = 1e-12)$root
slope <- sqrt(far / as.numeric(t(years) %*% solve(level$covariance, years)))

change <- (wide$w3 - reference)[lot]
cat(jsonlite::toJSON(list(
  R = as.character(getRversion()),
  clubSandwich = as.character(packageVersion("clubSandwich")),
  difference = of_time(as.data.frame(wide$w3)),
  weeks = of_time(wide[paste0("w", weeks)]),
  blocks = of_time(as.data.frame(blocks)),
  level = list(statistic = statistic, degrees = 2,
               p = pchisq(statistic, 2, lower.tail = FALSE),
               missed = slope * (3 - mean(-12:-4)) / 52),
  change = c(mean(change), sd(change) / sqrt(length(change)))
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
