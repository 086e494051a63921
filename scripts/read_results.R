#!/usr/bin/env Rscript
# Reads a result of hushfeed into data frames. Base R alone; for datapackage.json use jsonlite.
#
#   Rscript scripts/read_results.R results/sweep                 # what is there
#   Rscript scripts/read_results.R results/sweep silent_share    # mean and interval by point, with the swept values
#
# In a session: source("scripts/read_results.R"); result <- read_results("results/sweep"); then result$runs,
# result$series (with the swept values joined to every row), result$summary, result$opinions, result$keys,
# result$metrics. `.csv` and `.csv.gz` are read alike. An empty field is NA; runs that failed are left out of runs
# unless failed = TRUE.

read_table <- function(folder, name) {
  paths <- file.path(folder, paste0(name, c(".csv", ".csv.gz")))
  path <- paths[file.exists(paths)]
  if (length(path) == 0) {
    return(NULL)
  }
  # check.names = FALSE keeps the dots of swept keys and nothing else changes; "NA" may be a word of a scenario.
  utils::read.csv(path[1], check.names = FALSE, na.strings = "", stringsAsFactors = FALSE)
}

read_results <- function(folder, failed = FALSE) {
  runs <- read_table(folder, "runs")
  if (is.null(runs)) {
    stop(folder, " holds neither runs.csv nor runs.csv.gz")
  }
  columns <- names(runs)
  at <- function(name) match(name, columns)
  between <- function(first, last) {
    if (last - first < 2) character(0) else columns[(first + 1):(last - 1)]
  }
  keys <- between(at("seed"), at("status"))
  metrics <- between(at("ticks"), at("reason"))
  if (!failed) {
    runs <- runs[runs$status == "done", , drop = FALSE]
  }
  series <- merge(read_table(folder, "series"), runs[c("run_id", keys)], by = "run_id")
  series <- series[order(series$run_id, series$tick), ]
  list(
    runs = runs, series = series, summary = read_table(folder, "summary"),
    opinions = read_table(folder, "opinions"), keys = keys, metrics = metrics
  )
}

main <- function(arguments) {
  if (length(arguments) == 0) {
    stop("usage: Rscript scripts/read_results.R FOLDER [METRIC]")
  }
  result <- read_results(arguments[1])
  if (length(arguments) == 1) {
    cat(nrow(result$runs), "runs at", length(unique(result$runs$point_id)), "points\n")
    cat("swept:", if (length(result$keys)) paste(result$keys, collapse = ", ") else "nothing", "\n")
    cat("metrics:", paste(result$metrics, collapse = ", "), "\n")
    return(invisible())
  }
  if (!(arguments[2] %in% result$metrics)) {
    stop("no metric ", arguments[2], "; there are ", paste(result$metrics, collapse = ", "))
  }
  of_metric <- result$summary$metric == arguments[2] & is.na(result$summary$tick)
  outcomes <- result$summary[of_metric, c("point_id", "n", "mean", "ci_low", "ci_high")]
  points <- unique(result$runs[c("point_id", result$keys)])
  by_point <- merge(points, outcomes, by = "point_id")
  utils::write.csv(by_point[order(by_point$point_id), ], row.names = FALSE, quote = FALSE)
}

# Only as a script, not where it is sourced.
if (sys.nframe() == 0L) {
  main(commandArgs(trailingOnly = TRUE))
}
