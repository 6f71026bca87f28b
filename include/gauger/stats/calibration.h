/*
 * Calibration: do the rows that score 0.3 have the outcome 3 times in 10?
 *
 * Everything follows from the distinct scores in rising order, each with the weight of its rows and
 * of those with the outcome (gg_score_block). They are added one after the other, in one walk over
 * sorted rows or over a histogram; what is kept meanwhile does not grow with the rows but for the
 * steps of the isotonic fit, of which n rows without weights have at most about 0.9 n^(2/3). Every
 * figure is then a function of what was kept, so figures nobody asks for cost nothing.
 *
 * Scores are probabilities of the outcome, in [0, 1]. The scores were made on other rows (external
 * data): no figure here takes off degrees of freedom for parameters fitted to these rows.
 *
 * With weights, sums are weighted, and a variance takes the sum of squared weights in the place of
 * the sum of weights (Kish 1965), so that without weights it is the textbook's.
 */
#ifndef GAUGER_STATS_CALIBRATION_H
#define GAUGER_STATS_CALIBRATION_H

#include <stddef.h>
#include <stdint.h>

#include "gauger/stats/measure.h"
#include "gauger/stats/ranking.h"

/* Reasons why a recalibration has no value, beside those of measure.h. */
#define GG_WHY_ONE_SCORE      "one_score"      /* all rows have the same score */
#define GG_WHY_CERTAIN_SCORES "certain_scores" /* each row scores 0 or 1: no log odds */
#define GG_WHY_SEPARATED      "separated" /* one score parts the outcomes: the slope has no bound */

/* Most bins that can be asked for. */
#define GG_CALIBRATION_BINS_MAX 1000

/* All verified rows of one score. */
typedef struct gg_score_block {
    double score;     /* in [0, 1] */
    double weight;    /* of the rows: their number where there are no weights */
    double positives; /* weight of those with the outcome, in [0, weight] */
    double squares;   /* sum of squared weights; their number where there are no weights */
    uint64_t rows;    /* how many */
} gg_score_block;

/* All verified rows of one score that is a whole number of millionths, without weights. */
#define GG_MILLION 1000000
typedef struct gg_counted_score {
    double log_odds;          /* log(score) - log1p(-score) as computed so; infinite for 0 and 1 */
    uint32_t millionths;      /* 0 to GG_MILLION: the score is the double next to so many */
    uint32_t rows, positives; /* how many, at least 1; of them with the outcome */
} gg_counted_score;

typedef struct gg_calibration_options {
    size_t bins;   /* of equal width and of equal count, 1 to GG_CALIBRATION_BINS_MAX; 10 by rule */
    uint64_t rows; /* of all blocks to come, for bins of equal count; 0: not known, none are made */
} gg_calibration_options;

typedef struct gg_calibration gg_calibration;

/* How scores are put into bins. No rule parts rows of one score. */
typedef enum gg_binning {
    GG_BINS_EQUAL_WIDTH, /* [0, 1/b), [1/b, 2/b), ... [1 - 1/b, 1] */
    GG_BINS_EQUAL_COUNT, /* (., q1], (q1, q2], ... with type-7 quantiles of the rows' scores */
    GG_BINS_DISTINCT     /* every distinct score is a bin */
} gg_binning;

/* Sums over the rows of one bin. */
typedef struct gg_calibration_bin {
    uint64_t rows;
    double weight, squares, positives;
    double scores;          /* of weight x score */
    double score_squares;   /* of weight x score^2 */
    double score_positives; /* of weight x score over those with the outcome */
    double low, high;       /* smallest and largest score; NaN where the bin is empty */
} gg_calibration_bin;

/* One step of the isotonic fit: all scores from low to high get the same share. */
typedef struct gg_isotonic_step {
    double low, high; /* smallest and largest score of the step */
    double weight, positives;
    double scores; /* sum of weight x score */
    uint64_t rows;
} gg_isotonic_step;

/* The Brier score taken apart by the isotonic fit: score = mcb - dsc + unc. */
typedef struct gg_corp {
    double brier;
    double miscalibration; /* from 0: what recalibration would save */
    double discrimination; /* from 0: what the recalibrated scores are better than the base rate */
    double uncertainty;    /* base rate x (1 - base rate) */
    size_t steps;          /* of the isotonic fit */
} gg_corp;

