# Balance before and after matching as R MatchIt tells it, as JSON: the oracle for
# compendium.outcomes.effects.balance. Needs the R packages MatchIt and jsonlite.
#   Rscript balance.R                reads balance.csv beside it: invented people
#   Rscript balance.R lalonde.csv    reads a file of the data of LaLonde instead
given <- commandArgs(trailingOnly = TRUE)
people <- read.csv(if (length(given)) given[1] else "balance.csv", stringsAsFactors = TRUE)
people$treat <- if (length(given)) people$treat else as.numeric(people$arm == "intervention")
formula <- if (length(given)) {
  treat ~ age + educ + race + married + nodegree + re74 + re75
} else treat ~ age + job_before + benefit + risk_debt
found <- MatchIt::matchit(formula, data = people, method = "nearest", distance = "glm",
                          link = "linear.logit", caliper = 0.05, replace = TRUE)
told <- summary(found, un = TRUE, standardize = TRUE)
columns <- c("Means Treated", "Means Control", "Std. Mean Diff.", "Var. Ratio")
rows <- rownames(told$sum.all)[-1]
table <- function(sums) apply(sums[rows, columns], 1, function(row) unname(row), simplify = FALSE)
cat(jsonlite::toJSON(list(
  R = as.character(getRversion()),
  MatchIt = as.character(packageVersion("MatchIt")),
  weights = unname(found$weights),
  before = table(told$sum.all),
  after = table(told$sum.matched),
  effective = unname(told$nn["Matched (ESS)", "Control"])
), auto_unbox = TRUE, digits = 12, na = "null", pretty = 2), "\n")
