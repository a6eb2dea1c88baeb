# Matched samples and what they tell, as JSON: the oracle for compendium.outcomes.effects.estimators.matched.
# Needs the R packages MatchIt, Matching, sandwich and jsonlite.
#   Rscript matching.R              reads matching.csv beside it: invented subjects
#   Rscript matching.R lalonde.csv  reads the 185 of the work programme and 429 of a survey
suppressPackageStartupMessages({library(MatchIt); library(Matching)})
file <- commandArgs(trailingOnly = TRUE)
lalonde <- length(file) > 0
people <- read.csv(if (lalonde) file[1] else "matching.csv")
if (lalonde) {
  people$race <- factor(people$race, c("black", "hispan", "white"))
  lot <- treat ~ age + educ + race + married + nodegree + re74 + re75
  people$stratum <- people$married
  endpoints <- "re78"
} else {
  people$treat <- as.numeric(people$arm == "intervention")
  lot <- treat ~ sex + age + education + risk_debt + job_before
  people$stratum <- as.numeric(factor(people$quarter))
  endpoints <- c("job", "weeks")
}
control <- glm.control(epsilon = 1e-14, maxit = 100)
score <- glm(lot, family = binomial, data = people, control = control)
people$linear <- unname(predict(score))
width <- if (lalonde) 0.2 else 0.05

# MatchIt is given how far apart people are as a table, participants with the highest logit first.
# Given the logits as a vector, 4.5.1 finds the nearest below instead of the nearest, takes the same person twice, and
# does not heed the caliper everywhere (its news of 4.5.2, issues 159 and 163).
linear <- people$linear
coefficients <- unname(coef(score))
own <- suppressWarnings(matchit(
  lot, data = people, distance = "glm", link = "linear.logit", caliper = width, std.caliper = TRUE
))
people <- people[order(ifelse(people$treat == 1, -linear, Inf)), ]
apart <- abs(outer(people$linear[people$treat == 1], people$linear[people$treat == 0], "-"))
# What differs by a rounding is equally far, and then the first row is taken, here as there.
apart <- round(apart, 9)

# Pairs by the places of rows.
pairs_of <- function(found) {
  made <- found$match.matrix
  from <- rep(as.integer(rownames(made)), ncol(made))
  to <- as.integer(made)
  kept <- !is.na(to)
  from <- from[kept]; to <- to[kept]
  order <- order(from, to)
  cbind(from[order], to[order])
}

# A share of the sum is a weight whatever it is scaled to.
balanced <- function(weights) {
  design <- model.matrix(lot, data = people)[, -1]
  ours <- people$treat == 1
  share <- function(w) w / sum(w)
  before <- apply(design, 2, function(x) (mean(x[ours]) - mean(x[!ours])) / sd(x[ours]))
  after <- apply(design, 2, function(x) {
    (sum(share(weights[ours]) * x[ours]) - sum(share(weights[!ours]) * x[!ours])) / sd(x[ours])
  })
  list(before = unname(before), after = unname(after))
}

# With replacement: Match on the participants who have a match, without a caliper, for with one it
# divides by those it has dropped as well. A stratum weighs so much that nobody outside is nearer.
abadie_imbens <- function(found, endpoint, ratio, exact) {
  used <- people$treat == 0 | found$weights > 0
  rows <- people[used, ]
  x <- as.matrix(if (exact) rows[c("linear", "stratum")] else rows["linear"])
  made <- Match(
    rows[[endpoint]], rows$treat, x, M = ratio, Var.calc = ratio, distance.tolerance = 0,
    tolerance = 0, Weight = 3, Weight.matrix = diag(c(1, if (exact) 1e8), ncol(x)),
    exact = c(FALSE, if (exact) TRUE)
  )
  c(value = drop(made$est), error = drop(made$se))
}