/* The Brier score taken apart by bins:
 * brier = reliability - resolution + uncertainty + within_variance - within_covariance. */
typedef struct gg_murphy {
    double brier, reliability, resolution, uncertainty;
    double within_variance, within_covariance; /* 0 where a bin holds one score */
    double skill;                              /* 1 - brier / uncertainty; NaN for one class */
    size_t bins;                               /* that hold rows */
} gg_murphy;

typedef struct gg_calibration_error {
    double expected; /* mean over rows of |share with the outcome - mean score| of their bin */
    double largest;  /* the largest of these, over bins */
    double debiased; /* expected, less what chance alone adds to it; from 0 */
    size_t bins;     /* that hold rows */
} gg_calibration_error;

typedef struct gg_hosmer_lemeshow {
    double statistic, degrees_of_freedom, p_value;
    size_t groups; /* that hold rows */
} gg_hosmer_lemeshow;

typedef struct gg_spiegelhalter {
    double z;       /* above 0: a larger Brier score than calibrated scores would have */
    double p_value; /* two-sided */
} gg_spiegelhalter;

/* log odds of the outcome = intercept + slope x log odds of the score. */
typedef struct gg_recalibration {
    double intercept, slope;             /* 0 and 1 where scores are calibrated */
    double intercept_error, slope_error; /* standard errors */
    double covariance;                   /* of the two */
    double statistic, p_value; /* Wald's test of "0 and 1": chi-square, 2 degrees of freedom */
    uint64_t rows;             /* that were used */
    uint64_t certain;          /* rows left out: scores of 0 and 1 have no log odds */
} gg_recalibration;

/* The same with the slope held at 1: calibration in the large. */
typedef struct gg_in_the_large {
    double intercept, standard_error;
    uint64_t rows, certain; /* as in gg_recalibration */
} gg_in_the_large;

GG_BEGIN_DECLS

/*
 * The default options: 10 bins, number of rows not known.
 *
 * Takes nothing.
 * Returns the options, a plain value.
 * Shape: a struct, to be changed by the caller.
 * Undefined cases: none.  Errors: none.
 */
gg_calibration_options gg_calibration_options_default(void);

/*
 * The block of a tie (ranking.h): rows without weights.
 *
 * tie: a score with its rows by outcome; below 2^53 of either.
 * Returns the block: weight and squares are the number of rows.
 * Ownership: a plain value.
 * Undefined cases: none.  Errors: none.
 */
gg_score_block gg_score_block_of_tie(const gg_tie *tie);

/*
 * Begins a calibration.
 *
 * options: NULL for the defaults.
 * out: empty, to be ended with gg_calibration_free(); written only on GG_OK.
 * Returns GG_OK; GG_E_INPUT for a number of bins out of range; GG_E_MEMORY.
 * Memory: 144 bytes a bin; as blocks come, 48 bytes a step of the isotonic fit and at most 128 KiB
 * for the recalibration.
 */
GG_CHECKED gg_status gg_calibration_new(const gg_calibration_options *options,
                                        gg_calibration **out);

/*
 * Frees a calibration.
 *
 * c: from gg_calibration_new() or gg_calibration_of_blocks(); NULL is allowed.
 * Result: c is dead, and so are bins and steps that were got from it.
 * Undefined cases: none.
 * Errors: none.
 */
void gg_calibration_free(gg_calibration *c);

/*
 * Adds the rows of the next score.
 *
 * c: a calibration.  block: of a score above all before; without weight it adds nothing.
 * Result: on any error c is as it was.
 * Returns GG_OK; GG_E_INPUT for scores outside [0, 1] or that do not rise, for weights that are
 * negative, not finite or contradict each other, and for more rows than the options said;
 * GG_E_LIMIT from 2^62 rows; GG_E_MEMORY.  Time O(1) in the mean.
 */
GG_CHECKED gg_status gg_calibration_add(gg_calibration *c, const gg_score_block *block);

/*
 * The same where the log odds of the score are known: several calibrations of the same scores find
 * them once.
 *
 * c, block: as above.  log_odds: log(score) - log1p(-score) as computed so, infinite for 0 and 1.
 * Result: as gg_calibration_add(); what is added is the same to the last digit.
 * Returns as gg_calibration_add().
 * Undefined cases: log odds of another score give the recalibration of another table.
 */
