# Effects in subgroups as interactions on the matched sample, as JSON: the oracle for
# compendium.outcomes.effects.doubts.subgroups, and p.adjust for compendium.outcomes.effects.adjusted.
# Needs the R packages sandwich and jsonlite. Of several that are equally near, the first row is taken.
#   Rscript subgroups.R      reads subgroups.csv beside it: invented participants
suppressPackageStartupMessages(library(sandwich))
people <- read.csv("subgroups.csv")
people$lot <- as.numeric(people$arm == "intervention")

found <- function(by) {
  people$level <- factor(people[[by]])
  score <- predict(glm(lot ~ sex + age + job_before, binomial, people))
  limit <- .2 * sd(score)
  people$weights <- 0
  for (one in which(people$lot == 1)) {
    alike <- people$quarter == people$quarter[one] & people$level == people$level[one]
    others <- which(people$lot == 0 & alike)
    apart <- abs(score[others] - score[one])
    if (!length(others) || min(apart) > limit) next
    # Rounded, so that what is equally near is so whatever the last digit.
    other <- others[which.min(round(apart, 9))]
    people$weights[c(one, other)] <- people$weights[c(one, other)] + 1
  }
  kept <- people[people$weights > 0, ]
  fit <- lm(endpoint ~ 0 + level + level:lot, data = kept, weights = weights)
  v <- vcovHC(fit, type = "HC3")
  place <- grep(":lot", names(coef(fit)))
  effect <- unname(coef(fit)[place])
  v <- unname(v[place, place])
  L <- cbind(-1, diag(length(effect) - 1))
  apart <- drop(L %*% effect)
  spread <- L %*% v %*% t(L)
  list(
    levels = levels(people$level),
    participants = as.vector(table(kept$level[kept$lot == 1])),
    others = as.vector(table(kept$level[kept$lot == 0])),
    effects = effect,
    errors = sqrt(diag(v)),
    differences = apart,
    difference_errors = sqrt(diag(spread)),
    wald = pchisq(drop(apart %*% solve(spread) %*% apart), length(apart), lower.tail = FALSE)
  )
}

p <- c(.001, .04, .03, .2, 1)
cat(jsonlite::toJSON(
  list(
    sex = found("sex"),
    readiness = found("readiness"),
    p = p,
    holm = p.adjust(p, "holm"),
    holm_of_four = p.adjust(p[1:4], "holm", n = 5)
  ),
  auto_unbox = TRUE, digits = 12, pretty = TRUE
), "\n")