# The same by hand, from the pairs of MatchIt, where Match cannot tell it: of ties it takes all, and
# it drops who has fewer than are asked for. Of ties the first row is taken here.
by_hand <- function(found, endpoint, ratio, exact) {
  y <- people[[endpoint]]
  stratum <- if (exact) people$stratum else rep(1, nrow(people))
  pool <- which(people$treat == 0)
  shares <- squares <- numeric(nrow(people))
  apart <- c()
  rows <- rownames(people)
  for (person in rownames(found$match.matrix)) {
    chosen <- match(na.omit(found$match.matrix[person, ]), rows)
    if (!length(chosen)) next
    apart <- c(apart, y[match(person, rows)] - mean(y[chosen]))
    shares[chosen] <- shares[chosen] + 1 / length(chosen)
    squares[chosen] <- squares[chosen] + 1 / length(chosen)^2
  }
  extra <- 0
  for (person in pool[shares[pool] > 0]) {
    others <- setdiff(pool[stratum[pool] == stratum[person]], person)
    if (length(others) < ratio) others <- setdiff(pool, person)
    far <- round(abs(people$linear[others] - people$linear[person]), 9)
    near <- others[order(far, as.integer(rows[others]))[seq_len(min(ratio, length(others)))]]
    extra <- extra + (shares[person]^2 - squares[person]) * var(y[c(person, near)])
  }
  error <- sqrt(sum((apart - mean(apart))^2) + extra) / length(apart)
  c(value = mean(apart), error = error)
}

clustered_by_pair <- function(found, endpoint) {
  rows <- match.data(found, data = people)
  fit <- lm(reformulate("treat", endpoint), data = rows, weights = rows$weights)
  error <- sqrt(sandwich::vcovCL(fit, cluster = ~subclass)["treat", "treat"])
  c(value = coef(fit)[["treat"]], error = error)
}

case <- function(replace, ratio, exact, caliper) {
  found <- suppressWarnings(matchit(
    lot, data = people, method = "nearest", distance = apart, m.order = "data",
    replace = replace, ratio = ratio, exact = if (exact) ~stratum,
    caliper = if (caliper > 0) caliper * sd(linear), std.caliper = FALSE
  ))
  whole <- found$match.matrix[rowSums(!is.na(found$match.matrix)) > 0, , drop = FALSE]
  effects <- lapply(setNames(endpoints, endpoints), function(endpoint) {
    ours <- people$treat == 1
    y <- people[[endpoint]]
    value <- weighted.mean(y[ours], found$weights[ours]) -
      weighted.mean(y[!ours], found$weights[!ours])
    told <- if (replace) by_hand(found, endpoint, ratio, exact)
      else clustered_by_pair(found, endpoint)
    stopifnot(abs(told[["value"]] - value) < 1e-8)
    # Where nobody is tied and everybody has as many as were asked for, Match must say the same.
    if (replace && !anyNA(whole) && !lalonde) {
      stopifnot(abs(abadie_imbens(found, endpoint, ratio, exact) - told) < 1e-8)
    }
    as.list(told)
  })
  list(
    pairs = pairs_of(found),
    dropped = sum(people$treat == 1 & found$weights == 0),
    weights = unname(found$weights[order(as.integer(rownames(people)))]),
    balance = balanced(found$weights),
    effects = effects
  )
}

grid <- expand.grid(
  replace = c(TRUE, FALSE), ratio = 1:2, exact = c(TRUE, FALSE), caliper = c(width, 0)
)
named <- with(grid, sprintf(
  "%s_%d_%s_%g", ifelse(replace, "replacement", "once"), ratio,
  ifelse(exact, "exact", "anywhere"), caliper
))
cases <- do.call(Map, c(list(case), unname(grid)))
names(cases) <- named

cat(jsonlite::toJSON(list(
  R = as.character(getRversion()),
  MatchIt = as.character(packageVersion("MatchIt")),
  Matching = as.character(packageVersion("Matching")),
  sandwich = as.character(packageVersion("sandwich")),
  coefficients = coefficients,
  linear = linear,
  caliper = unname(own$caliper),
  cases = cases
), auto_unbox = TRUE, digits = 12), "\n")