GG_CHECKED gg_status gg_calibration_add_known(gg_calibration *c, const gg_score_block *block,
                                              double log_odds);

/*
 * Adds n scores of whole millionths whose rows have no weights: several at once cost a tenth of one
 * by one.
 *
 * c: a calibration.  scores: n of them, rising, above all before; a few dozen are enough.
 * Result: c is as after gg_calibration_add() of each but for rounding: here sums over the n scores
 * are exact, and are rounded when they join those from before. On any error c is as it was.
 * Returns as gg_calibration_add(); GG_E_INPUT also where a score has no rows.
 * Undefined cases: n = 0 adds nothing; log odds as for gg_calibration_add_known().
 */
GG_CHECKED gg_status gg_calibration_add_counted(gg_calibration *c, const gg_counted_score *scores,
                                                size_t n);

/*
 * A calibration of n blocks: gg_calibration_new() and gg_calibration_add().
 *
 * blocks: n of them, scores rising.  bins: 1 to GG_CALIBRATION_BINS_MAX.
 * out: with bins of equal count; to be ended with gg_calibration_free(); written only on GG_OK.
 * Returns as the two functions.
 * Undefined cases: no blocks give a calibration without figures.
 */
GG_CHECKED gg_status gg_calibration_of_blocks(const gg_score_block *blocks, size_t n, size_t bins,
                                              gg_calibration **out);

/*
 * The isotonic fit of the outcome to the score, by pool-adjacent-violators: the rising function of
 * the score with the least sum of squares. It is constant on each step, at positives / weight.
 *
 * c: a calibration.  steps: the steps in rising order, of scores and of shares; c's own, until the
 * next block is added.  n: how many; 0 without rows.
 * Result: both are written.
 * Undefined cases: none.  Errors: none.
 * Source: Ayer et al. 1955; de Leeuw, Hornik and Mair 2009.
 */
void gg_calibration_steps(const gg_calibration *c, const gg_isotonic_step **steps, size_t *n);

/*
 * CORP: the Brier score as miscalibration - discrimination + uncertainty, by the isotonic fit, with
 * no bins to choose. With S the score, C that of the isotonic fit and R that of the base rate:
 * miscalibration S - C, discrimination R - C, uncertainty R.
 *
 * c: a calibration.  out: written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED without rows.
 * Miscalibration is above 0 for calibrated scores too: the fit follows chance.
 * Source: Dimitriadis, Gneiting and Jordan 2021.
 */
GG_CHECKED gg_status gg_calibration_corp(const gg_calibration *c, gg_corp *out);

/*
 * The bins, for a reliability diagram or one's own figures.
 *
 * c: a calibration.  binning: by width or by count.  bins: as many as asked for, empty ones too;
 * c's own, until the next block is added.  n: how many.  Both are written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED for equal count where the number of rows was not said or not all
 * have come; GG_E_INPUT for GG_BINS_DISTINCT.
 * A score on an edge: by width it belongs to the upper bin (1 to the last), as floor(score x bins)
 * says; by count to the lower one, as in pandas' qcut. By count, all rows of one score are in the
 * bin of the first of them, and a bin that ties leave empty stays empty.
 */
GG_CHECKED gg_status gg_calibration_bins(const gg_calibration *c, gg_binning binning,
                                         const gg_calibration_bin **bins, size_t *n);

/*
 * Murphy's decomposition of the Brier score by bins, with the two terms that make it exact where a
 * bin holds different scores.
 *
 * c: a calibration.  binning: GG_BINS_DISTINCT gives Murphy's own, without those terms.
 * out: written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED without rows, and as gg_calibration_bins().
 * With few rows a bin, reliability and resolution are both too large; scores that are all different
 * have resolution = uncertainty by distinct scores.
 * Source: Murphy 1973; Stephenson, Coelho and Jolliffe 2008.
 */
GG_CHECKED gg_status gg_calibration_murphy(const gg_calibration *c, gg_binning binning,
                                           gg_murphy *out);

/*
 * Expected calibration error over bins, the largest error of a bin, and the expected one debiased:
 * less the mean excess of |x| over |mean|, x normal about the bin's error with the variance
 * share (1 - share) / n of the bin (n Kish's effective size), in closed form.
 *
 * c: a calibration.  binning: by width (as scikit-learn's uniform) or by count.
 * out: written only on GG_OK.  No interval: at perfect calibration the figure sits at its boundary.
 * Returns as gg_calibration_murphy().
 * Source: Naeini, Cooper and Hauskrecht 2015; Kumar, Liang and Ma 2019 (debiased, there by
 * drawing).
 */
