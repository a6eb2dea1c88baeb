# Means of two arms, as they stand and adjusted as after a lot, as JSON: the oracle for
# compendium.outcomes.mean_difference and randomised. Needs the R packages sandwich and jsonlite.
#   Rscript arms.R      reads arms.csv beside it: invented participants, with gaps in the covariates
people <- read.csv("arms.csv", na.strings = "")
people$lot <- as.numeric(people$arm == "intervention")
people$reached <- as.numeric(people$job == "yes")
# A missing number takes the mean, and a column says so; a missing category is one.
people$no_age <- as.numeric(is.na(people$age))
people$known_age <- ifelse(is.na(people$age), mean(people$age, na.rm = TRUE), people$age)
people$known_benefit <- factor(ifelse(is.na(people$benefit), "missing", people$benefit))

welch <- t.test(weeks_in_job ~ factor(arm, c("intervention", "comparison")), data = people)
of_fit <- function(formula) {
  fit <- lm(formula, data = people)
  value <- coef(fit)[["lot"]]
  half <- qt(0.975, df.residual(fit)) * sqrt(sandwich::vcovHC(fit, type = "HC3")["lot", "lot"])
  c(value, value - half, value + half)
}
cat(jsonlite::toJSON(list(
  R = as.character(getRversion()),
  sandwich = as.character(packageVersion("sandwich")),
  welch = c(unname(welch$estimate[1] - welch$estimate[2]), welch$conf.int),
  weeks = of_fit(weeks_in_job ~ lot),
  weeks_adjusted = of_fit(weeks_in_job ~ lot + known_age + no_age + sex + known_benefit),
  job = of_fit(reached ~ lot),
  job_adjusted = of_fit(reached ~ lot + known_age + no_age + sex + known_benefit)
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
