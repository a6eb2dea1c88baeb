# Cumulative incidences with competing events, and the areas under them, as JSON: the oracle for
# compendium.outcomes.cumulative_incidence and restricted_mean. Needs the R packages survival and
# jsonlite.
#   Rscript incidence.R      reads incidence.csv beside it: invented participants of two arms
# The standard error of an area is worked out from survfit's influence: the one that survival 3.5
# prints recycles its weights where somebody has an event in week 0.
suppressPackageStartupMessages(library(survival))

people <- read.csv("incidence.csv")
people$event <- factor(people$event, c("censored", "job", "dead", "pension"))
weeks <- c(0, 4, 13, 26)
until <- 26

of_arm <- function(arm) {
  members <- people[people$arm == arm, ]
  fit <- survfit(Surv(weeks, event) ~ 1, data = members, conf.type = "log-log", influence = TRUE)
  at <- summary(fit, times = weeks)
  widths <- diff(c(pmin(fit$time, until), until))
  of_event <- function(event) {
    place <- match(event, fit$states)
    area <- fit$influence.pstate[, -1, place] %*% widths
    list(
      value = at$pstate[, place], error = at$std.err[, place],
      low = at$lower[, place], high = at$upper[, place],
      mean = suppressWarnings(summary(fit, rmean = until)$table)[event, "rmean"],
      mean_error = sqrt(sum(area^2))
    )
  }
  events <- levels(people$event)[-1]
  c(list(at_risk = sapply(weeks, function(week) sum(members$weeks >= week))),
    sapply(events, of_event, simplify = FALSE))
}
arms <- c("intervention", "comparison")
cat(jsonlite::toJSON(c(
  list(R = as.character(getRversion()), survival = as.character(packageVersion("survival")),
       weeks = weeks, until = until),
  sapply(arms, of_arm, simplify = FALSE)
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