GG_CHECKED gg_status gg_expected_calibration_error(const gg_calibration *c, gg_binning binning,
                                                   gg_calibration_error *out);

/*
 * Hosmer and Lemeshow's test of calibration: the sum over bins of equal count of
 * (observed - expected)^2 / (n e (1 - e)), e the mean score of the bin.
 *
 * c: a calibration.  out: written only on GG_OK; as many degrees of freedom as bins that hold rows,
 * because the scores were not fitted to these rows (for scores that were, it would be two fewer).
 * Returns GG_OK; GG_E_UNDEFINED without rows, where the bins are not known, and where every score
 * of a bin is 0 or every one is 1.
 * Source: Hosmer and Lemeshow 1980; Hosmer, Lemeshow and Sturdivant 2013, section 5.2.2 (external
 * data).  The result depends on the number of bins: CORP and the recalibration do not.
 */
GG_CHECKED gg_status gg_hosmer_lemeshow_test(const gg_calibration *c, gg_hosmer_lemeshow *out);

/*
 * Spiegelhalter's test of calibration: is the Brier score what calibrated scores would have?
 * z = sum of w (y - s)(1 - 2 s) over the root of the sum of w^2 (1 - 2 s)^2 s (1 - s).
 *
 * c: a calibration.  out: written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED without rows and where every score is 0, 1/2 or 1.
 * Blind to errors that leave the Brier score as it is expected.
 * Source: Spiegelhalter 1986.
 */
GG_CHECKED gg_status gg_spiegelhalter_test(const gg_calibration *c, gg_spiegelhalter *out);

/*
 * Recalibration slope and intercept: logistic regression of the outcome on the log odds of the
 * score, by maximum likelihood. A slope below 1: scores are too extreme.
 *
 * c: a calibration.  out: written only on GG_OK. For intervals put the standard errors into
 * gg_interval_normal().
 * Returns GG_OK; GG_E_UNDEFINED where gg_recalibration_why() says why; GG_E_INTERNAL if Newton's
 * method does not converge.
 * Up to 1,024 distinct scores are used as they are; more are summed into cells of the log odds with
 * their moments up to the sixth, and the likelihood is expanded about the middle of each cell: the
 * error is below 1e-9 while the fitted log odds spread over less than 40.
 * Source: Cox 1958; Miller, Hui and Tierney 1991. Rows that score 0 or 1 are left out as Harrell's
 * val.prob does.
 */
GG_CHECKED gg_status gg_recalibrate(const gg_calibration *c, gg_recalibration *out);

/*
 * Calibration in the large: the intercept of the same regression with the slope held at 1. Above
 * 0: the outcome is more frequent than the scores say.
 *
 * c: a calibration.  out: written only on GG_OK.
 * Returns GG_OK; GG_E_UNDEFINED where the rows that score neither 0 nor 1 lack an outcome;
 * GG_E_INTERNAL if Newton's method does not converge.
 * Source: Steyerberg 2009, chapter 15.
 */
GG_CHECKED gg_status gg_calibration_in_the_large(const gg_calibration *c, gg_in_the_large *out);

/*
 * How many rows score 0 or 1, and so have no log odds.
 *
 * c: a calibration, with any number of blocks added.
 * Returns the number of rows, not weights: those that the recalibration leaves out.
 * Ownership: a plain value.
 * Undefined cases: none, 0 without rows.  Errors: none.
 */
uint64_t gg_calibration_certain(const gg_calibration *c);

/*
 * Why a calibration has no recalibration slope.
 *
 * c: a calibration.
 * Returns NULL where it has one; otherwise a static text: GG_WHY_NO_ROWS, GG_WHY_CERTAIN_SCORES
 * (rows, but each scores 0 or 1), GG_WHY_ONE_CLASS, GG_WHY_ONE_SCORE, or GG_WHY_SEPARATED (no score
 * of a row with the outcome is below, or none above, any score of a row without). Rows that score 0
 * or 1 do not count. Undefined cases: none.  Errors: none.
 */
const char *gg_recalibration_why(const gg_calibration *c);

GG_END_DECLS
#endif
