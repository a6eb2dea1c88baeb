# Hazard ratios of entering, as JSON: the oracle for compendium.outcomes.effects.hazard_ratio and
# proportionality. Needs the R packages survival and jsonlite.
#   Rscript hazards.R      reads hazards.csv beside it: invented participants, many in the same week
suppressPackageStartupMessages(library(survival))
people <- read.csv("hazards.csv")
people$lot <- as.numeric(people$arm == "intervention")
people$entered <- as.numeric(people$event == "entry")
precise <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)
people$who <- seq_len(nrow(people))
of_fit <- function(formula, weights = 1) {
  # Where cox.zph looks for them.
  people$w <<- weights
  fit <- coxph(formula, people, weights = w, cluster = who, ties = "efron", control = precise)
  test <- cox.zph(fit, transform = "identity", global = FALSE)$table["lot", ]
  list(value = exp(coef(fit)[["lot"]]), error = sqrt(fit$var[1, 1]),
       model_error = sqrt(fit$naive.var[1, 1]), chi_square = test[["chisq"]], p = test[["p"]])
}
adjusted <- Surv(weeks, entered) ~ lot + age + sex + readiness
cat(jsonlite::toJSON(list(
  R = as.character(getRversion()), survival = as.character(packageVersion("survival")),
  alone = of_fit(Surv(weeks, entered) ~ lot),
  adjusted = of_fit(adjusted),
  weighted = of_fit(adjusted, weights = people$weight)
), auto_unbox = TRUE, digits = 12, pretty = 2), "\n")
